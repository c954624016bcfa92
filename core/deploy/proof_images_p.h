#pragma once

#include "core/base/progress.h"
#include "core/data/dataset.h"
#include "core/data/preprocessing.h"
#include "core/inference/prepared_network_p.h"

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace weft {

/// Validation images, and what the run's own network says of them.
struct ProofImages
{
    DatasetPtr images; ///< Keeps what it decodes, as far as the memory allows.
    Preprocessing preprocessing;
    std::size_t classes = 0;
    std::vector<float> scores; ///< [images, classes]; zeros for an image that cannot be read.
    std::vector<bool> read;    ///< Of each image.

    [[nodiscard]] std::span<const float> scoresOf(std::size_t image) const
    {
        return std::span(scores).subspan(image * classes, classes);
    }
    [[nodiscard]] std::size_t readable() const;
};

/// Images that are looked at together, [count, 3, size, size]. The last ones of a set are filled up
/// with zeros, so that an engine meets one shape only.
struct ProofBatch
{
    std::vector<float> pixels;
    std::vector<std::size_t> indices; ///< Of the images that are there; count or fewer.
    int count = 0;
};

/// Hands every image over, in order. progress counts images on from what is done; stop is looked at
/// once a batch. Fails as work does, and with Cancelled.
[[nodiscard]] Result<void> forEachBatch(const DatasetPtr& images,
                                        const Preprocessing& preprocessing, std::stop_token stop,
                                        const ProgressCallback& progress,
                                        const std::function<Result<void>(const ProofBatch&)>& work);

/// Runs the network in float32 over the images. Fails with Cancelled, NotFinite, and with
/// Unreadable where none of the images can be read. LibTorch's exceptions pass.
[[nodiscard]] Result<ProofImages> scoreImages(PreparedNetwork& network, DatasetPtr images,
                                              const Preprocessing& preprocessing,
                                              std::stop_token stop,
                                              const ProgressCallback& progress);

/// The class with the largest score.
[[nodiscard]] std::size_t bestClass(std::span<const float> scores);

/// Softmax.
[[nodiscard]] std::vector<float> probabilitiesOf(std::span<const float> scores);

} // namespace weft
