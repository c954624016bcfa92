#pragma once

#include "core/data/preprocessing.h"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace weft {

/// As it stands in run.json and in exported files.
[[nodiscard]] nlohmann::json toJsonValue(const Preprocessing& preprocessing);

/// Fails with Corrupt, naming the file, where a value is beyond its limits. Exceptions of nlohmann
/// pass where one is missing.
[[nodiscard]] Result<Preprocessing> preprocessingFrom(const nlohmann::json& value,
                                                      const std::filesystem::path& file);

} // namespace weft
