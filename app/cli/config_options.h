#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <CLI/App.hpp>

#include <string>
#include <utility>
#include <vector>

namespace weft::cli {

/// Where a configuration comes from: the preset, then the file, then each --set.
struct ConfigOptions
{
    std::string preset = "article";
    std::string file;
    std::vector<std::string> sets; ///< KEY=VALUE.
};

/// Adds --preset, --config and --set, and the list of keys to the command's help.
void addConfigOptions(CLI::App& app, ConfigOptions& options);

/// The configuration that the options make. mirroring false turns the preset's data.flip off before
/// the file and --set have their say. Fails with InvalidArgument for a wrong key, value or preset,
/// and as readFile() does.
[[nodiscard]] Result<RunConfig> makeConfig(const ConfigOptions& options, bool mirroring = true);

/// The key and the value of a --set. Fails with InvalidArgument.
[[nodiscard]] Result<std::pair<std::string, std::string>> settingOf(const std::string& set);

/// The exit code for a failure of makeConfig(): wrong usage, but for a file that cannot be read.
[[nodiscard]] int exitCodeOf(const Error& configError);

} // namespace weft::cli
