#include "core/train/precision_p.h"
#include "core/train/training_step_p.h"

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include <cmath>

namespace weft {

at::Tensor batchPixels(Batch& batch, int size, c10::Device device)
{
    const auto pixels =
        at::from_blob(batch.pixels.data(), {static_cast<std::int64_t>(batch.count), 3, size, size});
    return pixels.to(device);
}

namespace {

ClassifierOutput forward(Classifier& model, const at::Tensor& pixels, const TrainConfig& config)
{
    const PrecisionScope precision(config.precision, pixels.device());
    return model->forward(pixels);
}

} // namespace

Result<StepOutcome> trainOnBatch(Classifier& model, Optimizer& optimizer, Batch& batch, int size,
                                 c10::Device device, const TrainConfig& config,
                                 const ScheduledRates& rates)
{
    const auto pixels = batchPixels(batch, size, device);
    const auto labels = at::tensor(batch.labels).to(device);
    optimizer.zeroGradients();
    const auto logits = forward(model, pixels, config).logits.to(at::kFloat);
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
