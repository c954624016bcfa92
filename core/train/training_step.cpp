#include "core/train/precision_p.h"
#include "core/train/training_step_p.h"

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <utility>

namespace weft {

at::Tensor batchPixels(Batch& batch, int size, c10::Device device)
{
    const std::int64_t side = size;
    const auto pixels =
        at::from_blob(batch.pixels.data(), {static_cast<std::int64_t>(batch.count), 3, side, side},
                      {3 * side * side, 1, 3 * side, 3}, at::kFloat);
    return pixels.to(device);
}

namespace {

at::Tensor forward(Classifier& model, StepInput& input, int size, c10::Device device,
                   const TrainConfig& config)
{
    const PrecisionScope precision(config.precision, device);
    return logitsOf(model, input, size, device);
}

} // namespace

Result<StepOutcome> trainOnBatch(Classifier& model, Optimizer& optimizer, Batch& batch, int size,
                                 c10::Device device, const TrainConfig& config,
                                 const ScheduledRates& rates)
{
    StepInput input{std::move(batch), {}, false};
    auto outcome = trainOnInput(model, optimizer, input, size, device, config, rates);
    batch = std::move(input.batch);
    return outcome;
}

Result<StepOutcome> trainOnInput(Classifier& model, Optimizer& optimizer, StepInput& input,
                                 int size, c10::Device device, const TrainConfig& config,
                                 const ScheduledRates& rates)
{
    const auto labels = at::tensor(input.batch.labels).to(device);
    optimizer.zeroGradients();
    const auto logits = forward(model, input, size, device, config).to(at::kFloat);
    const auto loss = at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100,
                                             config.labelSmoothing);

    StepOutcome outcome;
    outcome.loss = loss.item<double>();
    if (!std::isfinite(outcome.loss)) {
        return Error{ErrorCode::NotFinite, {}, "the loss is not finite"};
    }
    loss.backward();
    outcome.gradientNorm = optimizer.clipGradients(config.clip);
    if (!std::isfinite(outcome.gradientNorm)) {
        return Error{ErrorCode::NotFinite, {}, "the gradient is not finite"};
    }
    optimizer.step(rates);
    outcome.correct = logits.detach().argmax(1).eq(labels).sum().item<std::int64_t>();
    return outcome;
}

} // namespace weft
