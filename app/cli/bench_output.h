#pragma once

#include "core/bench/bench.h"

#include <string>

namespace weft::cli {

/// One timed case on standard output, at once: as one JSON object, or as a line for people. bench
/// is the benchmark's name.
void printBenchCase(const std::string& bench, const BenchCase& measured, bool json);

} // namespace weft::cli
