#pragma once

#include "core/inference/prepared_network_p.h"
#include "core/model/classifier_p.h"
#include "core/train/events.h"

#include <optional>
#include <vector>

namespace weft {

/// What the network says of some images, and where it looked.
struct Explanation
{
    at::Tensor probabilities;      ///< [N, K] float32, on the CPU.
    std::vector<HeatMap> heatMaps; ///< One an image; empty where none was asked for.
};

/// The map that shows where a network with this head looks: its attention, else Grad-CAM.
[[nodiscard]] HeatMapKind defaultHeatMap(Head head);

/// attention: [N, heads, grid * grid]. One map an image: the mean over the heads, and each head's
/// where there are several.
[[nodiscard]] std::vector<HeatMap> attentionMaps(const at::Tensor& attention, int grid);

/// Classifies images, [N, 3, H, W] on the network's device, in evaluation mode, and maps where the
/// network looked. No maps where kind is empty, or Attention for a head without it. explainClass
/// is the class that Grad-CAM explains; each image's predicted one where it is empty.
///
/// The model's mode is put back and its parameters' gradients are untouched. Autocast as the
/// calling thread has it. LibTorch's exceptions pass.
[[nodiscard]] Explanation explain(PreparedNetwork& network, const at::Tensor& images,
                                  std::optional<HeatMapKind> kind,
                                  std::optional<int> explainClass = {});

/// The same from the trunk's features on.
[[nodiscard]] Explanation explainFeatures(Classifier& model, const TrunkFeatures& features,
                                          std::optional<HeatMapKind> kind,
                                          std::optional<int> explainClass = {});

} // namespace weft
