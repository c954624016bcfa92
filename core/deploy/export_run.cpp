#include "core/deploy/export_run.h"

#include "core/base/exceptions_p.h"
#include "core/base/process.h"
#include "core/deploy/export_places.h"
#include "core/deploy/exporting_p.h"

#include <algorithm>

namespace weft {

namespace {

bool isReport(const ExportedFile& file)
{
    return file.target.format == ExportFormat::Report;
}

/// Refuses the targets that could not be written in the end, so that nobody waits for that.
std::vector<ExportedFile> checkTargets(const std::vector<ExportTarget>& targets)
{
    std::vector<ExportedFile> files;
    for (const auto& target : targets) {
        ExportedFile file{target, {}, 0, {}, {}};
        if (const auto checked = checkPlace(target); !checked) {
            file.refused = checked.error();
        }
        files.push_back(std::move(file));
    }
    return files;
}

/// Those that are to be exported, reports last, and of which the others have been told.
std::vector<ExportedFile*> openTargets(std::vector<ExportedFile>& files,
                                       const std::function<void(const ExportedFile&)>& done)
{
    std::vector<ExportedFile*> open;
    for (auto& file : files) {
        if (!file.refused) {
            open.push_back(&file);
        } else if (done) {
            done(file);
        }
    }
    std::ranges::stable_partition(open, [](const auto* file) { return !isReport(*file); });
    return open;
}

/// What a report tells of: the networks, as far as they are done.
std::vector<const ExportedFile*> networksOf(const std::vector<ExportedFile>& files)
{
    std::vector<const ExportedFile*> networks;
    for (const auto& file : files) {
        if (isProven(file.target.format)) {
            networks.push_back(&file);
        }
    }
    return networks;
}

Result<std::vector<ExportedFile>> run(const ExportRequest& request, const std::stop_token& stop,
                                      const ProgressCallback& report,
                                      const std::function<void(const ExportedFile&)>& done,
                                      const std::function<void(const DatasetPtr&)>& opened)
{
    auto network = loadTrainedNetwork(request.run, request.checkpoint);
    if (!network) {
        return network.error();
    }
    configureThreads(0);
    auto files = checkTargets(request.targets);
    const auto open = openTargets(files, done);
    Exporting exporting(request, std::move(*network), stop, report);
    std::optional<Error> blind;
    if (!open.empty() && !isReport(*open.front())) { // They come first.
        std::vector<ExportFormat> formats;
        for (const auto* file : open) {
            formats.push_back(file->target.format);
        }
        if (const auto images = exporting.openImages(formats, opened); !images) {
            blind = images.error();
            if (blind->code == ErrorCode::Cancelled || !isReport(*open.back())) {
                return *blind;
            }
        }
    }
    for (auto* file : open) {
        if (blind && !isReport(*file)) {
            file->refused = blind;
            if (done) {
                done(*file);
            }
            continue;
        }
        auto exported = exporting.exportTo(file->target, networksOf(files));
        if (!exported) {
            return exported.error();
        }
        *file = std::move(*exported);
        if (done) {
            done(*file);
        }
    }
    return files;
}

} // namespace

void measureOwnInt8(std::vector<ExportTarget>& targets)
{
    const auto last = std::find_if(targets.rbegin(), targets.rend(),
                                   [](const auto& target) { return isInt8File(target.format); });
    if (last != targets.rend()) {
        targets.insert(last.base(), ExportTarget{ExportFormat::OwnInt8, {}});
    }
}

Result<std::vector<ExportedFile>> exportRun(const ExportRequest& request, std::stop_token stop,
                                            const ProgressCallback& report,
                                            const std::function<void(const ExportedFile&)>& done,
                                            const std::function<void(const DatasetPtr&)>& opened)
{
    if (request.targets.empty()) {
        return Error{ErrorCode::InvalidArgument, {}, "nothing to export is named"};
    }
    if (const auto clash = clashing(request.targets)) {
        return Error{ErrorCode::InvalidArgument, request.targets[*clash].file.string(),
                     "two exports would write to this name"};
    }
    try {
        return run(request, stop, report, done, opened);
    } catch (...) {
        return errorFromException(request.run.string());
    }
}

} // namespace weft
