#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/features/feature_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace weft {

/// A folder of feature files with a limit to their size. Everything in it can be deleted at any
/// time, also while runs use it, and is made anew when it is wanted.
struct FeatureCache
{
    std::filesystem::path folder;
    std::uint64_t limit = 0; ///< Bytes that all files together may take.

    /// weft/features under $XDG_CACHE_HOME (~/.cache), and $WEFT_CACHE_GB or 20 GB (of 10^9 bytes).
    [[nodiscard]] static FeatureCache standard();

    /// Bytes in the folder now, files under way among them.
    [[nodiscard]] std::uint64_t usedBytes() const;

    /// Makes the folder and takes away what has not been used for longest, until so many bytes more
    /// fit. Fails with WriteFailed where the folder cannot be made or the limit is too small.
    [[nodiscard]] Result<void> makeRoom(std::uint64_t bytes) const;

    /// Removes every file but those under way. Fails with WriteFailed where one stays.
    [[nodiscard]] Result<void> clear() const;

    /// The file of these features.
    [[nodiscard]] std::filesystem::path fileFor(const std::string& key) const;

    /// Removes the file of these features, where there is one.
    void remove(const std::string& key) const;

    /// Marks a file as used just now.
    static void touch(const std::filesystem::path& file);
};

/// Whether features of such a run are kept in bfloat16: where the processor computes in it.
[[nodiscard]] bool featuresInBf16(Precision precision);

/// The features' form for a set of so many images: {grid^2, C}, or {C} for head gap, C being
/// pooledChannels().
[[nodiscard]] FeatureLayout featureLayout(const RunConfig& config, std::size_t samples);

/// Whether a run with this configuration keeps its features, and can therefore take them from the
/// cache.
[[nodiscard]] bool keepsFeatures(const RunConfig& config);

/// Views of each training image that are kept.
[[nodiscard]] int keptViews(const RunConfig& config);

/// Epoch whose random views an epoch (from 1) shows: the first ones in turn while views are kept;
/// 0: its own.
[[nodiscard]] int keptViewEpoch(const RunConfig& config, int epoch);

/// Room that a run's features take on the disk; 0 where none are kept.
[[nodiscard]] std::uint64_t featureBytes(const RunConfig& config, std::size_t trainImages,
                                         std::size_t validationImages);

} // namespace weft
