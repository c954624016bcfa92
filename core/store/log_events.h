#pragma once

#include "core/base/result.h"
#include "core/store/event_log.h"

#include <string_view>
#include <vector>

namespace weft {

/// Adds what one record of an event log tells; nothing where it tells nothing of Weft's. Fails with
/// Corrupt, without a subject, and adds nothing then.
[[nodiscard]] Result<void> addLogEvents(std::string_view record, std::vector<LogEvent>& events);

} // namespace weft
