#include "core/compare/comparison.h"

#include "core/base/atomic_file.h"
#include "core/compare/comparison_file.h"
#include "core/compare/inference_turns.h"
#include "core/compare/run_inputs.h"
#include "core/store/run_directory.h"
#include "core/store/run_names.h"

#include <algorithm>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr const char* fileName = "comparison.json";

std::vector<ComparedRun> openRuns(const ComparisonPlan& plan)
{
    std::vector<ComparedRun> runs;
    for (const auto seed : plan.seeds) {
        for (std::size_t config = 0; config < plan.configs.size(); ++config) {
            ComparedRun run;
            run.config = config;
            run.seed = seed;
            runs.push_back(run);
        }
    }
    return runs;
}

bool isRun(const fs::path& directory)
{
    std::error_code failure;
    return !directory.empty() && fs::exists(directory / "run.json", failure);
}

} // namespace

Comparison::Comparison(fs::path folder, ComparisonPlan plan)
    : m_folder(std::move(folder))
    , m_plan(std::move(plan))
    , m_runs(openRuns(m_plan))
{
}

Result<Comparison> Comparison::begin(ComparisonPlan plan, const fs::path& library)
{
    if (auto checked = checkPlan(plan); !checked) {
        return checked.error();
    }
    makePathsAbsolute(plan, ".");
    const auto folder = library / (folderNameFor(plan.title) + ".comparison");
    std::error_code failure;
    if (fs::exists(folder / fileName, failure)) {
        auto there = open(folder);
        if (!there) {
            return there;
        }
        if (toJson(there->m_plan) == toJson(plan)) {
            there->takeUpAgain();
            return there;
        }
        const auto isOpen = [](const ComparedRun& run) { return run.state == ComparedState::Open; };
        if (!std::ranges::all_of(there->m_runs, isOpen)) {
            return Error{ErrorCode::AlreadyExists, folder.string(),
                         "a comparison of other configurations, seeds or images has this title"};
        }
    }
    fs::create_directories(folder, failure);
    if (failure) {
        return Error{ErrorCode::WriteFailed, folder.string(), failure.message()};
    }
    Comparison comparison(folder, std::move(plan));
    if (auto saved = comparison.save(); !saved) {
        return saved.error();
    }
    return comparison;
}

Result<Comparison> Comparison::open(const fs::path& folder)
{
    const auto file = folder / fileName;
    const auto text = readFile(file);
    if (!text) {
        return text.error();
    }
    auto content = parseComparison(*text, file);
    if (!content) {
        return content.error();
    }
    Comparison comparison(folder, std::move(content->plan));
    comparison.m_runs = std::move(content->runs);
    comparison.m_inference = std::move(content->inference);
    return comparison;
}

std::optional<ComparisonStep> Comparison::next() const
{
    const auto found = std::ranges::find_if(m_runs, [](const ComparedRun& run) {
        return run.state == ComparedState::Open || run.state == ComparedState::Begun;
    });
    if (found == m_runs.end()) {
        return {};
    }
    const auto& compared = m_plan.configs.at(found->config);
    ComparisonStep step;
    step.number = static_cast<std::size_t>(found - m_runs.begin());
    step.request.config = compared.config;
    step.request.config.train.seed = found->seed;
    step.request.ownFeatures = true;
    step.request.library = m_folder.parent_path();
    step.request.name =
        m_plan.title + ": " + compared.name + ", seed " + std::to_string(found->seed);
    if (found->state == ComparedState::Begun && isRun(found->directory)) {
        step.unfinished = found->directory;
    }
    return step;
}

Result<void> Comparison::noteBegun(std::size_t number, const fs::path& directory)
{
    if (isRun(directory)) {
        const auto begun = RunDirectory::open(directory);
        if (!begun) {
            return begun.error();
        }
        if (auto checked = checkInputs(m_runs.at(number), begun->record()); !checked) {
            return checked;
        }
    }
    auto& run = m_runs.at(number);
    run.state = ComparedState::Begun;
    run.directory = directory;
    return save();
}

Result<void> Comparison::checkInputs(const ComparedRun& run, const RunRecord& record) const
{
    for (const auto& earlier : m_runs) {
        if (&earlier == &run || !isRun(earlier.directory)) {
            continue;
        }
        const auto directory = RunDirectory::open(earlier.directory);
        if (!directory) {
            continue; // It says so where it is needed.
        }
        const bool sameNetwork = earlier.config == run.config;
        if (auto checked =
                checkSameInputs(directory->record(), record, earlier.seed == run.seed, sameNetwork);
            !checked) {
            return checked;
        }
    }
    return {};
}

Result<void> Comparison::checkFiles(const std::vector<std::string>& classNames) const
{
    for (std::size_t config = 0; config < m_plan.configs.size(); ++config) {
        const bool wanted = std::ranges::any_of(m_runs, [config](const ComparedRun& run) {
            return run.config == config && run.state == ComparedState::Open;
        });
        if (!wanted) {
            continue;
        }
        if (auto checked = checkRunFiles(m_plan.configs[config].config, classNames); !checked) {
            const auto& error = checked.error();
            return Error{error.code, m_plan.configs[config].name, toString(error)};
        }
    }
    return {};
}

Result<void> Comparison::noteEnded(std::size_t number)
{
    auto& run = m_runs.at(number);
    const auto directory = RunDirectory::open(run.directory);
    if (!directory) {
        return directory.error();
    }
    const auto& status = directory->status();
    if (status.state == RunState::Failed) {
        run.state = ComparedState::Failed;
        run.problem = status.problem;
        return save();
    }
    if (status.state != RunState::Finished) {
        return {};
    }
    const auto history = directory->history();
    if (!history) {
        return history.error();
    }
    if (history->epochs.empty()) {
        return Error{ErrorCode::Corrupt, run.directory.string(), "it has no finished epoch"};
    }
    run.accuracy = history->epochs.back().valTop1;
    run.bestAccuracy = status.bestAccuracy;
    run.seconds = status.seconds;
    run.problem.clear();
    run.state = ComparedState::Finished;
    m_inference.clear(); // It may have been measured without this network.
    return save();
}

void Comparison::takeUpAgain()
{
    for (std::size_t number = 0; number < m_runs.size(); ++number) {
        auto& run = m_runs[number];
        const bool over = run.state == ComparedState::Open || run.state == ComparedState::Finished;
        if (over || !isRun(run.directory)) {
            continue;
        }
        // One that cannot be read says so when it is carried on.
        [[maybe_unused]] const auto noted = noteEnded(number);
        const auto directory = RunDirectory::open(run.directory);
        if (run.state == ComparedState::Failed && directory && !directory->status().diverged) {
            run.state = ComparedState::Begun;
            run.problem.clear();
        }
    }
}

Result<void> Comparison::measureInference(double seconds, const std::stop_token& stop)
{
    std::vector<fs::path> networks(m_plan.configs.size());
    for (const auto& run : m_runs) {
        auto& network = networks.at(run.config);
        if (run.state == ComparedState::Finished && network.empty() && isRun(run.directory)) {
            network = run.directory;
        }
    }
    auto times = inferenceInTurns(networks, seconds, stop);
    if (!times) {
        return times.error();
    }
    m_inference = std::move(*times);
    return save();
}

Result<void> Comparison::save() const
{
    return writeFileAtomically(m_folder / fileName,
                               comparisonText({m_plan, m_runs, m_inference}, m_folder));
}

} // namespace weft
