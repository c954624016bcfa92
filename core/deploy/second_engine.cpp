#include "core/deploy/second_engine.h"

#include "core/config/config_json.h"
#include "core/deploy/script_module_p.h"
#include "core/deploy/script_source.h"
#include "core/onnx/onnx_network.h"
#include "core/store/network_metadata_p.h"
#include "core/store/safetensors.h"
#include "core/store/stored_tensors_p.h"
#include "core/store/weights_fingerprint_p.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/jit/serialization/import.h>
#include <torch/version.h>

#include <array>

namespace weft {

namespace {

/// LibTorch's interpreter of TorchScript. It knows nothing of Weft's modules: convolutions, norms
/// and LSTMs are LibTorch's own. What it runs is written from Weft's table of the trunk's steps.
class ScriptEngine final : public SecondEngine
{
public:
    ScriptEngine(torch::jit::Module module, ExportFormat format)
        : m_module(std::move(module))
        , m_format(format)
    {
    }

    [[nodiscard]] std::string name() const override
    {
        return std::string("TorchScript of LibTorch " TORCH_VERSION) +
               (provesWeightsOnly(m_format) ? " (weights only)" : "");
    }

    [[nodiscard]] Result<std::vector<float>> scores(std::span<const float> images, int size,
                                                    int count) override
    {
        const c10::NoGradGuard noGradients;
        const auto pixels =
            at::from_blob(const_cast<float*>(images.data()), {count, 3, size, size}, at::kFloat);
        const auto logits = m_module.forward({pixels}).toTensor().to(at::kFloat).contiguous();
        const float* first = logits.data_ptr<float>();
        return std::vector<float>(first, first + logits.numel());
    }

private:
    torch::jit::Module m_module;
    ExportFormat m_format;
};

/// OpenCV's DNN module.
class OnnxEngine final : public SecondEngine
{
public:
    explicit OnnxEngine(OnnxNetwork network)
        : m_network(std::move(network))
    {
    }

    [[nodiscard]] std::string name() const override { return OnnxNetwork::engine(); }

    [[nodiscard]] Result<std::vector<float>> scores(std::span<const float> images, int /*size*/,
                                                    int count) override
    {
        auto scores = m_network.run(images, count);
        return scores ? Result<std::vector<float>>(std::move(scores->logits)) : scores.error();
    }

private:
    OnnxNetwork m_network;
};

Error corrupt(const std::filesystem::path& file, std::string reason)
{
    return {ErrorCode::Corrupt, file.string(), std::move(reason)};
}

/// Rounding may hide a weight that has changed by little; its bits do not.
Result<void> checkWeights(const TensorMap& tensors, const std::string& fingerprint,
                          const std::filesystem::path& file)
{
    if (weightsFingerprint(tensors) != fingerprint) {
        return corrupt(file, "its weights are not those that it says it has");
    }
    return {};
}

Result<torch::jit::Module> readWeights(const std::filesystem::path& path)
{
    const auto file = readSafetensors(path);
    if (!file) {
        return file.error();
    }
    const auto told = [&](const char* name) {
        const auto found = file->metadata.find(name);
        return found == file->metadata.end() ? std::string() : found->second;
    };
    const auto config = configFromJson(told("weft.config"));
    if (!config) {
        return corrupt(path, "it does not say which network it is of");
    }
    const auto tensors = copyTensors(*file);
    if (auto checked = checkWeights(tensors, told("weft.fingerprint"), path); !checked) {
        return checked.error();
    }
    return makeScriptModule(config->model, tensors);
}

Result<torch::jit::Module> readScript(const std::filesystem::path& path)
{
    torch::jit::ExtraFilesMap told{{"weft.config", {}}, {"weft.fingerprint", {}}};
    auto module = torch::jit::load(path.string(), c10::nullopt, told);
    const auto config = configFromJson(told["weft.config"]);
    if (!config) {
        return corrupt(path, "it does not say which network it is of");
    }
    TensorMap tensors;
    for (const auto& item : module.named_parameters()) {
        tensors.emplace(item.name, item.value);
    }
    const auto orders = scriptOrders(config->model);
    for (const auto& item : module.named_buffers()) {
        if (!orders.contains(item.name)) {
            tensors.emplace(item.name, item.value);
        }
    }
    if (auto checked = checkWeights(tensors, told["weft.fingerprint"], path); !checked) {
        return checked.error();
    }
    return module;
}

Result<std::unique_ptr<SecondEngine>> scriptEngine(Result<torch::jit::Module> module,
                                                   ExportFormat format)
{
    if (!module) {
        return module.error();
    }
    return std::unique_ptr<SecondEngine>(
        std::make_unique<ScriptEngine>(std::move(*module), format));
}

/// What a reader of the file goes by.
constexpr std::array describingKeys{metadata_keys::classes, metadata_keys::preprocessing,
                                    metadata_keys::config};

} // namespace

Result<void> checkDescription(ExportFormat format, const std::filesystem::path& file,
                              const std::map<std::string, std::string>& expected)
{
    std::map<std::string, std::string> told;
    if (format == ExportFormat::SafeTensors) {
        auto metadata = readSafetensorsMetadata(file);
        if (!metadata) {
            return metadata.error();
        }
        told = std::move(*metadata);
    } else if (format == ExportFormat::TorchScript) {
        torch::jit::ExtraFilesMap extra;
        for (const auto* key : describingKeys) {
            extra[key] = {};
        }
        (void)torch::jit::load(file.string(), c10::nullopt, extra);
        told = {extra.begin(), extra.end()};
    } else {
        return {};
    }
    for (const auto* key : describingKeys) {
        if (told[key] != expected.at(key)) {
            return corrupt(file, std::string("what it says of its network is not the run's (") +
                                     key + ")");
        }
    }
    return {};
}

Result<std::unique_ptr<SecondEngine>> openSecondEngine(ExportFormat format,
                                                       const std::filesystem::path& file)
{
    switch (format) {
    case ExportFormat::SafeTensors:
        return scriptEngine(readWeights(file), format);
    case ExportFormat::TorchScript:
        return scriptEngine(readScript(file), format);
    case ExportFormat::Onnx:
    case ExportFormat::OnnxInt8:
    case ExportFormat::OnnxInt8Calibrated: {
        auto network = OnnxNetwork::open(file);
        if (!network) {
            return network.error();
        }
        return std::unique_ptr<SecondEngine>(std::make_unique<OnnxEngine>(std::move(*network)));
    }
    case ExportFormat::OwnInt8:
    case ExportFormat::Tables:
    case ExportFormat::Report:
        break;
    }
    return Error{ErrorCode::Unsupported, file.string(), "no second engine runs this format"};
}

} // namespace weft
