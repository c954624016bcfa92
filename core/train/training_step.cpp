#include "core/train/distillation_p.h"
#include "core/train/precision_p.h"
#include "core/train/rank_training_p.h"
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

/// What the mean over a batch counts beside other batches' means.
double weightOf(const at::Tensor& labels, const at::Tensor& classWeights)
{
    return classWeights.defined() ? classWeights.index_select(0, labels).sum().item<double>()
                                  : static_cast<double>(labels.numel());
}

double scaleOf(const LossScaler* scaler)
{
    return scaler == nullptr ? 1 : scaler->scale();
}

/// The gradient's norm. One that is not finite is an error, or the scaler's matter: what has been
/// gathered is dropped then, for nothing can be added to it.
Result<double> clippedNorm(Optimizer& optimizer, const TrainConfig& config, LossScaler* scaler)
{
    const double norm = optimizer.clipGradients(config.clip, scaleOf(scaler));
    if (std::isfinite(norm)) {
        return norm;
    }
    if (scaler == nullptr) {
        return Error{ErrorCode::NotFinite, {}, "the gradient is not finite"};
    }
    scaler->noteOverflow();
    optimizer.zeroGradients();
    return 0.0;
}

/// The update, or what comes in its place. False: it was skipped.
bool update(Optimizer& optimizer, const ScheduledRates& rates, LossScaler* scaler)
{
    if (scaler != nullptr && !scaler->endStep()) {
        optimizer.zeroGradients(); // Those of good batches, too.
        return false;
    }
    optimizer.step(rates);
    return true;
}

/// What a batch's forward pass comes to.
struct SeenBatch
{
    at::Tensor loss; ///< A mean, for the backward pass.
    double weight = 0;
    std::int64_t correct = 0;
};

SeenBatch lossOf(Classifier& model, StepInput& input, int size, c10::Device device,
                 const TrainConfig& config, const StepPart& part)
{
    const auto labels = at::tensor(input.batch.labels).to(device);
    const auto logits = forward(model, input, size, device, config).to(at::kFloat);
    SeenBatch seen;
    seen.loss =
        distilledLoss(trainingLoss(logits, labels, input.mixture, config, part.classWeights),
                      logits, part.teacher, config);
    seen.weight = weightOf(labels, part.classWeights);
    const bool own = input.mixture.others.empty() || input.mixture.share >= 0.5;
    const auto dominant = own ? labels : at::tensor(input.mixture.others).to(device);
    seen.correct = logits.detach().argmax(1).eq(dominant).sum().item<std::int64_t>();
    return seen;
}

/// Clipping and, with the last batch, the update.
Result<StepOutcome> completed(StepOutcome outcome, Optimizer& optimizer, const TrainConfig& config,
                              const ScheduledRates& rates, const StepPart& part)
{
    const auto norm = clippedNorm(optimizer, config, part.scaler);
    if (!norm) {
        return norm.error();
    }
    outcome.gradientNorm = *norm;
    if (part.last) {
        outcome.skipped = !update(optimizer, rates, part.scaler);
    }
    return outcome;
}

