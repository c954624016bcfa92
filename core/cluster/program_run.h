#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

/// Another program that is started for what it prints.
struct ProgramCall
{
    std::vector<std::string> arguments; ///< The program first, which is looked for in PATH.
    std::string input = {};             ///< All of its standard input.
    std::chrono::milliseconds limit{30'000};
    std::size_t mostOutput = std::size_t{4} << 20; ///< Bytes of each of its outputs.
};

struct ProgramResult
{
    int code = 0; ///< Its exit code; 128 + the signal's number where one ended it.
    std::string out;
    std::string error;
};

/// Runs a program to its end; blocks, on any thread but the window's. It and whatever it started
/// are killed when the time is over, when more comes than mostOutput, and when a stop is requested:
/// that fails with Cancelled. Fails with NotFound where there is no such program, else with
/// Internal; the error names the program. An exit code other than 0 is no failure of this.
[[nodiscard]] Result<ProgramResult> runProgram(const ProgramCall& call,
                                               const std::stop_token& stop = {});

} // namespace weft
