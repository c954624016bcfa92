#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weft {

/// The text as it may stand in HTML and SVG, between tags and in quoted attributes. What is not
/// UTF-8 and control characters become U+FFFD: names may hold anything.
[[nodiscard]] std::string escaped(std::string_view text);

/// A name set apart from the text around it, whichever way its script runs.
[[nodiscard]] std::string nameHtml(std::string_view name);

/// The first characters (not bytes) of a text, with "…" where some are left off. Not escaped.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t characters);

/// A number in an attribute of SVG: two decimals at most, with a full stop.
[[nodiscard]] std::string coordinate(double value);

} // namespace weft
