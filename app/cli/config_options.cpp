#include "app/cli/config_options.h"

#include "app/cli/command.h"
#include "app/cli/output.h"

#include "core/base/atomic_file.h"
#include "core/config/config_json.h"
#include "core/config/config_keys.h"
#include "core/config/presets.h"

#include <algorithm>
#include <sstream>

namespace weft::cli {

namespace {

std::string limitsOf(const ConfigKey& key)
{
    std::ostringstream text;
    text.precision(12);
    switch (key.kind) {
    case KeyKind::Text:
        return "text";
    case KeyKind::Boolean:
        return "true or false";
    case KeyKind::Choice:
        for (const auto& choice : key.choices) {
            text << (text.tellp() > 0 ? ", " : "") << choice;
        }
        return text.str();
    case KeyKind::Integers:
        text << "with commas between them, each ";
        [[fallthrough]];
    case KeyKind::Integer:
    case KeyKind::Real:
        text << (key.least > 0 ? "0 or " : "") << std::max(key.minimum, key.least) << " to "
             << key.maximum << (key.unit.empty() ? "" : " ") << key.unit;
        break;
    }
    return text.str();
}

std::string keyList()
{
    std::string list = "Configuration keys, with their values in the article preset:\n";
    const auto article = presetConfig("article");
    for (const auto& key : configKeys()) {
        const auto line = padded("  " + key.name, 32);
        const auto value = article ? configValue(*article, key.name) : std::string{};
        list += line + (value.empty() ? "" : value + "  ") + "(" + limitsOf(key) + ")\n";
    }
    return list;
}

Result<void> applySet(RunConfig& config, const std::string& set)
{
    const auto setting = settingOf(set);
    return setting ? setConfigValue(config, setting->first, setting->second) : setting.error();
}

} // namespace

void addConfigOptions(CLI::App& app, ConfigOptions& options)
{
    std::string presets;
    for (const auto& name : presetNames()) {
        presets += (presets.empty() ? "" : ", ") + name;
    }
    app.add_option("--preset", options.preset,
                   "Start from: " + presets + ". Default: " + options.preset);
    app.add_option("--config", options.file, "JSON file of keys, as in a run's run.json");
    app.add_option("--set", options.sets, "Set one configuration key; may be given again")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    app.footer(keyList);
}

Result<RunConfig> makeConfig(const ConfigOptions& options, bool mirroring)
{
    auto config = presetConfig(options.preset);
    if (!config) {
        return config;
    }
    config->data.flip = config->data.flip && mirroring;
    if (!options.file.empty()) {
        const auto text = readFile(options.file);
        if (!text) {
            return text.error();
        }
        config = configFromJson(*text, *config);
        if (!config) {
            const auto& error = config.error();
            return Error{error.code, options.file, toString(error)};
        }
    }
    for (const auto& set : options.sets) {
        if (auto applied = applySet(*config, set); !applied) {
            return applied.error();
        }
    }
    return config;
}

Result<std::pair<std::string, std::string>> settingOf(const std::string& set)
{
    const auto equals = set.find('=');
    if (equals == std::string::npos || equals == 0) {
        return Error{ErrorCode::InvalidArgument, "--set " + set, "is not of the form KEY=VALUE"};
    }
    return std::pair(set.substr(0, equals), set.substr(equals + 1));
}

int exitCodeOf(const Error& configError)
{
    return configError.code == ErrorCode::InvalidArgument ? WrongUsage : Failure;
}

} // namespace weft::cli
