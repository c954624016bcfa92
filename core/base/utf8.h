#pragma once

#include <string>
#include <string_view>

namespace weft {

/// The text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD. File names
/// may hold any bytes, but JSON and the window take UTF-8 only.
[[nodiscard]] std::string toValidUtf8(std::string_view text);

/// A text out of a file that may hold anything, fit to stand in a message of one line: control
/// characters are U+FFFD too, and what goes beyond 80 bytes is "…".
[[nodiscard]] std::string printableText(std::string_view text);

} // namespace weft
