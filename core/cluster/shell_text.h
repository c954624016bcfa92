#pragma once

#include <string>
#include <string_view>

namespace weft {

/// A word that a POSIX shell reads as exactly this text, whatever is in it but a zero byte: in
/// single quotes where it needs any.
[[nodiscard]] std::string shellWord(std::string_view text);

/// The same of a path, where "~/" at the beginning is the home folder of whoever runs the shell.
[[nodiscard]] std::string shellPath(std::string_view path);

/// Whether there is anything in it that ends or hides a line on a terminal or in a file: control
/// characters, a zero byte among them.
[[nodiscard]] bool hasControlCharacters(std::string_view text);

} // namespace weft
