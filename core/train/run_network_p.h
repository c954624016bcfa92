#pragma once

#include "core/model/classifier_p.h"
#include "core/store/checkpoint_p.h"
#include "core/train/watched_images_p.h"

namespace weft {

struct TrainingInput;

/// The network as a run begins with it, on the device, in training mode: the seed's random weights
/// or those of the input, which fit, frozen as configured. LibTorch's exceptions pass.
[[nodiscard]] Classifier buildRunNetwork(const TrainingInput& input, c10::Device device);

/// Freezes of the trunk what stands still in the run's first epoch.
void prepareBackbone(Classifier& model, const TrainConfig& config);

/// The weights of the loss by class, [K] on the device; undefined where all count alike.
[[nodiscard]] at::Tensor classWeightsOf(const TrainingInput& input, c10::Device device);

/// The validation images that a run watches.
[[nodiscard]] WatchedImages prepareWatched(const TrainingInput& input);

/// False where a value of a floating-point tensor is not a number or infinite.
[[nodiscard]] bool allFinite(const TensorMap& tensors);

} // namespace weft
