#include "core/base/exceptions_p.h"
#include "core/deploy/export_metadata_p.h"
#include "core/deploy/export_places.h"
#include "core/deploy/export_proof_p.h"
#include "core/deploy/export_stopped.h"
#include "core/deploy/exporting_p.h"
#include "core/deploy/int8_engine_p.h"
#include "core/deploy/network_files_p.h"
#include "core/deploy/python_source.h"
#include "core/deploy/report.h"
#include "core/deploy/second_engine.h"
#include "core/deploy/tables_p.h"
#include "core/onnx/onnx_export_p.h"
#include "core/train/images_to_measure.h"

#include <algorithm>

namespace weft {

namespace {

namespace fs = std::filesystem;

std::vector<TemporaryFile*> temporariesOf(std::vector<PendingFile>& pending)
{
    std::vector<TemporaryFile*> files;
    for (auto& file : pending) {
        files.push_back(&*file.temporary);
    }
    return files;
}

bool isCalibrated(ExportFormat format)
{
    return format == ExportFormat::OnnxInt8Calibrated;
}

OnnxWeights onnxWeights(ExportFormat format)
{
    switch (format) {
    case ExportFormat::OnnxInt8:
        return OnnxWeights::Int8;
    case ExportFormat::OnnxInt8Calibrated:
        return OnnxWeights::Int8Calibrated;
    default:
        return OnnxWeights::Float32;
    }
}

} // namespace

Exporting::Exporting(const ExportRequest& request, TrainedNetwork network, std::stop_token stop,
                     const ProgressCallback& report)
    : m_request(request)
    , m_network(std::move(network))
    , m_stop(std::move(stop))
    , m_report(report)
    , m_few(m_network.model, PreparedFor::Few)
{
}

/// What counts a pass over the images on from those that are done. A calibration, which looks at
/// some of them, counts as one over all.
ProgressCallback Exporting::nextPass()
{
    return [this, pass = m_pass++](const Progress& progress) {
        if (m_report && progress.total > 0) {
            m_report(
                {pass * m_count + progress.done * m_count / progress.total, m_passes * m_count});
        }
    };
}

Result<void> Exporting::openImages(const std::vector<ExportFormat>& formats,
                                   const std::function<void(const DatasetPtr&)>& opened)
{
    m_passes = 1;
    for (const auto format : formats) {
        m_passes += (isProven(format) ? 1 : 0) + (isCalibrated(format) ? 1 : 0);
    }
    if (m_report) {
        m_report({});
    }
    const auto& record = m_network.run.record();
    const auto unproven = [](const Error& error) {
        return error.code == ErrorCode::Cancelled
                   ? error
                   : Error{error.code, error.subject,
                           "nothing can be proven without the validation images: " + error.reason};
    };
    const auto images = imagesToMeasure(record, m_request.source, m_stop);
    if (!images) {
        return unproven(images.error());
    }
    if (opened) {
        opened(*images);
    }
    m_count = (*images)->size();
    PreparedNetwork many(m_network.model);
    auto scored = scoreImages(many, *images, record.preprocessing, m_stop, nextPass());
    if (!scored) {
        const auto& error = scored.error();
        return error.code == ErrorCode::NotFinite
                   ? Error{error.code, m_request.run.string(), error.reason}
                   : unproven(error);
    }
    m_images = std::move(*scored);
    return {};
}

std::uint64_t Exporting::ownBytes() const
{
    std::uint64_t bytes = 0;
    for (const auto& tensor : m_network.model->parameters()) {
        bytes += tensor.nbytes();
    }
    for (const auto& tensor : m_network.model->buffers()) {
        bytes += tensor.nbytes();
    }
    return bytes;
}

Result<std::vector<PendingFile>> Exporting::contentsFor(const ExportTarget& target)
{
    std::vector<PendingFile> pending;
    const auto add = [&](Result<std::string> content, const fs::path& file) -> Result<void> {
        if (!content) {
            return content.error();
        }
        pending.push_back({file, std::move(*content), {}});
        return {};
    };
    const auto files = filesOf(target);
    const auto& record = m_network.run.record();
    Result<void> added;
    switch (target.format) {
    case ExportFormat::SafeTensors:
        added = add(pythonSource({record.config.model, record.preprocessing, record.classNames,
                                  record.id, exportMetadata(m_network).at("weft.fingerprint")}),
                    files.front());
        if (added) {
            added = add(makeSafetensors(m_network), files.back());
        }
        break;
    case ExportFormat::TorchScript:
        added = add(makeTorchScript(m_network), target.file);
        break;
    case ExportFormat::Onnx:
    case ExportFormat::OnnxInt8:
    case ExportFormat::OnnxInt8Calibrated:
        added = add(makeOnnx(m_network,
                             {onnxWeights(target.format), target.preprocessing, m_images->images},
                             m_stop, isCalibrated(target.format) ? nextPass() : nullptr),
                    target.file);
        break;
    case ExportFormat::OwnInt8:
    case ExportFormat::Tables:
    case ExportFormat::Report:
        break; // They are no files of networks.
    }
    if (!added) {
        return added.error();
    }
    return pending;
}

Result<void> Exporting::prove(const fs::path& file, ExportedFile& exported)
{
    const auto& target = exported.target;
    auto proof = proveFile(target.format, file, *m_images, m_few, m_stop, nextPass());
    if (!proof) {
        // A temporary file's name tells a person nothing.
        return Error{proof.error().code, target.file.string(), proof.error().reason};
    }
    proof->runBytes = ownBytes();
    exported.proof = std::move(*proof);
    const auto objection = objectionTo(*exported.proof, target, m_request);
    return objection ? Result<void>(*objection) : Result<void>();
}

Result<void> Exporting::exportNetwork(const ExportTarget& target, ExportedFile& exported)
{
    auto pending = contentsFor(target);
    if (!pending) {
        return pending.error();
    }
    for (auto& file : *pending) {
        exported.bytes += file.content.size();
        if (auto written = writePending(file); !written) {
            return written;
        }
    }
    if (auto proven = prove(pending->back().temporary->path(), exported); !proven) {
        return proven;
    }
    if (m_stop.stop_requested()) {
        return exportStopped();
    }
    return keepAll(temporariesOf(*pending), target.replace, exported.files);
}

Result<void> Exporting::measureInt8(ExportedFile& exported)
{
    const auto engine = openInt8Engine(m_network);
    if (!engine) {
        return engine.error();
    }
    auto proof =
        proveEngine(**engine, exported.target.format, *m_images, m_few, m_stop, nextPass());
    if (!proof) {
        return proof.error();
    }
    proof->runBytes = ownBytes();
    exported.proof = std::move(*proof);
    return {};
}

Result<void> Exporting::exportTables(ExportedFile& exported)
{
    const auto history = m_network.run.history();
    if (!history) {
        return history.error();
    }
    return writeTables({m_network.run.record(), *history, *m_images}, m_stop, exported);
}

Result<void> Exporting::exportReport(const ExportTarget& target,
                                     const std::vector<const ExportedFile*>& others,
                                     ExportedFile& exported)
{
    const auto history = m_network.run.history();
    if (!history) {
        return history.error();
    }
    ReportSources sources{m_network.run, *history, m_request.checkpoint, m_network.epoch, {}, {},
                          others};
    const auto& record = m_network.run.record();
    if (!history->watched.empty()) {
        // The watched images are known by their places in the run's own set.
        if (const auto own = imagesToMeasure(record, {}, m_stop)) {
            sources.pictures = watchedPictures(*history, **own, record.preprocessing);
        } else {
            sources.withoutPictures = "The pictures cannot be shown: " + toString(own.error());
        }
    }
    for (const auto* other : others) {
        if (m_images && other->proof && !other->proof->changed.empty()) {
            sources.changes.push_back(
                changedPictures(*other, *m_images->images, record.preprocessing));
        }
    }
    sources.source = m_request.source.value_or("");
    std::vector<PendingFile> pending(1);
    pending.front().file = target.file;
    pending.front().content = makeReport(sources);
    exported.bytes = pending.front().content.size();
    if (auto written = writePending(pending.front()); !written) {
        return written;
    }
    if (m_stop.stop_requested()) {
        return exportStopped();
    }
    return keepAll(temporariesOf(pending), target.replace, exported.files);
}

Result<ExportedFile> Exporting::check(const ExportTarget& target)
{
    ExportedFile checked{target, {target.file}, 0, {}, {}};
    std::error_code ignored;
    checked.bytes = fs::file_size(target.file, ignored);
    auto proven = prove(target.file, checked);
    if (proven) {
        proven = checkDescription(target.format, target.file, exportMetadata(m_network));
    }
    if (!proven) {
        checked.refused = proven.error();
    }
    return m_stop.stop_requested() ? Result<ExportedFile>(exportStopped())
                                   : Result<ExportedFile>(std::move(checked));
}

Result<ExportedFile> Exporting::exportTo(const ExportTarget& target,
                                         const std::vector<const ExportedFile*>& others)
{
    ExportedFile exported{target, {}, 0, {}, {}};
    try {
        const auto done = target.format == ExportFormat::Tables    ? exportTables(exported)
                          : target.format == ExportFormat::OwnInt8 ? measureInt8(exported)
                          : target.format == ExportFormat::Report
                              ? exportReport(target, others, exported)
                              : exportNetwork(target, exported);
        if (!done) {
            exported.refused = done.error();
        }
    } catch (...) {
        exported.refused = errorFromException(target.file.string());
    }
    if (m_stop.stop_requested() && exported.files.empty()) {
        return exportStopped();
    }
    return exported;
}

} // namespace weft
