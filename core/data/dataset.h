#pragma once

#include "core/base/result.h"
#include "core/data/image_part.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// Labelled images, indexed from 0. Immutable once made; every method is safe from any thread.
/// Data sets compose by decorators, such as DatasetSubset.
class Dataset
{
public:
    virtual ~Dataset() = default;

    [[nodiscard]] virtual std::size_t size() const = 0;

    /// Index into classNames().
    [[nodiscard]] virtual int label(std::size_t index) const = 0;

    /// A stable name, such as "cat/0046.jpg" or "digits #17".
    [[nodiscard]] virtual std::string name(std::size_t index) const = 0;

    /// Decodes the image. May read the disk; fails as readImage() does.
    [[nodiscard]] virtual Result<Image> image(std::size_t index) const = 0;

    /// Decodes what a part of it needs, which may be much less. The same part gives the same pixels
    /// each time. Fails as readImagePart() does.
    [[nodiscard]] virtual Result<ImagePart> part(std::size_t index, const ChoosePart& choose) const;

    /// The size as shown, of an image that has to be decoded and whose size is known without;
    /// nothing for one that lies in memory already.
    [[nodiscard]] virtual std::optional<ImageSize> imageSize(std::size_t index) const;

    [[nodiscard]] virtual const std::vector<std::string>& classNames() const = 0;
};

using DatasetPtr = std::shared_ptr<const Dataset>;

/// A view of some of another set's samples, in the order given.
class DatasetSubset final : public Dataset
{
public:
    DatasetSubset(DatasetPtr base, std::vector<std::size_t> indices);

    [[nodiscard]] std::size_t size() const override { return m_indices.size(); }
    [[nodiscard]] int label(std::size_t index) const override;
    [[nodiscard]] std::string name(std::size_t index) const override;
    [[nodiscard]] Result<Image> image(std::size_t index) const override;
    [[nodiscard]] Result<ImagePart> part(std::size_t index,
                                         const ChoosePart& choose) const override;
    [[nodiscard]] std::optional<ImageSize> imageSize(std::size_t index) const override;
    [[nodiscard]] const std::vector<std::string>& classNames() const override;

private:
    DatasetPtr m_base;
    std::vector<std::size_t> m_indices;
};

} // namespace weft
