#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weft {

/// Bytes of the well-formed UTF-8 sequence at a place of a text, or 0 where there is none (Unicode
/// 15, table 3-7).
[[nodiscard]] std::size_t utf8SequenceLength(std::string_view text, std::size_t index);

/// The text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD. File names
/// may hold any bytes, but JSON and the window take UTF-8 only.
[[nodiscard]] std::string toValidUtf8(std::string_view text);

/// A text out of a file that may hold anything, fit to stand in a message of one line: control
/// characters are U+FFFD too, and what goes beyond 80 bytes is "…".
[[nodiscard]] std::string printableText(std::string_view text);

} // namespace weft
