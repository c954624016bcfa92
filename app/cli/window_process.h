#pragma once

#include <string>
#include <vector>

namespace weft::cli {

/// Runs the window's program, weft beside this one, without a screen, and waits for it. It writes
/// to the same standard output. SIGINT and SIGTERM are passed on to it, and it ends when this
/// process does. Returns its exit code, 128 + the signal's number where one ended it, or Failure,
/// with word on standard error, where it cannot be started.
[[nodiscard]] int runWeftWindow(const std::vector<std::string>& arguments);

} // namespace weft::cli
