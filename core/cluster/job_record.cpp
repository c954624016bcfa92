#include "core/cluster/job_record.h"

#include "core/base/atomic_file.h"
#include "core/cluster/batch_script.h"
#include "core/store/json_document_p.h"

#include <algorithm>
#include <system_error>
#include <tuple>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

nlohmann::json toDocument(const JobState& state)
{
    return {{"phase", jobPhaseName(state.phase)},
            {"reason", state.reason},
            {"nodes", state.nodes},
            {"elapsed", state.elapsed},
            {"exit_code", state.exitCode},
            {"exit_signal", state.exitSignal}};
}

JobState jobStateFrom(const nlohmann::json& document)
{
    JobState state;
    state.phase = jobPhaseOf(document.at("phase").get<std::string>()).value_or(JobPhase::Unknown);
    document.at("reason").get_to(state.reason);
    document.at("nodes").get_to(state.nodes);
    document.at("elapsed").get_to(state.elapsed);
    document.at("exit_code").get_to(state.exitCode);
    document.at("exit_signal").get_to(state.exitSignal);
    return state;
}

/// The run's directory where this machine sees it.
fs::path visibleRun(const JobRecord& record)
{
    const fs::path run = record.runHere.empty() ? record.run : record.runHere;
    std::error_code unknown;
    return fs::exists(run / "run.json", unknown) ? run : fs::path();
}

/// Whether what it printed may say what went wrong.
bool endedBadly(JobPhase phase)
{
    return phase == JobPhase::Failed || phase == JobPhase::OutOfMemory ||
           phase == JobPhase::NodeFailed || phase == JobPhase::TimedOut;
}

} // namespace

std::string jobOutput(const JobRecord& record)
{
    return record.folder + "/output-" + record.job + ".txt";
}

std::string lastWords(const JobRecord& record)
{
    constexpr std::size_t mostBytes = 2048;
    constexpr int mostLines = 6;
    if (!record.host.empty() || !endedBadly(record.state.phase)) {
        return {};
    }
    std::error_code failure;
    const auto bytes = fs::file_size(jobOutput(record), failure);
    const auto first = failure || bytes < mostBytes ? 0 : bytes - mostBytes;
    const auto end = readFilePart(jobOutput(record), first, mostBytes);
    if (!end) {
        return {};
    }
    std::string_view text = end->content;
    if (first > 0) { // The first line is not whole.
        text.remove_prefix(std::min(text.find('\n'), text.size()));
    }
    while (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    std::size_t begin = text.size();
    for (int line = 0; line < mostLines && begin != std::string_view::npos && begin > 0; ++line) {
        begin = text.rfind('\n', begin - 1);
    }
    std::string words(text.substr(begin == std::string_view::npos ? 0 : begin));
    // What moves a terminal's cursor is none of the words.
    std::erase_if(words, [](char each) {
        return (static_cast<unsigned char>(each) < 0x20 && each != '\n') || each == 0x7F;
    });
    words.erase(0, words.find_first_not_of('\n'));
    return words;
}

fs::path jobsFolder(const fs::path& library)
{
    return library / ".jobs";
}

Result<void> saveJobRecord(const fs::path& file, const JobRecord& record)
{
    return writeFileAtomically(file, dumpDocument({{"job", record.job},
                                                   {"host", record.host},
                                                   {"name", record.name},
                                                   {"run", record.run},
                                                   {"run_here", record.runHere},
                                                   {"folder", record.folder},
                                                   {"submitted", record.submitted},
                                                   {"nodes", record.nodes},
                                                   {"tasks", record.tasks},
                                                   {"state", toDocument(record.state)}}));
}

Result<JobRecord> readJobRecord(const fs::path& file)
{
    const auto text = readFile(file);
    if (!text) {
        return text.error();
    }
    return readDocument<JobRecord>(file, *text,
                                   [](const nlohmann::json& document) -> Result<JobRecord> {
                                       JobRecord record;
                                       document.at("job").get_to(record.job);
                                       document.at("host").get_to(record.host);
                                       document.at("name").get_to(record.name);
                                       document.at("run").get_to(record.run);
                                       document.at("run_here").get_to(record.runHere);
                                       document.at("folder").get_to(record.folder);
                                       document.at("submitted").get_to(record.submitted);
                                       document.at("nodes").get_to(record.nodes);
                                       document.at("tasks").get_to(record.tasks);
                                       record.state = jobStateFrom(document.at("state"));
                                       return record;
                                   });
}

Result<std::vector<JobEntry>> listJobs(const fs::path& library)
{
    const auto folder = jobsFolder(library);
    std::vector<JobEntry> entries;
    std::error_code failure;
    fs::directory_iterator each(folder, failure);
    if (failure == std::errc::no_such_file_or_directory) {
        return entries;
    }
    for (; !failure && each != fs::directory_iterator(); each.increment(failure)) {
        const auto file = each->path() / job_files::record;
        auto record = readJobRecord(file);
        if (record) {
            entries.push_back({file, std::move(*record), {}, {}});
            entries.back().seen = visibleRun(*entries.back().record);
            entries.back().said = lastWords(*entries.back().record);
        } else if (record.error().code != ErrorCode::NotFound) { // Else it was never handed in.
            entries.push_back({file, {}, record.error(), {}});
        }
    }
    if (failure) {
        return Error{ErrorCode::Unreadable, folder.string(), failure.message()};
    }
    // Those that cannot be read have no time and come last; of one second the higher number first.
    const auto age = [](const JobEntry& entry) {
        const auto record = entry.record.value_or(JobRecord());
        return std::tuple(record.submitted, record.job.size(), record.job, entry.file);
    };
    std::ranges::sort(entries, std::ranges::greater(), age);
    return entries;
}

} // namespace weft
