#include "core/features/feature_cache.h"

#include "core/base/fingerprint.h"
#include "core/base/processor.h"
#include "core/config/training_phase.h"
#include "core/model/network_widths.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <vector>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr double standardGigabytes = 20;
constexpr std::string_view ending = ".features";

struct KeptFile
{
    fs::path path;
    fs::file_time_type used;
    std::uint64_t bytes = 0;
};

std::string environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

/// Oldest first. Files under way are counted, but never removed.
std::vector<KeptFile> keptFiles(const fs::path& folder, std::uint64_t& total)
{
    std::vector<KeptFile> files;
    std::error_code failure;
    total = 0;
    for (const auto& entry : fs::directory_iterator(folder, failure)) {
        const auto bytes = entry.file_size(failure);
        const auto used = entry.last_write_time(failure);
        if (failure) {
            continue; // Another process has just removed it.
        }
        total += bytes;
        if (entry.path().extension() == ending) {
            files.push_back({entry.path(), used, bytes});
        }
    }
    std::ranges::sort(files, {}, &KeptFile::used);
    return files;
}

} // namespace

FeatureCache FeatureCache::standard()
{
    auto root = environment("XDG_CACHE_HOME");
    if (root.empty() || root.front() != '/') {
        root = environment("HOME") + "/.cache";
    }
    double gigabytes = std::strtod(environment("WEFT_CACHE_GB").c_str(), nullptr);
    if (!(gigabytes > 0 && gigabytes < 1e6)) {
        gigabytes = standardGigabytes;
    }
    return {fs::path(root) / "weft" / "features", static_cast<std::uint64_t>(gigabytes * 1e9)};
}

std::uint64_t FeatureCache::usedBytes() const
{
    std::uint64_t total = 0;
    (void)keptFiles(folder, total);
    return total;
}

Result<void> FeatureCache::makeRoom(std::uint64_t bytes) const
{
    std::error_code failure;
    if (bytes > limit) {
        return Error{ErrorCode::WriteFailed, folder.string(),
                     "they take " + std::to_string(bytes / 1'000'000) +
                         " MB, and the cache holds at most " + std::to_string(limit / 1'000'000) +
                         " MB"};
    }
    fs::create_directories(folder, failure);
    if (failure) {
        return Error{ErrorCode::WriteFailed, folder.string(), failure.message()};
    }
    removeDeadWriters(folder);
    std::uint64_t total = 0;
    for (const auto& file : keptFiles(folder, total)) {
        if (total + bytes > limit && fs::remove(file.path, failure)) {
            total -= std::min(total, file.bytes);
        }
    }
    return {};
}

Result<void> FeatureCache::clear() const
{
    removeDeadWriters(folder);
    std::uint64_t total = 0;
    for (const auto& file : keptFiles(folder, total)) {
        std::error_code failure;
        fs::remove(file.path, failure);
        if (failure) {
            return Error{ErrorCode::WriteFailed, file.path.string(), failure.message()};
        }
    }
    return {};
}

fs::path FeatureCache::fileFor(const std::string& key) const
{
    Fingerprint fingerprint;
    fingerprint.add(key);
    return folder / (fingerprint.hex() + std::string(ending));
}

void FeatureCache::remove(const std::string& key) const
{
    std::error_code ignored;
    fs::remove(fileFor(key), ignored);
}

void FeatureCache::touch(const fs::path& file)
{
    std::error_code ignored;
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
}

bool featuresInBf16(Precision precision)
{
    return precision == Precision::Bf16 && processorHasBf16();
}

FeatureLayout featureLayout(const RunConfig& config, std::size_t samples)
{
    FeatureLayout layout;
    layout.samples = samples;
    const std::int64_t channels = pooledChannels(config.model);
    layout.shape = {channels};
    if (config.model.head != Head::Gap) {
        layout.shape = {std::int64_t{config.model.grid} * config.model.grid, channels};
    }
    // What fp16 computes on another device fits float32, which its cells are read as again.
    layout.type = featuresInBf16(config.train.precision) ? ElementType::BF16 : ElementType::F32;
    return layout;
}

int keptViews(const RunConfig& config)
{
    if (!backboneFrozenIn(config.train, 1)) {
        return 0;
    }
    return config.data.augment ? config.data.cachedViews : 1;
}

int keptViewEpoch(const RunConfig& config, int epoch)
{
    const int views = backboneFrozenIn(config.train, epoch) ? keptViews(config) : 0;
    return views > 0 ? (epoch - 1) % views + 1 : 0;
}

bool keepsFeatures(const RunConfig& config)
{
    return keptViews(config) > 0;
}

std::uint64_t featureBytes(const RunConfig& config, std::size_t trainImages,
                           std::size_t validationImages)
{
    // A run that is shorter than its views shows the first ones only.
    const int epochs =
        backboneThaws(config.train) ? config.train.unfreezeEpoch - 1 : config.train.epochs;
    const auto views = static_cast<std::size_t>(std::min(keptViews(config), epochs));
    return views == 0 ? 0
                      : featureLayout(config, views * trainImages + validationImages).dataBytes();
}

} // namespace weft
