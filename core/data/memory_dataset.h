#pragma once

#include "core/data/dataset.h"

#include <cstdint>

namespace weft {

/// How the pixels of a MemoryDataset lie.
enum class PixelLayout {
    Grey,        ///< One byte a pixel.
    Interleaved, ///< RGB, RGB, ...
    Planar,      ///< All of red, all of green, all of blue, as in CIFAR's files.
};

/// What a MemoryDataset is made of: images of one size, one after another.
struct MemoryImages
{
    int width = 0;
    int height = 0;
    PixelLayout layout = PixelLayout::Grey;
    std::vector<std::uint8_t> pixels;
    std::vector<int> labels;
    std::vector<std::string> classNames;
    std::string title; ///< Names are "<title> #17".
};

/// Images of one size, held in memory as they came from a binary file.
class MemoryDataset final : public Dataset
{
public:
    /// pixels must hold labels.size() images.
    explicit MemoryDataset(MemoryImages images);

    [[nodiscard]] std::size_t size() const override { return m_images.labels.size(); }
    [[nodiscard]] int label(std::size_t index) const override { return m_images.labels[index]; }
    [[nodiscard]] std::string name(std::size_t index) const override;
    [[nodiscard]] Result<Image> image(std::size_t index) const override;
    [[nodiscard]] const std::vector<std::string>& classNames() const override
    {
        return m_images.classNames;
    }

    [[nodiscard]] const MemoryImages& images() const { return m_images; }

private:
    MemoryImages m_images;
};

} // namespace weft
