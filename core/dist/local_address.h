#pragma once

#include <string>

namespace weft {

/// The address by which this machine reaches another one, as numbers: that of the interface which
/// the kernel would take. Empty where the name is unknown or there is no way. Sends nothing.
[[nodiscard]] std::string addressTowards(const std::string& host);

/// 127.0.0.1 and its like.
[[nodiscard]] bool isLoopback(const std::string& address);

} // namespace weft
