#pragma once

#include "core/data/dataset.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace weft {

/// Data sets one after another, seen under the class names of another set: each part's labels are
/// matched by name, whatever their order.
class JoinedDataset final : public Dataset
{
public:
    /// Every class name of a part must be among classNames.
    JoinedDataset(std::vector<DatasetPtr> parts, std::vector<std::string> classNames);

    [[nodiscard]] std::size_t size() const override { return m_size; }
    [[nodiscard]] int label(std::size_t index) const override;
    [[nodiscard]] std::string name(std::size_t index) const override;
    [[nodiscard]] Result<Image> image(std::size_t index) const override;
    [[nodiscard]] Result<ImagePart> part(std::size_t index,
                                         const ChoosePart& choose) const override;
    [[nodiscard]] std::optional<ImageSize> imageSize(std::size_t index) const override;
    [[nodiscard]] const std::vector<std::string>& classNames() const override
    {
        return m_classNames;
    }

private:
    struct Part
    {
        DatasetPtr dataset;
        std::vector<int> labels; ///< The part's label to that of this set.
    };
    [[nodiscard]] std::pair<const Part*, std::size_t> locate(std::size_t index) const;

    std::vector<Part> m_parts;
    std::vector<std::string> m_classNames;
    std::size_t m_size = 0;
};

} // namespace weft
