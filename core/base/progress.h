#pragma once

#include <cstddef>
#include <functional>

namespace weft {

/// How far a long work has come. total is 0 while it is not known yet.
struct Progress
{
    std::size_t done = 0;
    std::size_t total = 0;
};

/// Called from the working thread, often; must be quick and must not throw. May be empty.
using ProgressCallback = std::function<void(const Progress&)>;

} // namespace weft
