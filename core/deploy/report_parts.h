#pragma once

#include "core/data/image.h"

#include <string>

namespace weft {

/// A part of the page under a title; empty where there is nothing in it.
[[nodiscard]] std::string card(const std::string& title, const std::string& content);

/// The picture itself, in the page. what: what it is, for those who do not see it. Empty where it
/// cannot be encoded.
[[nodiscard]] std::string pictureHtml(const Image& picture, const char* what);

} // namespace weft
