#include "core/data/dataset.h"

#include <utility>

namespace weft {

Result<ImagePart> Dataset::part(std::size_t index, const ChoosePart& choose) const
{
    auto whole = image(index);
    if (!whole) {
        return whole.error();
    }
    return partOf(std::make_shared<const Image>(std::move(*whole)), choose);
}

std::optional<ImageSize> Dataset::imageSize(std::size_t) const
{
    return std::nullopt;
}

DatasetSubset::DatasetSubset(DatasetPtr base, std::vector<std::size_t> indices)
    : m_base(std::move(base))
    , m_indices(std::move(indices))
{
}

int DatasetSubset::label(std::size_t index) const
{
    return m_base->label(m_indices[index]);
}

std::string DatasetSubset::name(std::size_t index) const
{
    return m_base->name(m_indices[index]);
}

Result<Image> DatasetSubset::image(std::size_t index) const
{
    return m_base->image(m_indices[index]);
}

Result<ImagePart> DatasetSubset::part(std::size_t index, const ChoosePart& choose) const
{
    return m_base->part(m_indices[index], choose);
}

std::optional<ImageSize> DatasetSubset::imageSize(std::size_t index) const
{
    return m_base->imageSize(m_indices[index]);
}

const std::vector<std::string>& DatasetSubset::classNames() const
{
    return m_base->classNames();
}

} // namespace weft
