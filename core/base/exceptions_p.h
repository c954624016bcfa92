#pragma once

#include "core/base/result.h"

#include <string>

namespace weft {

/// The exception being handled, as an Error: OutOfMemory where the allocator refused, Internal
/// otherwise, with the library's message in one line. To be called in a catch block.
[[nodiscard]] Error errorFromException(const std::string& subject = {});

/// Of an exception's message: libraries append a backtrace or a listing, which tells a person
/// nothing.
[[nodiscard]] std::string firstLine(const std::string& text);

} // namespace weft
