#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/preprocessing.h"
#include "core/model/classifier_p.h"
#include "core/train/events.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// Validation images spread over the classes, at most count of them. A pure function of the labels
/// and the seed.
[[nodiscard]] std::vector<std::size_t> chooseWatched(const Dataset& dataset, std::size_t count,
                                                     std::uint64_t seed);

/// Some images, decoded once and kept, on which a heat map is made after every epoch.
class WatchedImages
{
public:
    /// Leaves out images that cannot be read.
    WatchedImages(const Dataset& dataset, const Preprocessing& preprocessing,
                  const std::vector<std::size_t>& indices);

    /// For a trunk that does not change: what it makes of them, once for all looks.
    void keepFeatures(Classifier& model, c10::Device device);

    /// The trunk changes again.
    void dropFeatures() { m_features.clear(); }

    /// What the network makes of them now. The model's mode is put back, its parameters' gradients
    /// are untouched. LibTorch's exceptions pass.
    [[nodiscard]] WatchedEvent look(Classifier& model, int epoch, c10::Device device) const;

private:
    struct Entry
    {
        std::size_t index;
        std::string name;
        int label;
    };
    std::vector<Entry> m_entries;
    at::Tensor m_pixels;      ///< [entries, 3, size, size].
    TrunkFeatures m_features; ///< The trunk's of them, where they are kept; else empty.
};

} // namespace weft
