#pragma once

#include "tests/parity/prepared_support.h"

#include "core/onnx/onnx_export_p.h"
#include "core/onnx/onnx_network.h"
#include "core/store/run_writer.h"

#include <torch/nn/modules/batchnorm.h>

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

// After LibTorch, whose headers have members named slots.
#include <QTemporaryDir>

namespace weft::test {

inline std::vector<std::string> namesOfClasses(int count)
{
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
        names.push_back("class " + std::to_string(i));
    }
    return names;
}

/// Networks of runs that lie in a folder of their own.
class NetworkMaker
{
public:
    static constexpr int classes = 5;

    /// A network with random weights whose norms have scales and shifts of their own and the
    /// statistics of random images, so that no layer fades or saturates. It has a run directory,
    /// but no checkpoint.
    TrainedNetwork make(const ModelConfig& model, int size, std::uint64_t seed = 1)
    {
        torch::manual_seed(seed);
        RunRecord record;
        record.config.model = model;
        record.config.data.size = size;
        record.config.data.source = "builtin:digits";
        record.classNames = namesOfClasses(classes);
        record.preprocessing.kind = TransformKind::Small;
        record.preprocessing.size = size;
        const auto writer = RunWriter::create(folder(), record, {"exported", {}});
        TrainedNetwork network{RunDirectory::open(writer.value().path()).value(),
                               Classifier(model, classes, seed), 3};
        wakeNorms(network.model);
        for (const auto& module : network.model->modules(false)) {
            if (auto* norm = module->as<torch::nn::BatchNorm2d>()) {
                norm->options.momentum(1);
            }
        }
        const torch::NoGradGuard noGradients;
        network.model->train();
        network.model->forward(makeImages(16, size));
        network.model->eval();
        return network;
    }

    [[nodiscard]] std::filesystem::path folder() const
    {
        return m_folder.filePath("runs").toStdString();
    }

private:
    QTemporaryDir m_folder;
};

/// What an engine says of images, as tensors: scores [N, K], attention [N, heads, T].
struct EngineOutput
{
    at::Tensor scores, attention;
};

/// images: [N, 3, size, size].
inline EngineOutput runFile(OnnxNetwork& network, const at::Tensor& images)
{
    const auto plain = images.contiguous();
    const auto count = plain.size(0);
    auto result =
        network.run(std::span(plain.data_ptr<float>(), static_cast<std::size_t>(plain.numel())),
                    static_cast<int>(count));
    if (!result) {
        throw std::runtime_error(toString(result.error()));
    }
    EngineOutput output{torch::tensor(result->logits).view({count, -1}), {}};
    if (!result->attention.empty()) {
        const auto& model = network.metadata().config.model;
        output.attention = torch::tensor(result->attention)
                               .view({count, model.attentionHeads, model.grid * model.grid});
    }
    return output;
}

inline double largestDifference(const at::Tensor& some, const at::Tensor& others)
{
    return (some - others).abs().max().item<double>();
}

} // namespace weft::test
