#pragma once

#include "core/model/classifier_p.h"

#include <optional>

namespace weft {

struct GradCam
{
    at::Tensor maps;   ///< [N, h, w] float32, each 0..1: divided by its largest value.
    at::Tensor logits; ///< [N, K].
};

/// Where in the trunk's last features the evidence for a class lies (Selvaraju et al. 2017,
/// "Grad-CAM"): ReLU of the feature maps weighted by the mean gradient of the class's score.
/// features: of the stages in use, the last of which is explained: with fusion, what the others say
/// for themselves is not in the map. Explains the predicted class of each image unless one is
/// given. A map without any positive evidence is all 0. The parameters' gradients are untouched;
/// dropout and norms follow the model's mode.
[[nodiscard]] GradCam gradCam(Classifier& model, const TrunkFeatures& features,
                              std::optional<int> explainClass = {});

} // namespace weft
