#include "app/session/comparison_session.h"

#include "app/session/job.h"
#include "app/session/run_launch.h"
#include "app/session/workbench.h"

#include "widgets/util/format.h"

namespace weft {

namespace {

constexpr double timingSeconds = 10;

} // namespace

ComparisonSession::ComparisonSession(Workbench& workbench, QObject* parent)
    : QObject(parent)
    , m_workbench(workbench)
{
    auto& training = m_workbench.training();
    connect(&training, &TrainingSession::runDirectoryKnown, this,
            &ComparisonSession::takeDirectory);
    connect(&training, &TrainingSession::finished, this, &ComparisonSession::takeEnd);
}

Result<void> ComparisonSession::start(ComparisonPlan plan)
{
    m_data = m_workbench.data();
    if (active() || m_workbench.training().active() || !m_data) {
        return Error{ErrorCode::InUse, {}, "a training is running, or no images are chosen"};
    }
    if (auto matched = matchParameters(plan, static_cast<int>(m_data->classNames.size()));
        !matched) {
        return matched;
    }
    auto comparison = Comparison::begin(std::move(plan), libraryOf(m_workbench.settings()));
    if (!comparison) {
        return comparison.error();
    }
    m_comparison = std::move(*comparison);
    m_stopping = false;
    next();
    return {};
}

Result<void> ComparisonSession::open(const QString& folder)
{
    auto comparison = Comparison::open(folder.toStdString());
    if (!comparison) {
        return comparison.error();
    }
    m_comparison = std::move(*comparison);
    const auto step = m_comparison->next();
    m_position = step ? step->number : m_comparison->runs().size();
    emit changed();
    return {};
}

void ComparisonSession::stop()
{
    m_stopping = true;
    if (m_state == State::Training) {
        m_workbench.training().stop();
    } else if (m_job) {
        m_job->cancel();
        end();
    }
}

void ComparisonSession::next()
{
    auto step = m_comparison->next();
    if (!step) {
        m_position = m_comparison->runs().size();
        measure();
        return;
    }
    m_state = State::Training;
    m_position = step->number;
    if (step->unfinished.empty()) {
        step->request.data = openedFor(step->request.config, *m_data);
        m_workbench.training().start(std::move(step->request));
    } else {
        m_workbench.training().resumeRun(QString::fromStdString(step->unfinished.string()));
    }
    emit changed();
}

void ComparisonSession::takeDirectory(const QString& directory)
{
    if (m_state != State::Training) {
        return;
    }
    if (auto noted = m_comparison->noteBegun(m_position, directory.toStdString()); !noted) {
        m_stopping = true;
        m_workbench.training().stop();
        emit failed(Format::error(noted.error()));
    }
}

void ComparisonSession::takeEnd()
{
    if (m_state != State::Training) {
        return;
    }
    if (m_comparison->runs().at(m_position).directory.empty()) {
        end(); // It failed before there was a run; the training has told why.
        return;
    }
    // Reading a long event log takes its time.
    m_job = Job::run<Result<Comparison>>(
        this,
        [comparison = *m_comparison, number = m_position](
            const std::stop_token&, const ProgressCallback&) mutable -> Result<Comparison> {
            if (auto noted = comparison.noteEnded(number); !noted) {
                return noted.error();
            }
            return comparison;
        },
        [this](Result<Comparison> comparison) { take(std::move(comparison)); });
}

void ComparisonSession::take(Result<Comparison> comparison)
{
    if (!comparison) {
        fail(comparison.error());
        return;
    }
    m_comparison = std::move(*comparison);
    const auto state = m_comparison->runs().at(m_position).state;
    const bool ended = state == ComparedState::Finished || state == ComparedState::Failed;
    if (m_stopping || !ended) {
        end(); // Somebody has stopped the run, here or on the Train page.
    } else {
        next();
    }
}

void ComparisonSession::measure()
{
    m_state = State::Timing;
    emit changed();
    m_job = Job::run<Result<Comparison>>(
        this,
        [comparison = *m_comparison](const std::stop_token& stop,
                                     const ProgressCallback&) mutable -> Result<Comparison> {
            if (auto timed = comparison.measureInference(timingSeconds, stop); !timed) {
                return timed.error();
            }
            return comparison;
        },
        [this](Result<Comparison> comparison) {
            if (!comparison) {
                fail(comparison.error());
                return;
            }
            m_comparison = std::move(*comparison);
            end();
        });
}

void ComparisonSession::end()
{
    m_state = State::Idle;
    emit changed();
}

void ComparisonSession::fail(const Error& error)
{
    end();
    emit failed(Format::error(error));
}

} // namespace weft
