#pragma once

#include "core/base/result.h"

#include <string>

namespace weft {

/// The exception being handled, as an Error: OutOfMemory where the allocator refused, Internal
/// otherwise, with the library's message in one line. To be called in a catch block.
[[nodiscard]] Error errorFromException(const std::string& subject = {});

} // namespace weft
