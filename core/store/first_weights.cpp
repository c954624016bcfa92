#include "core/base/exceptions_p.h"
#include "core/config/config_keys.h"
#include "core/model/trunk_p.h"
#include "core/store/first_weights_p.h"
#include "core/store/module_state_p.h"
#include "core/store/stored_tensors_p.h"
#include "core/store/weight_names.h"
#include "core/store/weights_fingerprint_p.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <set>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

Result<WeightFile> readRun(const fs::path& from)
{
    auto checkpoint = loadCheckpoint(from, CheckpointKind::Best);
    if (!checkpoint && checkpoint.error().code == ErrorCode::NotFound) {
        checkpoint = loadCheckpoint(from, CheckpointKind::Last);
    }
    if (!checkpoint && checkpoint.error().code == ErrorCode::NotFound) {
        return Error{ErrorCode::NotFound, from.string(), "the folder holds no checkpoint of a run"};
    }
    if (!checkpoint) {
        return checkpoint.error();
    }
    const auto tensors = std::make_shared<const TensorMap>(std::move(checkpoint->model));
    WeightFile file;
    file.kind = WeightFileKind::WeftRun;
    file.content = tensors;
    for (const auto& [name, tensor] : *tensors) {
        auto view = storedView(tensor);
        if (!view) {
            return Error{view.error().code, from.string(), view.error().reason};
        }
        file.tensors.emplace(name, FileTensor{std::move(*view), {}});
    }
    return file;
}

Result<WeightFile> readAny(const fs::path& from)
{
    std::error_code ignored;
    return fs::is_directory(from, ignored) ? readRun(from) : readWeightFile(from);
}

/// Holds a file's tensors against a network's. Takes what fits, and reports on the rest.
class Matching
{
public:
    Matching(const WeightFile& file, const NameScheme& scheme, FirstWeights& result)
        : m_file(file)
        , m_scheme(scheme)
        , m_result(result)
        , m_report(result.report)
    {
    }

    void takeBackbone(const torch::nn::Module& backbone)
    {
        std::int64_t counters = 0;
        for (const auto& [name, own] : moduleState(backbone)) {
            m_parts.insert(name.substr(0, name.find('.')));
            const auto fileName = std::string(m_scheme.backbone) + name;
            if (m_file.tensors.contains(fileName)) {
                take(fileName, own, name, m_result.backbone);
            } else if (countsBatches(name)) { // PyTorch before 0.4.1 had none.
                m_result.backbone.emplace(name, at::zeros_like(own));
                ++counters;
            } else {
                m_report.missing.push_back({name, own.sizes().vec()});
            }
        }
        if (counters > 0) {
            m_report.remarks.push_back({WeightsRemarkCode::CountersMissing, {}, 0, counters});
        }
    }

    void takeClassifier(const ModelConfig& model, int classes)
    {
        const auto weightName = std::string(m_scheme.classifier) + "weight";
        const auto biasName = std::string(m_scheme.classifier) + "bias";
        const auto* weight = find(weightName);
        const auto* bias = find(biasName);
        const std::int64_t channels = fullTrunk(model.backbone).channels();
        const bool plain = model.head == Head::Gap && model.gapHidden == 0 &&
                           model.fusion == Fusion::None; // As whole networks of others are.
        using Shape = std::vector<std::int64_t>;
        if (!m_scheme.wholeNetwork || weight == nullptr || weight->stored.shape.size() != 2) {
            return;
        }
        const auto theirs = weight->stored.shape[0];
        auto code = WeightsRemarkCode::ClassifierReplaced;
        if (!plain) {
            code = WeightsRemarkCode::ClassifierLeftOut;
        } else if (bias != nullptr && weight->stored.shape == Shape{classes, channels} &&
                   bias->stored.shape == Shape{classes}) {
            code = WeightsRemarkCode::ClassifierTaken;
            take(weightName, at::empty({classes, channels}, at::kFloat), "weight",
                 m_result.classifier);
            take(biasName, at::empty({classes}, at::kFloat), "bias", m_result.classifier);
        }
        m_report.remarks.push_back({code, {}, theirs, classes});
    }

