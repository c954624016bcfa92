#include "core/bench/bench_setup.h"
#include "core/model/bilstm_p.h"
#include "core/model/initialization_p.h"
#include "core/model/int8_layer_p.h"
#include "core/model/network_widths.h"
#include "core/train/precision_p.h"

#include <ATen/ops/randn.h>
#include <torch/types.h>

namespace weft {

namespace {

/// Of all layers' forward pass: 4 gates of hidden units, each over input and state, for both
/// directions; a multiply-add counts as two.
double forwardOperations(const ModelConfig& model, std::int64_t input, std::int64_t steps)
{
    double operations = 0;
    for (int layer = 0; layer < model.layers; ++layer) {
        const auto width = layer == 0 ? input : 2 * model.hidden;
        operations += 2.0 * 2 * 4 * model.hidden * static_cast<double>(width + model.hidden);
    }
    return operations * static_cast<double>(steps);
}

} // namespace

Result<void> benchLstm(const BenchRequest& request, const BenchSink& sink)
{
    BenchSetup setup(request);
    const auto& model = request.config.model;
    const auto input = cellChannels(model);
    const std::int64_t cells = std::int64_t{model.grid} * model.grid;
    BiLstm lstm(input, model.hidden, model.layers);
    BiLstm rounded(input, model.hidden, model.layers);
    for (auto layers : {lstm, rounded}) {
        initializeWeights(*layers, 0);
    }
    useInt8(*rounded);
    rounded->eval();
    KeyedDropout dropout(model.dropout);
    for (const auto precision : request.precisions) {
        for (const int batch : batchesOf(request, {32})) {
            const auto sequence = at::randn({batch, cells, input}).requires_grad_(true);
            const double forward = forwardOperations(model, input, batch * cells);
            const auto output = [&](BiLstm& layers) {
                const PrecisionScope scope(precision, c10::kCPU);
                return layers->forward(sequence, dropout);
            };
            lstm->eval();
            std::vector<std::pair<std::string, std::function<void()>>> works;
            const auto addInference = [&](const char* mode, BiLstm& layers) {
                works.emplace_back(mode, [&output, &layers] {
                    const torch::NoGradGuard noGradients;
                    (void)output(layers);
                });
            };
            addInference("infer", lstm);
            if (request.int8 && precision == Precision::Fp32) {
                addInference(int8Mode, rounded);
            }
            for (const auto& measured : setup.measureTurns(works, precision, batch, forward)) {
                sink(measured);
            }
            lstm->train();
            sink(setup.measure("train", precision, batch, 3 * forward, [&] {
                lstm->zero_grad();
                sequence.mutable_grad() = at::Tensor();
                output(lstm).sum().backward();
            }));
        }
    }
    return {};
}

} // namespace weft
