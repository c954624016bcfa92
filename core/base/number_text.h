#pragma once

#include <cstdint>
#include <string>

namespace weft {

[[nodiscard]] std::string percentText(double share);          ///< "78.4 %"
[[nodiscard]] std::string countText(std::int64_t number);     ///< "11,227,812"
[[nodiscard]] std::string megabytesText(std::uint64_t bytes); ///< "512 MB", "0.3 MB"
[[nodiscard]] std::string durationText(double seconds);       ///< "2 min 14 s"
[[nodiscard]] std::string numberText(double value, int decimals);
[[nodiscard]] std::string differenceText(double difference); ///< "3.1e-06", "0.25"

} // namespace weft
