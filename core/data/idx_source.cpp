#include "core/base/atomic_file.h"
#include "core/base/utf8.h"
#include "core/data/idx_file.h"
#include "core/data/memory_source.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

namespace fs = std::filesystem;

namespace weft {

namespace {

/// "train-images-idx3-ubyte.gz" is the images' part "train" of its set.
bool isImagesFile(const fs::path& file)
{
    const auto name = file.filename().string();
    return !name.starts_with('.') && name.find("images") != std::string::npos &&
           (name.find("idx3") != std::string::npos || name.find("idx4") != std::string::npos);
}

bool isLabelsFile(const fs::path& file)
{
    const auto name = file.filename().string();
    return name.find("labels") != std::string::npos && name.find("idx1") != std::string::npos;
}

void replaceOnce(std::string& text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    if (at != std::string::npos) {
        text.replace(at, from.size(), to);
    }
}

/// The file beside it with the name changed, plain or gzipped, whichever is there.
std::optional<fs::path> sibling(const fs::path& file, const std::string& name)
{
    const auto plain = name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
    for (const auto& candidate : {plain, plain + ".gz"}) {
        const auto path = file.parent_path() / candidate;
        std::error_code ignored;
        if (fs::is_regular_file(path, ignored)) {
            return path;
        }
    }
    return std::nullopt;
}

std::string labelsName(const fs::path& imagesFile)
{
    auto name = imagesFile.filename().string();
    replaceOnce(name, "images", "labels");
    replaceOnce(name, "idx3", "idx1");
    replaceOnce(name, "idx4", "idx1");
    return name;
}

Result<IdxArray> readArray(const fs::path& file)
{
    const auto content = readFile(file);
    if (!content) {
        return content.error();
    }
    return readIdx({reinterpret_cast<const std::uint8_t*>(content->data()), content->size()},
                   file.string());
}

Result<MemoryImages> readPair(const fs::path& imagesFile)
{
    const auto labelsFile = sibling(imagesFile, labelsName(imagesFile));
    if (!labelsFile) {
        return Error{ErrorCode::NotFound,
                     (imagesFile.parent_path() / labelsName(imagesFile)).string(),
                     "the labels that belong to the images are missing"};
    }
    auto images = readArray(imagesFile);
    if (!images) {
        return images.error();
    }
    const auto labels = readArray(*labelsFile);
    if (!labels) {
        return labels.error();
    }
    return imagesFromIdx(std::move(*images), *labels, imagesFile.string());
}

/// The images of the folder, each part once although it may be there plain and gzipped.
std::vector<fs::path> imagesFiles(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code problem;
    fs::directory_iterator entries(folder, problem);
    for (; !problem && entries != fs::directory_iterator(); entries.increment(problem)) {
        if (isImagesFile(entries->path())) {
            files.push_back(entries->path());
        }
    }
    std::ranges::sort(files);
    const auto unzipped = [](const fs::path& file) {
        const auto name = file.string();
        return name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
    };
    const auto doubled = std::ranges::unique(files, {}, unzipped);
    files.erase(doubled.begin(), doubled.end());
    return files;
}

bool isTrainPart(const fs::path& file)
{
    return file.filename().string().find("train") != std::string::npos;
}

/// The part of the same set to validate with.
std::optional<fs::path> validationPart(const fs::path& trainFile)
{
    for (const auto* part : {"t10k", "test"}) {
        auto name = trainFile.filename().string();
        replaceOnce(name, "train", part);
        if (const auto file = sibling(trainFile, name)) {
            return file;
        }
    }
    return std::nullopt;
}

/// The images to train with, for a folder or any file of the set.
Result<fs::path> trainPart(const fs::path& path)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
        auto name = path.filename().string();
        replaceOnce(name, "labels-idx1", "images-idx3");
        replaceOnce(name, "labels.idx1", "images.idx3");
        for (const auto* part : {"t10k", "test"}) {
            auto trainName = name;
            replaceOnce(trainName, part, "train");
            if (const auto file = sibling(path, trainName)) {
                return *file;
            }
        }
        return path;
    }
    const auto files = imagesFiles(path);
    std::vector<fs::path> train;
    std::ranges::copy_if(files, std::back_inserter(train), isTrainPart);
    if (train.empty()) {
        train = files;
    }
    if (train.size() != 1) {
        return Error{ErrorCode::Unsupported, path.string(),
                     "the folder holds several IDX sets; open a file of the one that is meant"};
    }
    return train.front();
}

} // namespace

bool isIdxSource(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? !imagesFiles(path).empty()
                                           : isImagesFile(path) || isLabelsFile(path);
}

Result<DataSource> openIdx(const fs::path& path, const DataSourceOptions& options)
{
    const auto trainFile = trainPart(path);
    if (!trainFile) {
        return trainFile.error();
    }
    auto train = readPair(*trainFile);
    if (!train) {
        return train.error();
    }
    const auto folder = toValidUtf8(trainFile->parent_path().filename().string());
    train->title = folder;
    std::optional<MemoryImages> validation;
    if (const auto file = isTrainPart(*trainFile) ? validationPart(*trainFile) : std::nullopt) {
        auto part = readPair(*file);
        if (!part) {
            return part.error();
        }
        validation = std::move(*part);
        validation->title = folder + " " + toValidUtf8(file->filename().string().substr(0, 4));
        auto& shorter = validation->classNames.size() < train->classNames.size()
                            ? validation->classNames
                            : train->classNames;
        shorter = std::max(train->classNames, validation->classNames,
                           [](const auto& a, const auto& b) { return a.size() < b.size(); });
    }
    auto source =
        makeMemorySource(path.string(), std::move(*train), std::move(validation), options);
    if (source) {
        source->title = folder;
        source->format = "IDX";
    }
    return source;
}

} // namespace weft
