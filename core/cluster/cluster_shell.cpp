#include "core/cluster/cluster_shell.h"

#include <algorithm>

namespace weft {

namespace {

constexpr int slurmMissing = 127; ///< As a shell's own exit code for a program that is not there.
constexpr int sshFailed = 255;

/// Clusters put Slurm into PATH in the profile, which ssh's shell does not read by itself.
constexpr std::string_view readProfile =
    "command -v sbatch >/dev/null 2>&1 || { [ -r /etc/profile ] && . /etc/profile </dev/null "
    ">/dev/null 2>&1; }\n";
constexpr std::string_view needSlurm = "command -v sbatch >/dev/null 2>&1 || exit 127\n";

std::vector<std::string> shellOf(const std::string& host)
{
    if (host.empty()) {
        return {"/bin/sh", "-s"};
    }
    return {"ssh", "-T", "-o",        "BatchMode=yes", "-o", "ConnectTimeout=10",
            "--",  host, "/bin/sh -s"};
}

} // namespace

Result<ProgramResult> runWhereSlurmIs(const std::string& host, const std::string& lines,
                                      const std::stop_token& stop)
{
    const auto input = std::string(host.empty() ? std::string_view() : readProfile) +
                       std::string(needSlurm) + lines;
    auto done = runProgram({.arguments = shellOf(host), .input = input}, stop);
    if (!done) {
        return done;
    }
    if (!host.empty() && done->code == sshFailed) {
        const auto complaint = complaintOf(done->error);
        return Error{ErrorCode::Unreadable, host,
                     complaint.empty() ? "ssh could not connect" : complaint};
    }
    if (done->code == slurmMissing) {
        return Error{ErrorCode::NotFound, "sbatch",
                     "Slurm is not installed on " +
                         (host.empty() ? std::string("this machine") : host) + ", or not in PATH"};
    }
    return done;
}

std::string complaintOf(std::string_view standardError)
{
    constexpr std::size_t most = 400;
    std::string complaint;
    while (!standardError.empty()) {
        const auto end = std::min(standardError.find('\n'), standardError.size());
        auto line = standardError.substr(0, end);
        standardError.remove_prefix(std::min(end + 1, standardError.size()));
        if (const auto label = line.find(": error: "); label < line.find(' ')) {
            line.remove_prefix(label + std::string_view(": error: ").size());
        }
        while (line.ends_with('\r') || line.ends_with(' ')) { // ssh ends its lines with both.
            line.remove_suffix(1);
        }
        if (!line.empty()) {
            complaint += (complaint.empty() ? "" : "; ") + std::string(line);
        }
    }
    std::ranges::replace_if(
        complaint, [](char each) { return static_cast<unsigned char>(each) < 0x20; }, ' ');
    while (complaint.ends_with('.') || complaint.ends_with(' ')) {
        complaint.pop_back();
    }
    return complaint.size() > most ? complaint.substr(0, most) + "…" : complaint;
}

} // namespace weft
