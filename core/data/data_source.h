#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

/// A file that the scan left out, and why.
struct SkippedFile
{
    std::string path;
    std::string reason;
};

/// Smallest, largest and median sides over the readable images, in pixels.
struct ImageSizes
{
    int minWidth = 0, minHeight = 0;
    int maxWidth = 0, maxHeight = 0;
    int medianWidth = 0, medianHeight = 0;
};

/// How the training and the validation images were told apart.
enum class SplitKind {
    Given,    ///< The source has train/ and val/ or test/, or files for both.
    Fraction, ///< A seeded share of each class was held back.
};

struct DataSourceOptions
{
    double valFraction = 0.2; ///< Used where the source has no split of its own.
    std::uint64_t seed = 0;   ///< Of that split.
};

/// An opened source: what a run trains on and is measured on.
struct DataSource
{
    std::string location;      ///< As it was given: a path, or builtin:digits.
    DataSourceOptions options; ///< As it was opened.
    std::string title;         ///< Short, for headings: the folder's name, "Digits".
    std::string format;        ///< "image folder", "CIFAR-10", "CIFAR-100", "IDX", "built-in".
    DatasetPtr train;
    DatasetPtr validation;
    std::vector<std::string> classNames;
    SplitKind split = SplitKind::Given;
    std::vector<SkippedFile> skipped;  ///< Files that cannot be read, with the reason.
    std::vector<std::string> warnings; ///< For instance a class without any image.
    ImageSizes sizes;
    std::string fingerprint; ///< Hex; changes when a name, a label, a size or the split changes.
    std::string stamp; ///< Changes also when a file is written anew with the size that it had.
    std::string attribution; ///< Licence and source of a built-in set; else empty.
};

/// The absolute path of a location that is one. Without a slash at the end, so that the last part
/// is the folder's name.
[[nodiscard]] std::filesystem::path sourcePath(const std::string& location);

/// Opens a folder of images, a folder of CIFAR or IDX files, builtin:digits or builtin:pairs.
///
/// Reads every image once, on several threads, to find those that cannot be read. Blocks; report
/// comes from the working threads, one at a time. Fails with NotFound, Unreadable, Unsupported (no
/// images there, or fewer than two classes) or Cancelled.
[[nodiscard]] Result<DataSource> openDataSource(const std::string& location,
                                                const DataSourceOptions& options = {},
                                                std::stop_token stop = {},
                                                const ProgressCallback& report = {});

/// Images of each class, in the order of classNames().
[[nodiscard]] std::vector<std::size_t> classCounts(const Dataset& dataset);

} // namespace weft
