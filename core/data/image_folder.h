#pragma once

#include "core/data/data_source.h"
#include "core/data/dataset.h"

#include <filesystem>

namespace weft {

/// Image files on disk, decoded when they are asked for.
class ImageFolderDataset final : public Dataset
{
public:
    struct Entry
    {
        std::filesystem::path file;
        int label = 0;
        ImageSize size{}; ///< As shown, from the scan; zero where it is not known.
    };

    /// Names are the files' paths relative to root.
    ImageFolderDataset(std::filesystem::path root, std::vector<Entry> entries,
                       std::vector<std::string> classNames);

    [[nodiscard]] std::size_t size() const override { return m_entries.size(); }
    [[nodiscard]] int label(std::size_t index) const override { return m_entries[index].label; }
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
    std::filesystem::path m_root;
    std::vector<Entry> m_entries;
    std::vector<std::string> m_classNames;
};

/// Opens a folder with a folder a class, see listImageFolder(). Contract of openDataSource().
[[nodiscard]] Result<DataSource> openImageFolder(const std::filesystem::path& folder,
                                                 const DataSourceOptions& options,
                                                 const std::stop_token& stop,
                                                 const ProgressCallback& report);

} // namespace weft
