#pragma once

#include <QString>

#include <string>

namespace weft {

/// A time that a file holds (ISO 8601, UTC) as local time, written alike in every language:
/// "2024-05-01 11:30". What is no time comes back as it is.
[[nodiscard]] QString localTimeText(const std::string& utc);

} // namespace weft
