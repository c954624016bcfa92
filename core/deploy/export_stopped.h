#pragma once

#include "core/base/result.h"

namespace weft {

/// What an export fails with that has been asked to stop.
[[nodiscard]] inline Error exportStopped()
{
    return {ErrorCode::Cancelled, {}, "the export was stopped"};
}

} // namespace weft
