#include "app/session/run_launch.h"

#include "core/store/run_library.h"

namespace weft {

std::filesystem::path libraryOf(const Settings& settings)
{
    const auto folder = settings.libraryFolder();
    return folder.isEmpty() ? defaultLibrary() : std::filesystem::path(folder.toStdString());
}

std::optional<DataSource> openedFor(const RunConfig& config, const DataSource& data)
{
    const bool sameSplit = data.options.valFraction == config.data.valFraction &&
                           data.options.seed == config.train.seed;
    if (data.split == SplitKind::Given || sameSplit) {
        return data;
    }
    return {};
}

} // namespace weft
