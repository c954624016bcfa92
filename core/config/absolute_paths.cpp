#include "core/config/absolute_paths.h"

#include <filesystem>
#include <system_error>

namespace weft {

std::string absolutePath(const std::string& path)
{
    std::error_code failure;
    const auto absolute = path.empty()
                              ? std::filesystem::path()
                              : std::filesystem::absolute(path, failure).lexically_normal();
    return failure ? path : absolute.string();
}

std::string absoluteSource(const std::string& source)
{
    return source.starts_with("builtin:") ? source : absolutePath(source);
}

RunConfig withAbsolutePaths(RunConfig config)
{
    config.data.source = absoluteSource(config.data.source);
    config.model.weights = absolutePath(config.model.weights);
    config.train.teacher = absolutePath(config.train.teacher);
    return config;
}

} // namespace weft
