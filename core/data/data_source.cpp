#include "core/data/data_source.h"

#include "core/data/builtin_digits.h"
#include "core/data/builtin_pairs.h"
#include "core/data/cifar_binary.h"
#include "core/data/idx_file.h"
#include "core/data/image_folder.h"

#include <filesystem>
#include <new>
#include <system_error>

namespace fs = std::filesystem;

namespace weft {

namespace {

Result<DataSource> openPath(const std::string& location, const DataSourceOptions& options,
                            const std::stop_token& stop, const ProgressCallback& report)
{
    const auto path = sourcePath(location);
    std::error_code problem;
    const auto status = fs::status(path, problem);
    if (status.type() == fs::file_type::not_found || location.empty()) {
        return Error{ErrorCode::NotFound, location, "there is no such folder or file"};
    }
    if (problem) {
        return Error{ErrorCode::Unreadable, location, problem.message()};
    }
    if (const auto folder = findCifarFolder(path)) {
        return openCifar(*folder, options, stop, report);
    }
    if (isIdxSource(path)) {
        return openIdx(path, options);
    }
    if (!fs::is_directory(status)) {
        return Error{ErrorCode::Unsupported, location,
                     "it is neither a folder of images nor a CIFAR or IDX file"};
    }
    return openImageFolder(path, options, stop, report);
}

} // namespace

fs::path sourcePath(const std::string& location)
{
    std::error_code problem;
    auto path = fs::absolute(location, problem).lexically_normal();
    return path.has_filename() || !path.has_relative_path() ? path : path.parent_path();
}

Result<DataSource> openDataSource(const std::string& location, const DataSourceOptions& options,
                                  std::stop_token stop, const ProgressCallback& report)
{
    if (!(options.valFraction > 0) || !(options.valFraction < 1)) {
        return Error{ErrorCode::InvalidArgument, "data.val_fraction",
                     "the share must lie between 0 and 1"};
    }
    try {
        auto source = location == "builtin:digits"  ? openBuiltinDigits(options)
                      : location == "builtin:pairs" ? openBuiltinPairs(options)
                      : location.starts_with("builtin:")
                          ? Result<DataSource>(Error{ErrorCode::NotFound, location,
                                                     "there is no built-in set of that name; there "
                                                     "are builtin:digits and builtin:pairs"})
                          : openPath(location, options, stop, report);
        if (source) {
            source->location = location;
            source->options = options;
        }
        return source;
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, location, "the images do not fit the memory"};
    } catch (const std::exception& problem) {
        return Error{ErrorCode::Internal, location, problem.what()};
    }
}

std::vector<std::size_t> classCounts(const Dataset& dataset)
{
    std::vector<std::size_t> counts(dataset.classNames().size());
    for (std::size_t i = 0; i < dataset.size(); ++i) {
        ++counts[static_cast<std::size_t>(dataset.label(i))];
    }
    return counts;
}

} // namespace weft
