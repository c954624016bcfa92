#include "core/data/joined_dataset.h"

#include <algorithm>

namespace weft {

JoinedDataset::JoinedDataset(std::vector<DatasetPtr> parts, std::vector<std::string> classNames)
    : m_classNames(std::move(classNames))
{
    for (auto& dataset : parts) {
        Part part;
        for (const auto& name : dataset->classNames()) {
            const auto found = std::ranges::find(m_classNames, name);
            part.labels.push_back(static_cast<int>(found - m_classNames.begin()));
        }
        m_size += dataset->size();
        part.dataset = std::move(dataset);
        m_parts.push_back(std::move(part));
    }
}

std::pair<const JoinedDataset::Part*, std::size_t> JoinedDataset::locate(std::size_t index) const
{
    const Part* part = m_parts.data();
    while (index >= part->dataset->size()) {
        index -= part->dataset->size();
        ++part;
    }
    return {part, index};
}

int JoinedDataset::label(std::size_t index) const
{
    const auto [part, own] = locate(index);
    return part->labels[static_cast<std::size_t>(part->dataset->label(own))];
}

std::string JoinedDataset::name(std::size_t index) const
{
    const auto [part, own] = locate(index);
    return part->dataset->name(own);
}

Result<Image> JoinedDataset::image(std::size_t index) const
{
    const auto [part, own] = locate(index);
    return part->dataset->image(own);
}

Result<ImagePart> JoinedDataset::part(std::size_t index, const ChoosePart& choose) const
{
    const auto [part, own] = locate(index);
    return part->dataset->part(own, choose);
}

std::optional<ImageSize> JoinedDataset::imageSize(std::size_t index) const
{
    const auto [part, own] = locate(index);
    return part->dataset->imageSize(own);
}

} // namespace weft
