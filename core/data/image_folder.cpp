#include "core/data/image_folder.h"

#include "core/base/fingerprint.h"
#include "core/base/utf8.h"
#include "core/data/folder_listing.h"
#include "core/data/image_scan.h"
#include "core/data/split.h"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

namespace fs = std::filesystem;

namespace weft {

namespace {

using Entry = ImageFolderDataset::Entry;

/// The readable files of one part, by class name.
using Readable = std::map<std::string, std::vector<fs::path>>;

/// Scans both parts in one go and sorts out what cannot be read.
class FolderReader
{
public:
    FolderReader(fs::path folder, FolderListing listing)
        : m_folder(std::move(folder))
        , m_listing(std::move(listing))
    {
    }

    Result<DataSource> open(const DataSourceOptions& options, const std::stop_token& stop,
                            const ProgressCallback& report)
    {
        std::vector<fs::path> files;
        for (const auto* part : {&m_listing.train, &m_listing.validation}) {
            for (const auto& group : *part) {
                files.insert(files.end(), group.files.begin(), group.files.end());
            }
        }
        const auto scanned = scanImages(files, stop, report);
        if (!scanned) {
            return scanned.error();
        }
        m_source.warnings = m_listing.warnings;
        m_scanned = &*scanned;
        const auto train = sortOut(m_listing.train);
        const auto validation = sortOut(m_listing.validation);
        for (const auto& file : m_listing.foreign) {
            m_source.skipped.push_back(
                {toValidUtf8(file.string()), "Weft does not read this kind of picture"});
        }
        keepClasses(train, validation);
        if (m_source.classNames.size() < 2) {
            return Error{ErrorCode::Unsupported, m_folder.string(),
                         m_sizes.empty() ? "no image can be read there"
                                         : "there are fewer than two classes with images"};
        }
        makeSets(train, validation, options);
        if (m_source.validation->size() == 0) {
            return Error{ErrorCode::Unsupported, m_folder.string(),
                         "no class has two images, so that none can be held back for validation"};
        }
        m_source.sizes = summarizeSizes(m_sizes);
        m_source.fingerprint = m_fingerprint.hex();
        m_source.stamp = m_stamp.hex();
        return std::move(m_source);
    }

private:
    Readable sortOut(const std::vector<ClassFiles>& classes)
    {
        Readable readable;
        for (const auto& group : classes) {
            auto& files = readable[group.name];
            for (const auto& file : group.files) {
                const auto& result = (*m_scanned)[m_position++];
                if (result.problem.empty()) {
                    files.push_back(file);
                    m_sizes.push_back(result.size);
                    m_files[file] = result;
                } else {
                    m_source.skipped.push_back({toValidUtf8(file.string()), result.problem});
                }
            }
        }
        return readable;
    }

    /// Classes that can be learned: those with a training image.
    void keepClasses(const Readable& train, const Readable& validation)
    {
        for (const auto& [name, files] : train) {
            if (!files.empty()) {
                m_source.classNames.push_back(name);
                if (m_listing.givenSplit &&
                    (!validation.contains(name) || validation.at(name).empty())) {
                    m_source.warnings.push_back("The class \"" + name +
                                                "\" has no validation image.");
                }
            } else {
                m_source.warnings.push_back("The class \"" + name +
                                            "\" has no image that can be read; it is left out.");
            }
        }
        for (const auto& [name, files] : validation) {
            if (!train.contains(name)) {
                m_source.warnings.push_back("The class \"" + name +
                                            "\" has no training image; it is left out.");
            }
        }
    }

    std::vector<Entry> entriesOf(const Readable& part) const
    {
        std::vector<Entry> entries;
        for (std::size_t label = 0; label < m_source.classNames.size(); ++label) {
            const auto found = part.find(m_source.classNames[label]);
            if (found != part.end()) {
                for (const auto& file : found->second) {
                    entries.push_back({file, static_cast<int>(label), m_files.at(file).size});
                }
            }
        }
        return entries;
    }