/// With all ranks' gradients, which weigh as much as their images do, and no decision by what one
/// rank alone knows: the others would wait for it.
Result<StepOutcome> trainInRanks(Classifier& model, Optimizer& optimizer, StepInput& input,
                                 int size, c10::Device device, const TrainConfig& config,
                                 const ScheduledRates& rates, const StepPart& part)
{
    auto& ranks = *part.ranks;
    if (part.first) {
        optimizer.zeroGradients();
    }
    const double scale = scaleOf(part.scaler);
    StepTotals own;
    own.images = static_cast<std::int64_t>(input.batch.count);
    at::Tensor target;
    if (own.images > 0) {
        const auto seen = lossOf(model, input, size, device, config, part);
        own.weight = seen.weight;
        own.lossSum = seen.loss.item<double>() * seen.weight;
        own.correct = seen.correct;
        target = seen.loss * (seen.weight * scale);
    } else if (ranks.meetsInNorms()) {
        target = forward(model, input, size, device, config).sum(); // Of no values.
    }
    optimizer.gather(own.weight);
    own.gathered = optimizer.gathered();
    ranks.begin(own, part.last);
    if (target.defined()) {
        target.backward();
    }
    const auto all = ranks.finish();

    StepOutcome outcome;
    outcome.images = all.images;
    outcome.correct = all.correct;
    outcome.loss = all.images > 0 ? all.lossSum / all.weight : 0;
    outcome.lossScale = part.scaler == nullptr ? 0 : scale;
    outcome.gradientNorm = ranks.lastNorm();
    if (!std::isfinite(outcome.loss)) {
        if (part.scaler == nullptr) {
            return Error{ErrorCode::NotFinite, {}, "the loss is not finite"};
        }
        part.scaler->noteOverflow();
    }
    if (!part.last) {
        return outcome;
    }
    optimizer.gatheredInAll(all.gathered);
    if (!optimizer.gathering()) { // Nobody could read an image.
        optimizer.zeroGradients();
        return outcome;
    }
    auto done = completed(std::move(outcome), optimizer, config, rates, part);
    if (done) {
        ranks.setLastNorm(done->gradientNorm);
    }
    return done;
}

} // namespace

at::Tensor trainingLoss(const at::Tensor& logits, const at::Tensor& labels, const Mixture& mixture,
                        const TrainConfig& config, const at::Tensor& classWeights)
{
    const auto weights = classWeights.defined() ? c10::optional<at::Tensor>(classWeights)
                                                : c10::optional<at::Tensor>();
    const auto of = [&](const at::Tensor& targets) {
        return at::cross_entropy_loss(logits, targets, weights, at::Reduction::Mean, -100,
                                      config.labelSmoothing);
    };
    if (mixture.others.empty()) {
        return of(labels);
    }
    const auto others = at::tensor(mixture.others).to(labels.device());
    return mixture.share * of(labels) + (1 - mixture.share) * of(others);
}

Result<StepOutcome> trainOnBatch(Classifier& model, Optimizer& optimizer, Batch& batch, int size,
                                 c10::Device device, const TrainConfig& config,
                                 const ScheduledRates& rates, const StepPart& part)
{
    StepInput input{std::move(batch), {}, false};
    auto outcome = trainOnInput(model, optimizer, input, size, device, config, rates, part);
    batch = std::move(input.batch);
    return outcome;
}

Result<StepOutcome> trainOnInput(Classifier& model, Optimizer& optimizer, StepInput& input,
                                 int size, c10::Device device, const TrainConfig& config,
                                 const ScheduledRates& rates, const StepPart& part)
{
    if (part.ranks != nullptr) {
        return trainInRanks(model, optimizer, input, size, device, config, rates, part);
    }
    if (part.first) {
        optimizer.zeroGradients();
    }
    const auto seen = lossOf(model, input, size, device, config, part);
    const double scale = scaleOf(part.scaler);
    StepOutcome outcome;
    outcome.loss = seen.loss.item<double>();
    outcome.images = static_cast<std::int64_t>(input.batch.count);
    outcome.correct = seen.correct;
    if (!std::isfinite(outcome.loss)) {
        if (part.scaler == nullptr) {
            return Error{ErrorCode::NotFinite, {}, "the loss is not finite"};
        }
        part.scaler->noteOverflow(); // float16 may have overflowed on the way to it.
    }
    outcome.lossScale = part.scaler == nullptr ? 0 : scale;
    if (part.first && part.last) {
        (scale == 1 ? seen.loss : seen.loss * scale).backward();
    } else {
        (seen.loss * (seen.weight * scale)).backward();
        optimizer.gather(seen.weight);
    }
    return completed(std::move(outcome), optimizer, config, rates, part);
}

Result<StepOutcome> finishStep(Optimizer& optimizer, const TrainConfig& config,
                               const ScheduledRates& rates, LossScaler* scaler)
{
    StepOutcome outcome;
    outcome.lossScale = scaler == nullptr ? 0 : scaler->scale();
    return completed(std::move(outcome), optimizer, config, rates, {.scaler = scaler});
}

} // namespace weft
