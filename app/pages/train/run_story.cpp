#include "app/pages/train/run_story.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace {

template <typename Steps>
auto firstNotBefore(Steps& steps, std::int64_t step)
{
    return std::lower_bound(
        steps.begin(), steps.end(), step,
        [](const StepEvent& event, std::int64_t wanted) { return event.step < wanted; });
}

} // namespace

Result<RunStory> RunStory::read(const std::filesystem::path& directory)
{
    const auto run = RunDirectory::open(directory);
    if (!run) {
        return run.error();
    }
    auto history = run->history();
    if (!history) {
        return history.error();
    }
    return RunStory(run.value(), std::move(history).value());
}

RunStory::RunStory(const RunDirectory& run, RunHistory history)
    : m_directory(QString::fromStdString(run.path().string()))
    , m_record(run.record())
    , m_label(run.label())
    , m_state(run.status().state)
    , m_problem(QString::fromStdString(run.status().problem))
    , m_storedPeak(run.status().peakMemoryBytes)
    , m_steps(history.steps.begin(), history.steps.end())
{
    for (auto& epoch : history.epochs) {
        addEpoch(std::make_shared<const EpochEvent>(std::move(epoch)));
    }
    for (auto& watched : history.watched) {
        addWatched(std::make_shared<const WatchedEvent>(std::move(watched)));
    }
}

void RunStory::setRecord(const RunRecord& record, const RunLabel& label)
{
    m_record = record;
    m_label = label;
}

void RunStory::setStatus(const RunStatus& status)
{
    m_state = status.state;
    m_problem = QString::fromStdString(status.problem);
    notePeakMemory(status.peakMemoryBytes);
}

void RunStory::notePeakMemory(std::size_t bytes)
{
    m_storedPeak = std::max(m_storedPeak, bytes);
}

bool RunStory::addSteps(const QVector<StepEvent>& steps)
{
    if (steps.isEmpty()) {
        return false;
    }
    const auto repeated = firstNotBefore(m_steps, steps.first().step);
    const bool superseded = repeated != m_steps.end();
    m_steps.erase(repeated, m_steps.end());
    m_steps += steps;
    return superseded;
}

bool RunStory::addEpoch(const EpochPtr& epoch)
{
    const auto repeated = m_epochs.lower_bound(epoch->epoch);
    const bool superseded = repeated != m_epochs.end();
    m_epochs.erase(repeated, m_epochs.end());
    m_epochs.emplace(epoch->epoch, epoch);
    return superseded;
}

void RunStory::addWatched(const WatchedPtr& watched)
{
    m_watched.erase(m_watched.lower_bound(watched->epoch), m_watched.end());
    m_watched.emplace(watched->epoch, watched);
}

bool RunStory::takeUp(const TakenUp& mark)
{
    const auto before = m_steps.size();
    m_steps.erase(firstNotBefore(m_steps, mark.step + 1), m_steps.end());
    const auto epochs = m_epochs.upper_bound(mark.epochsDone);
    const bool superseded = m_steps.size() < before || epochs != m_epochs.end();
    m_epochs.erase(epochs, m_epochs.end());
    m_watched.erase(m_watched.upper_bound(mark.epochsDone), m_watched.end());
    return superseded;
}

void RunStory::addPast(const RunStory& past)
{
    if (past.m_record) {
        setRecord(*past.m_record, past.m_label);
    }
    notePeakMemory(past.m_storedPeak);
    auto until = past.m_steps.end();
    if (!m_steps.isEmpty()) {
        until = firstNotBefore(past.m_steps, m_steps.first().step);
    }
    m_steps = QVector<StepEvent>(past.m_steps.begin(), until) + m_steps;
    // A map keeps what it has: the live epochs.
    m_epochs.insert(past.m_epochs.begin(), past.m_epochs.end());
    m_watched.insert(past.m_watched.begin(), past.m_watched.end());
}

QString RunStory::name() const
{
    return QString::fromStdString(m_label.name);
}

QStringList RunStory::classNames() const
{
    QStringList names;
    if (m_record) {
        for (const auto& name : m_record->classNames) {
            names.append(QString::fromStdString(name));
        }
    }
    return names;
}

bool RunStory::resumable() const
{
    return m_state == RunState::Stopped || m_state == RunState::Interrupted;
}

EpochPtr RunStory::epoch(int number) const
{
    const auto found = m_epochs.find(number);
    return found == m_epochs.end() ? nullptr : found->second;
}

WatchedPtr RunStory::watched(int number) const
{
    const auto found = m_watched.find(number);
    return found == m_watched.end() ? nullptr : found->second;
}

EpochPtr RunStory::best() const
{
    EpochPtr best;
    for (const auto& [number, epoch] : m_epochs) {
        if (!best || epoch->valTop1 > best->valTop1) {
            best = epoch;
        }
    }
    return best;
}

int RunStory::firstEpoch() const
{
    return m_watched.contains(0) ? 0 : std::min(1, lastEpoch());
}

int RunStory::lastEpoch() const
{
    const int validated = m_epochs.empty() ? 0 : m_epochs.rbegin()->first;
    const int watched = m_watched.empty() ? 0 : m_watched.rbegin()->first;
    return std::max(validated, watched);
}

int RunStory::plannedEpochs() const
{
    if (m_progress) {
        return m_progress->epochs;
    }
    return m_record ? m_record->config.train.epochs : 0;
}

double RunStory::share() const
{
    const int planned = plannedEpochs();
    if (planned <= 0) {
        return 0;
    }
    double done = m_epochs.empty() ? 0 : m_epochs.rbegin()->first;
    if (m_progress && m_progress->stepsPerEpoch > 0) {
        done = m_progress->epoch - 1 +
               static_cast<double>(m_progress->stepInEpoch) / m_progress->stepsPerEpoch;
    } else if (!m_steps.isEmpty()) {
        done = std::max(done, m_steps.last().epochPosition);
    }
    return std::clamp(done / planned, 0.0, 1.0);
}

double RunStory::seconds() const
{
    double sum = 0;
    for (const auto& [number, epoch] : m_epochs) {
        sum += epoch->seconds;
    }
    return sum;
}

std::size_t RunStory::peakMemoryBytes() const
{
    return std::max(m_storedPeak, m_progress ? m_progress->peakMemoryBytes : 0);
}

std::optional<double> RunStory::teacherAccuracy() const
{
    return m_record && m_record->teacher ? std::optional(m_record->teacher->accuracy)
                                         : std::nullopt;
}

double RunStory::imagesPerSecond() const
{
    if (!m_steps.isEmpty() && m_steps.last().imagesPerSecond > 0) {
        return m_steps.last().imagesPerSecond;
    }
    return m_epochs.empty() ? 0 : m_epochs.rbegin()->second->imagesPerSecond;
}

} // namespace weft
