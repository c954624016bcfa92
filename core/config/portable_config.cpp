#include "core/config/portable_config.h"

namespace weft {

RunConfig withoutPaths(RunConfig config)
{
    if (!config.data.source.starts_with("builtin:")) {
        config.data.source.clear();
    }
    config.model.weights.clear();
    config.train.teacher.clear();
    return config;
}

} // namespace weft
