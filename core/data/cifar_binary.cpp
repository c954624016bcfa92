#include "core/data/cifar_binary.h"

#include "core/base/atomic_file.h"
#include "core/base/utf8.h"
#include "core/data/memory_source.h"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

namespace fs = std::filesystem;

namespace weft {

namespace {

constexpr int cifarSide = 32;
constexpr std::size_t pixelBytes = 3 * cifarSide * cifarSide;

/// How the two members of the family differ.
struct Variant
{
    const char* title;
    std::size_t classes;
    std::size_t labelBytes; ///< Before the pixels; the last of them is the label.
    std::vector<fs::path> train;
    fs::path test;
    fs::path names;
};

bool isFile(const fs::path& file)
{
    std::error_code ignored;
    return fs::is_regular_file(file, ignored);
}

std::optional<Variant> variantIn(const fs::path& folder)
{
    Variant ten{"CIFAR-10", 10, 1, {}, folder / "test_batch.bin", folder / "batches.meta.txt"};
    for (int i = 1; i <= 5; ++i) {
        const auto file = folder / ("data_batch_" + std::to_string(i) + ".bin");
        if (isFile(file)) {
            ten.train.push_back(file);
        }
    }
    if (!ten.train.empty()) {
        return ten;
    }
    if (isFile(folder / "train.bin") && isFile(folder / "fine_label_names.txt")) {
        return Variant{"CIFAR-100",
                       100,
                       2,
                       {folder / "train.bin"},
                       folder / "test.bin",
                       folder / "fine_label_names.txt"};
    }
    return std::nullopt;
}

std::vector<std::string> readNames(const Variant& variant, std::vector<std::string>& warnings)
{
    std::vector<std::string> names;
    if (const auto content = readFile(variant.names)) {
        std::istringstream lines(*content);
        for (std::string line; std::getline(lines, line);) {
            line.erase(line.find_last_not_of(" \t\r") + 1);
            if (!line.empty()) {
                names.push_back(toValidUtf8(line));
            }
        }
    }
    if (names.size() != variant.classes) {
        warnings.push_back(variant.names.filename().string() + " does not name " +
                           std::to_string(variant.classes) +
                           " classes; they are shown by their numbers.");
        names.clear();
        for (std::size_t i = 0; i < variant.classes; ++i) {
            names.push_back(std::to_string(i));
        }
    }
    return names;
}

Result<void> append(const fs::path& file, const Variant& variant, MemoryImages& images)
{
    const auto content = readFile(file);
    if (!content) {
        return content.error();
    }
    const auto record = variant.labelBytes + pixelBytes;
    if (content->empty() || content->size() % record != 0) {
        return Error{ErrorCode::Corrupt, file.string(),
                     "the file ends within an image (" + std::to_string(content->size()) +
                         " bytes are no multiple of " + std::to_string(record) + ")"};
    }
    for (std::size_t at = 0; at < content->size(); at += record) {
        const auto label = static_cast<std::uint8_t>((*content)[at + variant.labelBytes - 1]);
        if (label >= variant.classes) {
            return Error{ErrorCode::Corrupt, file.string(),
                         "label " + std::to_string(label) + " is beyond the " +
                             std::to_string(variant.classes) + " classes"};
        }
        images.labels.push_back(label);
        const auto* pixels = content->data() + at + variant.labelBytes;
        images.pixels.insert(images.pixels.end(), pixels, pixels + pixelBytes);
    }
    return {};
}

} // namespace

std::optional<fs::path> findCifarFolder(const fs::path& path)
{
    std::error_code ignored;
    const auto folder = fs::is_directory(path, ignored) ? path : path.parent_path();
    if (folder != path && path.extension() != ".bin") {
        return std::nullopt;
    }
    for (const auto& candidate :
         {folder, folder / "cifar-10-batches-bin", folder / "cifar-100-binary"}) {
        if (variantIn(candidate)) {
            return candidate;
        }
    }
    return std::nullopt;
}

Result<DataSource> openCifar(const fs::path& folder, const DataSourceOptions& options,
                             const std::stop_token& stop, const ProgressCallback& report)
{
    const auto variant = variantIn(folder);
    if (!variant) {
        return Error{ErrorCode::NotFound, folder.string(), "there are no CIFAR files"};
    }
    std::vector<std::string> warnings;
    MemoryImages train{cifarSide,
                       cifarSide,
                       PixelLayout::Planar,
                       {},
                       {},
                       readNames(*variant, warnings),
                       std::string(variant->title) + " training"};
    std::optional<MemoryImages> test;
    auto files = variant->train;
    if (isFile(variant->test)) {
        test = MemoryImages{cifarSide,
                            cifarSide,
                            PixelLayout::Planar,
                            {},
                            {},
                            train.classNames,
                            std::string(variant->title) + " test"};
        files.push_back(variant->test);
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "", "the scan was cancelled"};
        }
        if (report) {
            report({i, files.size()});
        }
        const auto read = append(files[i], *variant, i < variant->train.size() ? train : *test);
        if (!read) {
            return read.error();
        }
    }
    auto source = makeMemorySource(folder.string(), std::move(train), std::move(test), options);
    if (source) {
        source->title = variant->title;
        source->format = variant->title;
        source->warnings.insert(source->warnings.end(), warnings.begin(), warnings.end());
    }
    return source;
}

} // namespace weft
