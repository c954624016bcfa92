#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/dataset.h"

#include <array>
#include <stop_token>

namespace weft {

/// Everything that decides how a picture becomes the network's input. Kept in the run's record, so
/// that a picture is classified as the validation images were.
struct Preprocessing
{
    TransformKind kind = TransformKind::Article;
    int size = 224;
    bool flip = true;
    std::array<float, 3> mean{0.485F, 0.456F, 0.406F};      ///< Of channels in 0..1, RGB.
    std::array<float, 3> deviation{0.229F, 0.224F, 0.225F}; ///< Standard deviations.
};

/// ImageNet's figures for TransformKind::Article; for Small, mean and deviation of the training set
/// at the network's size, over at most 5,000 evenly spaced images. Blocks.
[[nodiscard]] Result<Preprocessing>
makePreprocessing(const DataConfig& config, const Dataset& train, std::stop_token stop = {});

} // namespace weft
