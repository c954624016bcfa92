#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// A field of comma-separated values as RFC 4180 has it: in quotes only where it needs them.
[[nodiscard]] std::string csvField(std::string_view text);

/// Fields as a line, which ends in CR LF.
[[nodiscard]] std::string csvLine(const std::vector<std::string>& fields);

/// The shortest text that reads back as the same number, with a full stop; empty where it is not
/// finite.
[[nodiscard]] std::string csvNumber(double value);
[[nodiscard]] std::string csvNumber(float value);

} // namespace weft
