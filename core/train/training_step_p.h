#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/batch_loader.h"
#include "core/model/classifier_p.h"
#include "core/train/lr_schedule.h"
#include "core/train/optimizer_p.h"
#include "core/train/step_feed_p.h"

#include <cstdint>

namespace weft {

/// The pixels of a batch as [count, 3, size, size] on the device, channels-last, as they lie and as
/// the backbones take them. On a CPU the tensor shares the batch's memory.
[[nodiscard]] at::Tensor batchPixels(Batch& batch, int size, c10::Device device);

/// What one step came to.
struct StepOutcome
{
    /// Mean over the batch as it is trained on: label smoothing, class weights and the other
    /// images' labels included.
    double loss = 0;
    std::int64_t correct = 0; ///< Top-1; of mixed images by the label of the larger share.
    double gradientNorm = 0;  ///< Of what the step has gathered so far, before clipping.
};

/// How a batch takes part in a step of the optimiser.
struct StepPart
{
    bool first = true;         ///< Of the batches whose gradients make the step.
    bool last = true;          ///< The step is taken with it.
    at::Tensor classWeights{}; ///< [K], on the device; undefined: all classes count alike.
};

/// Forward, backward, clipping and update on one batch of at least one image. Fails with NotFinite
/// where the loss or the gradient is not a number; the parameters are then as they were. LibTorch's
/// exceptions pass.
///
/// Where several batches make a step, the gradient is that of the mean over all their images, as
/// one batch of them would give it (but for norms, which see one batch at a time).
[[nodiscard]] Result<StepOutcome>
trainOnBatch(Classifier& model, Optimizer& optimizer, Batch& batch, int size, c10::Device device,
             const TrainConfig& config, const ScheduledRates& rates, const StepPart& part = {});

/// The same on pixels or features; size is the images' side.
[[nodiscard]] Result<StepOutcome> trainOnInput(Classifier& model, Optimizer& optimizer,
                                               StepInput& input, int size, c10::Device device,
                                               const TrainConfig& config,
                                               const ScheduledRates& rates,
                                               const StepPart& part = {});

/// Of logits, [N, K], for labels, [N], as torch.nn.CrossEntropyLoss has it, with the configured
/// label smoothing and the classes' weights where they are defined. A mixed batch's is
/// share * loss(labels) + (1 - share) * loss(the others' labels).
[[nodiscard]] at::Tensor trainingLoss(const at::Tensor& logits, const at::Tensor& labels,
                                      const Mixture& mixture, const TrainConfig& config,
                                      const at::Tensor& classWeights);

/// Clipping and update by what has been gathered: for a step whose last batch has no image. Gives
/// the gradient's norm; fails with NotFinite.
[[nodiscard]] Result<double> finishStep(Optimizer& optimizer, const TrainConfig& config,
                                        const ScheduledRates& rates);

} // namespace weft
