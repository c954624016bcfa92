#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/compress/activation_range.h"
#include "core/data/dataset.h"
#include "core/data/preprocessing.h"
#include "core/model/classifier_p.h"

#include <cstddef>
#include <map>
#include <stop_token>
#include <string>

namespace weft {

/// How the inputs of a trunk's convolutions are rounded, by the convolutions' names in the trunk,
/// such as "layer1.0.conv1". Those that read the images, and a squeeze's, are not among them.
using TrunkRounding = std::map<std::string, ActivationRounding>;

/// Enough for ranges that change little with more: a hundred images have millions of values.
constexpr std::size_t mostCalibrationImages = 128;

/// Finds them on images of a data set, every n-th where it has more than the most: evaluation
/// views, float32, the norms folded, by ActivationCounts::bestRounding(). The same data give the
/// same ranges. Fails with Cancelled, NotFinite (a value is no number) or Unreadable (no image
/// could be read). LibTorch's exceptions pass.
[[nodiscard]] Result<TrunkRounding> calibrateTrunk(Classifier model, const DatasetPtr& images,
                                                   const Preprocessing& preprocessing,
                                                   std::stop_token stop = {},
                                                   const ProgressCallback& report = {});

} // namespace weft
