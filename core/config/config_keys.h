#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <string>
#include <vector>

namespace weft {

/// How a key's value is written and edited. Integers: none, or several with commas between them.
enum class KeyKind { Text, Integer, Real, Boolean, Choice, Integers };

/// One configuration key, such as "train.lr": the single table from which the command line's --set,
/// run.json, validation and the window's form are all made.
struct ConfigKey
{
    std::string name; ///< "group.field", as --set takes it.
    KeyKind kind = KeyKind::Text;
    double minimum = 0; ///< Integer, Real and Integers: inclusive limits, of each number.
    double maximum = 0;
    std::string unit;                 ///< "px", "epochs", ...; empty where the number is bare.
    std::vector<std::string> choices; ///< Choice: the names, in the order a form lists them.
    double least = 0;                 ///< Of numbers other than 0, where 0 is the minimum.
    bool optional0 = false;           ///< 0 has a meaning of its own ("off", "automatic").
};

/// All keys in the order of the form. Immutable, safe from any thread.
[[nodiscard]] const std::vector<ConfigKey>& configKeys();

/// The key of that name, or nullptr.
[[nodiscard]] const ConfigKey* findConfigKey(const std::string& name);

/// The value as text, such that setConfigValue() reads it back exactly.
/// Asking for a name that is not in the table is a programming error.
[[nodiscard]] std::string configValue(const RunConfig& config, const std::string& name);

/// Sets one key from text. Fails with InvalidArgument, naming the key and its limits or choices,
/// and leaves config as it was.
[[nodiscard]] Result<void> setConfigValue(RunConfig& config, const std::string& name,
                                          const std::string& value);

} // namespace weft
