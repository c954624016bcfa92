#pragma once

#include "core/base/result.h"

#include <string>
#include <utility>

namespace weft {

// Errors of readers that are given bytes; who knows the file's name puts it in.

[[nodiscard]] inline Error corruptBytes(std::string reason)
{
    return {ErrorCode::Corrupt, {}, std::move(reason)};
}

[[nodiscard]] inline Error unsupportedBytes(std::string reason)
{
    return {ErrorCode::Unsupported, {}, std::move(reason)};
}

} // namespace weft