    /// What nobody took.
    void tellTheRest()
    {
        for (const auto& [name, tensor] : m_file.tensors) {
            if (m_seen.contains(name)) {
                continue;
            }
            const auto inBackbone = name.starts_with(m_scheme.backbone);
            const auto part = name.substr(inBackbone ? m_scheme.backbone.size() : 0);
            const bool within = inBackbone && m_parts.contains(part.substr(0, part.find('.')));
            auto& list = within ? m_report.surplus : m_report.leftOut;
            list.push_back({name, tensor.stored.shape});
        }
        if (find(std::string(m_scheme.backbone) + "conv1.0.weight") != nullptr) {
            m_report.remarks.push_back({WeightsRemarkCode::DeepStem, {}, 0, 0});
        }
        for (const auto& [type, count] : m_converted) {
            m_report.remarks.push_back({WeightsRemarkCode::Converted, type, count, 0});
        }
    }

private:
    [[nodiscard]] const FileTensor* find(const std::string& name) const
    {
        const auto found = m_file.tensors.find(name);
        return found == m_file.tensors.end() ? nullptr : &found->second;
    }

    /// own: a tensor of the network's shape and type.
    void take(const std::string& fileName, const at::Tensor& own, const std::string& name,
              TensorMap& into)
    {
        const auto& tensor = m_file.tensors.at(fileName);
        const auto type = elementTypeName(tensor.stored.type);
        m_seen.insert(fileName);
        if (tensor.stored.shape != own.sizes().vec()) {
            m_report.notFitting.push_back({fileName, tensor.stored.shape, own.sizes().vec(), type});
            return;
        }
        const auto values = copyTensor(tensor);
        if (values.is_floating_point() != own.is_floating_point()) {
            m_report.notFitting.push_back({fileName, tensor.stored.shape, own.sizes().vec(), type});
            return;
        }
        const auto converted = values.to(own.scalar_type());
        if (own.is_floating_point() && !converted.isfinite().all().item<bool>()) {
            m_report.notFinite.push_back(fileName);
            return;
        }
        if (own.is_floating_point() && values.scalar_type() != own.scalar_type()) {
            ++m_converted[type];
        }
        ++m_report.matched;
        m_report.matchedParameters +=
            countsBatches(name) || name.find("running_") != std::string::npos ? 0 : own.numel();
        into.emplace(name, converted);
    }

    const WeightFile& m_file;
    const NameScheme& m_scheme;
    FirstWeights& m_result;
    WeightsReport& m_report;
    std::set<std::string> m_parts; ///< The backbone's own first names: conv1, layer1.
    std::set<std::string> m_seen;
    std::map<std::string, std::int64_t> m_converted;
};

/// Reads and matches. What does not fit is in the report only.
Result<FirstWeights> match(const fs::path& from, const ModelConfig& model, int classes)
{
    auto file = readAny(from);
    if (!file) {
        return file.error();
    }
    removeWrapperPrefixes(*file);
    const Trunk network(trunkTopology(model));
    std::set<std::string> names;
    for (const auto& [name, tensor] : moduleState(*network)) {
        names.insert(name);
    }
    const auto* scheme = findNameScheme(*file, names);
    if (scheme == nullptr) {
        return Error{ErrorCode::InvalidArgument, from.string(),
                     "it holds no backbone by Weft's, torchvision's or timm's names"};
    }
    FirstWeights result;
    result.report.source = from.string();
    result.report.kind = file->kind;
    result.report.names = scheme->title;
    result.report.remarks = file->remarks;
    Matching matching(*file, *scheme, result);
    matching.takeBackbone(*network);
    matching.takeClassifier(model, classes);
    matching.tellTheRest();
    return result;
}

Result<FirstWeights> read(const fs::path& from, const ModelConfig& model, int classes)
{
    auto weights = match(from, model, classes);
    if (!weights) {
        return weights.error();
    }
    const auto& report = weights->report;
    if (!report.fits()) {
        const bool shapes =
            !report.missing.empty() || !report.notFitting.empty() || !report.surplus.empty();
        RunConfig config;
        config.model = model;
        return Error{shapes ? ErrorCode::InvalidArgument : ErrorCode::NotFinite, from.string(),
                     (shapes ? "its backbone is not " + configValue(config, "model.backbone") +
                                   (model.widths.empty() ? ": " : " with these widths: ")
                             : std::string()) +
                         problemOf(report)};
    }
    auto taken = weights->backbone;
    for (const auto& [name, tensor] : weights->classifier) {
        taken.emplace("fc." + name, tensor);
    }
    weights->fingerprint = weightsFingerprint(taken);
    return weights;
}

} // namespace

Result<FirstWeights> readFirstWeights(const fs::path& from, const ModelConfig& model, int classes)
{
    try {
        return read(from, model, classes);
    } catch (...) {
        return errorFromException(from.string());
    }
}

Result<WeightsReport> examineWeights(const fs::path& weights, const ModelConfig& model, int classes)
{
    try {
        auto matched = match(weights, model, classes);
        return matched ? Result<WeightsReport>(std::move(matched->report)) : matched.error();
    } catch (...) {
        return errorFromException(weights.string());
    }
}

} // namespace weft
