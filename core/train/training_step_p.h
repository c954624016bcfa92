#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/batch_loader.h"
#include "core/model/classifier_p.h"
#include "core/train/loss_scaler_p.h"
#include "core/train/lr_schedule.h"
#include "core/train/optimizer_p.h"
#include "core/train/step_feed_p.h"

#include <cstdint>

namespace weft {

class RankTraining;

/// The pixels of a batch as [count, 3, size, size] on the device, channels-last, as they lie and as
/// the backbones take them. On a CPU the tensor shares the batch's memory.
[[nodiscard]] at::Tensor batchPixels(Batch& batch, int size, c10::Device device);

/// What one step came to.
struct StepOutcome
{
    /// Mean over the batch as it is trained on: label smoothing, class weights and the other
    /// images' labels and the teacher's answers included. Not finite in steps that a scaler skips.
    double loss = 0;
    std::int64_t images = 0;
    std::int64_t correct = 0; ///< Top-1; of mixed images by the label of the larger share.
    /// Of what the step has gathered so far, before clipping; 0 where it is not finite. Of several
    /// ranks, who exchange only what is complete, that of the last step.
    double gradientNorm = 0;
    double lossScale = 0; ///< That it was taken with; 0 without a scaler.
    bool skipped = false; ///< The update was left out, because a gradient was not finite.
};

/// How a batch takes part in a step of the optimiser.
struct StepPart
{
    bool first = true;             ///< Of the batches whose gradients make the step.
    bool last = true;              ///< The step is taken with it.
    at::Tensor classWeights{};     ///< [K], on the device; undefined: all classes count alike.
    at::Tensor teacher{};          ///< Its scores, [N, K], on the device; undefined: there is none.
    LossScaler* scaler = nullptr;  ///< Scales the loss, and has what is infinite skipped; or null.
    RankTraining* ranks = nullptr; ///< With whom the step is made; or null.
};

/// Forward, backward, clipping and update on one batch of at least one image, or, with ranks, of
/// any number. Fails with NotFinite where, without a scaler, the loss or the gradient is not a
/// number; the parameters are then as they were. LibTorch's exceptions pass.
///
/// With ranks, each has its share of the batch, the outcome is that of the whole, and the
/// parameters stay the same on all.
///
/// Where several batches make a step, the gradient is that of the mean over all their images, as
/// one batch of them would give it (but for norms, which see one batch at a time; and where classes
/// are weighted, the teacher's part of a batch counts as its labels do).
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

/// Clipping and update by what has been gathered: for a step whose last batch has no image. Tells
/// the gradient's norm; without a scaler, fails with NotFinite.
[[nodiscard]] Result<StepOutcome> finishStep(Optimizer& optimizer, const TrainConfig& config,
                                             const ScheduledRates& rates,
                                             LossScaler* scaler = nullptr);

} // namespace weft
