#pragma once

#include "core/data/dataset.h"
#include "core/data/preprocessing.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace weft {

/// What stays in memory of an image once it has been decoded.
enum class KeptForm {
    View,    ///< What evaluation shows of it, 3 * size * size bytes.
    Picture, ///< All of it at full resolution, for crops that differ each time.
};

/// Another set whose images are decoded once and then stay in memory, as loading them finds them
/// from their second time on. Images that change on disk afterwards go unnoticed. A View gives the
/// same pixels as the set itself; a Picture does so where the set would not have decoded at a
/// lower resolution.
class KeptImages final : public Dataset
{
public:
    /// limit: bytes that may be kept; what does not fit is decoded each time, though as the form
    /// asks for.
    KeptImages(DatasetPtr base, const Preprocessing& preprocessing, KeptForm form,
               std::uint64_t limit);

    [[nodiscard]] std::size_t size() const override { return m_base->size(); }
    [[nodiscard]] int label(std::size_t index) const override { return m_base->label(index); }
    [[nodiscard]] std::string name(std::size_t index) const override { return m_base->name(index); }
    [[nodiscard]] Result<Image> image(std::size_t index) const override;
    [[nodiscard]] Result<ImagePart> part(std::size_t index,
                                         const ChoosePart& choose) const override;
    [[nodiscard]] std::optional<ImageSize> imageSize(std::size_t index) const override;
    [[nodiscard]] const std::vector<std::string>& classNames() const override
    {
        return m_base->classNames();
    }

    [[nodiscard]] std::uint64_t keptBytes() const; ///< So far.

private:
    struct Kept
    {
        std::shared_ptr<const Image> pixels;
        ImageSize original; ///< Of the picture that a view is of.
    };
    [[nodiscard]] Kept find(std::size_t index) const;
    void keep(std::size_t index, Kept image) const;
    [[nodiscard]] Result<ImagePart> viewPart(std::size_t index, const ChoosePart& choose) const;

    DatasetPtr m_base;
    Preprocessing m_preprocessing;
    KeptForm m_form;
    std::uint64_t m_limit;
    mutable std::mutex m_mutex; ///< Guards what follows.
    mutable std::vector<Kept> m_kept;
    mutable std::uint64_t m_bytes = 0;
};

/// Bytes that decoded images may take: an eighth of the machine's memory, and at most 1 GiB.
[[nodiscard]] std::uint64_t keptImagesLimit();

/// A run's training and validation images.
struct RunImages
{
    DatasetPtr train;
    DatasetPtr validation;
};

/// The sets so that they keep what they decode: each as a whole, or, where that would exceed the
/// limit for both together, not at all (training comes first). Sets that lie in memory already stay
/// as they are. Depends on its arguments only, so that a resumed run finds the same pixels.
[[nodiscard]] RunImages keepImages(RunImages images, const Preprocessing& preprocessing,
                                   bool augment, std::uint64_t limit);

} // namespace weft
