#pragma once

namespace weft {

/// Milliseconds since the kernel started this process, the libraries' loading among them; to 10 ms,
/// as the kernel notes it. Negative where it does not tell.
[[nodiscard]] double processAgeMs();

} // namespace weft
