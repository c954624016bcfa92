#pragma once

#include "core/base/result.h"
#include "core/cluster/program_run.h"

#include <stop_token>
#include <string>
#include <string_view>

namespace weft {

/// Runs lines of a POSIX shell where Slurm is: on this machine, or over ssh on a host, which must
/// let a person in without a password; there PATH becomes a login shell's where sbatch is not found
/// otherwise. Blocks. Fails with Unreadable where the host does not answer, with NotFound where
/// Slurm is not there, else as runProgram(); another exit code than 0 is left to the caller.
[[nodiscard]] Result<ProgramResult>
runWhereSlurmIs(const std::string& host, const std::string& lines, const std::stop_token& stop);

/// What a program says on standard error as part of a sentence: its lines with semicolons between
/// them, without "sbatch: error:" and the like, not too long.
[[nodiscard]] std::string complaintOf(std::string_view standardError);

} // namespace weft
