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
    double loss = 0;          ///< Mean over the batch, label smoothing included.
    std::int64_t correct = 0; ///< Top-1.
    double gradientNorm = 0;  ///< Before clipping.
};

/// Forward, backward, clipping and update on one batch of at least one image. Fails with NotFinite
/// where the loss or the gradient is not a number; the parameters are then as they were. LibTorch's
/// exceptions pass.
[[nodiscard]] Result<StepOutcome> trainOnBatch(Classifier& model, Optimizer& optimizer,
                                               Batch& batch, int size, c10::Device device,
                                               const TrainConfig& config,
                                               const ScheduledRates& rates);

/// The same on pixels or features; size is the images' side.
[[nodiscard]] Result<StepOutcome> trainOnInput(Classifier& model, Optimizer& optimizer,
                                               StepInput& input, int size, c10::Device device,
                                               const TrainConfig& config,
                                               const ScheduledRates& rates);

} // namespace weft
