#include "core/cluster/slurm.h"

#include "core/cluster/batch_script.h"
#include "core/cluster/cluster_shell.h"
#include "core/cluster/shell_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace weft {

namespace {

constexpr int runExists = 3; ///< An exit code of our own lines.

// What our lines mark their answers with, so that nothing else is taken for one.
constexpr std::string_view takenMark = "weft-job|";
constexpr std::string_view homeMark = "weft-home|";
constexpr std::string_view queuedMark = "weft-queue|";
constexpr std::string_view accountMark = "weft-account|";
constexpr std::string_view controlMark = "weft-control|";
constexpr std::string_view runMark = "weft-run|";

Error refusal(ErrorCode code, const char* program, const ProgramResult& done)
{
    const auto complaint = complaintOf(done.error);
    return {code, program,
            complaint.empty() ? "it ended with exit code " + std::to_string(done.code) : complaint};
}

/// Writes a file of the present folder as a whole.
std::string writeLines(const std::string& name, const std::string& content)
{
    const auto draft = "." + name + ".new";
    return "printf %s " + shellWord(content) + " > " + draft + " && mv -f " + draft + " " + name +
           " || exit 1\n";
}

template <typename Take>
void forLines(std::string_view text, Take take)
{
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        take(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

bool isNumber(const std::string& id)
{
    return !id.empty() && id.size() < 20 && id.find_first_not_of("0123456789") == std::string::npos;
}

std::string askingLines(const std::vector<AskedJob>& jobs)
{
    std::string numbers;
    for (const auto& job : jobs) {
        numbers += " " + job.id;
    }
    std::string lines = "active=$(squeue -h -u \"$(id -un)\" -o '%i|%T|%M|%N|%r' </dev/null) || "
                        "exit 1\n"
                        "printf '%s\\n' \"$active\" | sed 's/^/weft-queue|/'\n"
                        "known=$active gone=\n"
                        "for job in" +
                        numbers +
                        "; do\n"
                        "    case \"\n$active\" in *\"\n$job|\"*) ;; *) gone=$gone,$job ;; esac\n"
                        "done\n"
                        "if [ -n \"$gone\" ]; then\n"
                        "    ended=$(sacct -n -P -X -j \"${gone#,}\" -o "
                        "JobID,State,ExitCode,Elapsed,NodeList </dev/null 2>/dev/null)\n"
                        "    printf '%s\\n' \"$ended\" | sed 's/^/weft-account|/'\n"
                        "    known=\"$active\n$ended\"\n"
                        "fi\n"
                        "ask() {\n"
                        "    case \"\n$known\" in *\"\n$1|\"*) return ;; esac\n"
                        "    scontrol -o show job \"$1\" </dev/null 2>/dev/null | sed "
                        "\"s/^/weft-control|$1|/\"\n"
                        "    [ -r \"$2/status.json\" ] || return\n"
                        "    printf 'weft-run|%s|' \"$1\"\n"
                        "    tr '\\n' ' ' < \"$2/status.json\"\n"
                        "    printf '\\n'\n"
                        "}\n";
    for (const auto& job : jobs) {
        lines += "ask " + job.id + " " + shellPath(job.run) + "\n";
    }
    return lines + "exit 0\n";
}

/// What the lines above answered: by a job's number the best that is known. Slurm's own word counts
/// before the run's, and both before nothing.
std::map<std::string, JobState, std::less<>> answersIn(const std::string& text)
{
    std::map<std::string, JobState, std::less<>> answers;
    const auto take = [&answers](std::string_view line, std::string_view mark, auto parse) {
        if (!line.starts_with(mark)) {
            return;
        }
        line.remove_prefix(mark.size());
        const auto end = line.find('|');
        if (end == std::string_view::npos) {
            return;
        }
        if (const auto state = parse(line.substr(end + 1))) {
            answers.try_emplace(std::string(line.substr(0, end)), *state);
        }
    };
    forLines(text, [&](std::string_view line) {
        if (line.starts_with(queuedMark)) {
            if (auto job = parseQueueLine(line.substr(queuedMark.size()))) {
                answers.try_emplace(job->id, job->state);
            }
        }
        take(line, accountMark, parseAccountingLine);
        take(line, controlMark, parseControlLine);
        take(line, runMark, parseRunStatus);
    });
    return answers;
}

} // namespace

Result<void> findSlurm(const std::string& host, const std::stop_token& stop)
{
    const auto done = runWhereSlurmIs(host, "exit 0\n", stop);
    return done ? Result<void>() : done.error();
}

Result<TakenJob> handIn(const ClusterJob& job, const std::stop_token& stop)
{
    const auto script = batchScript(job);
    if (!script) {
        return script.error();
    }
    const auto folder = shellPath(jobFolder(job));
    const auto run = shellPath(runDirectory(job));
    auto lines = "mkdir -p -- " + folder + " && cd -- " + folder + " || exit 1\n";
    if (job.config) {
        lines += "[ ! -e " + run + " ] || exit " + std::to_string(runExists) + "\n";
        lines += writeLines(job_files::config, jobConfig(job));
    }
    lines += writeLines(job_files::script, *script);
    lines += std::string("job=$(sbatch --parsable ") + job_files::script +
             " </dev/null) || exit 2\n"
             "printf 'weft-job|%s\\nweft-home|%s\\n' \"$job\" \"$HOME\"\n";
    const auto done = runWhereSlurmIs(job.place.host, lines, stop);
    if (!done) {
        return done.error();
    }
    if (done->code == runExists) {
        return Error{ErrorCode::AlreadyExists, runDirectory(job), "a folder of that name exists"};
    }
    if (done->code == 2) {
        return refusal(ErrorCode::InvalidArgument, "sbatch", *done);
    }
    if (done->code != 0) {
        return Error{ErrorCode::WriteFailed, jobFolder(job), complaintOf(done->error)};
    }
    TakenJob answer;
    forLines(done->out, [&answer](std::string_view line) {
        if (line.starts_with(takenMark)) {
            // "NUMBER;CLUSTER" where there are several clusters.
            line.remove_prefix(takenMark.size());
            answer.id = line.substr(0, line.find(';'));
        } else if (line.starts_with(homeMark)) {
            answer.home = line.substr(homeMark.size());
        }
    });
    if (!isNumber(answer.id)) {
        return Error{ErrorCode::Corrupt, "sbatch", "it did not say the job's number"};
    }
    return answer;
}

Result<std::vector<JobState>> askForJobs(const std::string& host, const std::vector<AskedJob>& jobs,
                                         const std::stop_token& stop)
{
    for (const auto& job : jobs) {
        if (!isNumber(job.id)) {
            return Error{ErrorCode::InvalidArgument, job.id, "is no number of a job"};
        }
    }
    const auto done = runWhereSlurmIs(host, askingLines(jobs), stop);
    if (!done) {
        return done.error();
    }
    if (done->code != 0) {
        return refusal(ErrorCode::Unreadable, "squeue", *done);
    }
    const auto answers = answersIn(done->out);
    std::vector<JobState> states;
    for (const auto& job : jobs) {
        const auto found = answers.find(job.id);
        states.push_back(found == answers.end() ? JobState{} : found->second);
    }
    return states;
}

Result<void> cancelJob(const std::string& host, const std::string& id, const std::stop_token& stop)
{
    if (!isNumber(id)) {
        return Error{ErrorCode::InvalidArgument, id, "is no number of a job"};
    }
    const auto done = runWhereSlurmIs(host, "scancel " + id + " </dev/null || exit 1\n", stop);
    if (!done) {
        return done.error();
    }
    if (done->code != 0) {
        return refusal(ErrorCode::InvalidArgument, "scancel", *done);
    }
    return {};
}

} // namespace weft