    DatasetPtr dataset(std::vector<Entry> entries) const
    {
        return std::make_shared<ImageFolderDataset>(m_folder, std::move(entries),
                                                    m_source.classNames);
    }

    void makeSets(const Readable& train, const Readable& validation,
                  const DataSourceOptions& options)
    {
        auto trainEntries = entriesOf(train);
        auto validationEntries = entriesOf(validation);
        m_source.split = validationEntries.empty() ? SplitKind::Fraction : SplitKind::Given;
        if (m_source.split == SplitKind::Fraction) {
            if (m_listing.givenSplit) {
                m_source.warnings.push_back("The validation folder has no image that can be used; "
                                            "a share of the training images is held back.");
            }
            std::vector<int> labels;
            for (const auto& entry : trainEntries) {
                labels.push_back(entry.label);
            }
            const auto split = stratifiedSplit(labels, options.valFraction, options.seed);
            std::vector<Entry> kept;
            for (const auto index : split.train) {
                kept.push_back(trainEntries[index]);
            }
            for (const auto index : split.validation) {
                validationEntries.push_back(trainEntries[index]);
            }
            trainEntries = std::move(kept);
        }
        addToFingerprint(trainEntries);
        addToFingerprint(validationEntries);
        m_source.train = dataset(std::move(trainEntries));
        m_source.validation = dataset(std::move(validationEntries));
    }

    void addToFingerprint(const std::vector<Entry>& entries)
    {
        m_fingerprint.add(entries.size());
        for (const auto& entry : entries) {
            m_fingerprint.add(entry.file.lexically_relative(m_folder).native());
            m_fingerprint.add(m_source.classNames[static_cast<std::size_t>(entry.label)]);
            m_fingerprint.add(m_files.at(entry.file).bytes);
            std::error_code ignored;
            const auto written = fs::last_write_time(entry.file, ignored).time_since_epoch();
            m_stamp.add(static_cast<std::uint64_t>(written.count()));
        }
    }

    fs::path m_folder;
    FolderListing m_listing;
    const std::vector<ScannedFile>* m_scanned = nullptr;
    std::size_t m_position = 0; ///< In m_scanned.
    std::vector<ImageSize> m_sizes;
    std::map<fs::path, ScannedFile> m_files; ///< Those that can be read.
    Fingerprint m_fingerprint;
    Fingerprint m_stamp;
    DataSource m_source;
};

} // namespace

ImageFolderDataset::ImageFolderDataset(fs::path root, std::vector<Entry> entries,
                                       std::vector<std::string> classNames)
    : m_root(std::move(root))
    , m_entries(std::move(entries))
    , m_classNames(std::move(classNames))
{
}

std::string ImageFolderDataset::name(std::size_t index) const
{
    return toValidUtf8(m_entries[index].file.lexically_relative(m_root).generic_string());
}

Result<Image> ImageFolderDataset::image(std::size_t index) const
{
    return readImage(m_entries[index].file);
}

Result<ImagePart> ImageFolderDataset::part(std::size_t index, const ChoosePart& choose) const
{
    return readImagePart(m_entries[index].file, choose);
}

std::optional<ImageSize> ImageFolderDataset::imageSize(std::size_t index) const
{
    const auto size = m_entries[index].size;
    return size.width > 0 ? std::optional(size) : std::nullopt;
}

Result<DataSource> openImageFolder(const fs::path& folder, const DataSourceOptions& options,
                                   const std::stop_token& stop, const ProgressCallback& report)
{
    auto listing = listImageFolder(folder);
    if (!listing) {
        return listing.error();
    }
    auto source = FolderReader(folder, std::move(*listing)).open(options, stop, report);
    if (source) {
        source->format = "image folder";
        source->title = toValidUtf8(folder.filename().string());
    }
    return source;
}

} // namespace weft
