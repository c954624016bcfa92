#include "app/session/comparison_session.h"

#include "app/session/job.h"
#include "app/session/run_launch.h"
#include "app/session/workbench.h"

#include "widgets/util/format.h"

#include <utility>

namespace weft {

namespace {

constexpr double timingSeconds = 10;

/// A comparison with the table of what has come of it.
struct Tabulated
{
    Comparison comparison;
    ComparisonTable table;
};

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

ComparisonSession::~ComparisonSession()
{
    m_workbench.setBusy(HeavyWork::Comparing, false);
}

void ComparisonSession::inBackground(Work work, std::function<void(const Result<void>&)> then)
{
    if (m_job) {
        m_job->cancel();
    }
    m_job = Job::run<Result<Tabulated>>(
        this,
        [work = std::move(work)](const std::stop_token& stop,
                                 const ProgressCallback&) -> Result<Tabulated> {
            auto comparison = work(stop);
            if (!comparison) {
                return comparison.error();
            }
            auto table = tabulate(*comparison, classesOf(*comparison));
            return Tabulated{std::move(*comparison), std::move(table)};
        },
        [this, then = std::move(then)](Result<Tabulated> made) {
            m_job.clear();
            if (!made) {
                then(made.error());
                return;
            }
            m_comparison = std::move(made->comparison);
            m_table = std::move(made->table);
            then({});
        });
}

Result<void> ComparisonSession::start(ComparisonPlan plan)
{
    m_data = m_workbench.data();
    if (active() || !m_workbench.obstacleTo(HeavyWork::Comparing).isEmpty() || !m_data) {
        return Error{ErrorCode::InUse, {}, "something else is running, or no images are chosen"};
    }
    m_stopping = false;
    m_runEnded = false;
    setState(State::Beginning);
    inBackground(
        [plan = std::move(plan), classes = m_data->classNames,
         library = libraryOf(m_workbench.settings())](
            const std::stop_token&) mutable -> Result<Comparison> {
            if (auto matched = matchParameters(plan, static_cast<int>(classes.size())); !matched) {
                return matched.error();
            }
            auto comparison = Comparison::begin(plan, library);
            const auto checked = comparison ? comparison->checkFiles(classes) : Result<void>();
            return checked ? comparison : checked.error();
        },
        [this](const Result<void>& begun) {
            if (!begun) {
                refuse(begun.error());
            } else if (m_stopping) {
                end();
            } else {
                next();
            }
        });
    emit changed();
    return {};
}

void ComparisonSession::open(const QString& folder)
{
    inBackground(
        [path = folder.toStdString()](const std::stop_token&) { return Comparison::open(path); },
        [this](const Result<void>& read) {
            if (!read) {
                refuse(read.error());
                return;
            }
            const auto step = m_comparison->next();
            m_position = step ? step->number : m_comparison->runs().size();
            emit opened();
            emit changed();
        });
}

void ComparisonSession::stop()
{
    m_stopping = true;
    if (m_state == State::Training) {
        m_workbench.training().stop();
    } else if (m_state == State::Timing && m_job) {
        m_job->stop(); // Its end comes once the processor is free again.
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
    if (m_workbench.training().active()) {
        fail({ErrorCode::InUse, {}, "another training has begun meanwhile"});
        return;
    }
    setState(State::Training);
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
    inBackground(
        [comparison = *m_comparison, number = m_position,
         path = directory.toStdString()](const std::stop_token&) mutable -> Result<Comparison> {
            if (auto noted = comparison.noteBegun(number, path); !noted) {
                return noted.error();
            }
            return comparison;
        },
        [this](const Result<void>& noted) {
            if (!noted) {
                m_stopping = true;
                m_workbench.training().stop();
                emit failed(Format::error(noted.error()));
            }
            emit changed();
            if (std::exchange(m_runEnded, false)) {
                takeEnd();
            }
        });
}

void ComparisonSession::takeEnd()
{
    if (m_state != State::Training) {
        return;
    }
    if (m_job) {
        m_runEnded = true;
        return;
    }
    if (m_comparison->runs().at(m_position).directory.empty()) {
        end(); // It failed before there was a run; the training has told why.
        return;
    }
    inBackground(
        [comparison = *m_comparison,
         number = m_position](const std::stop_token&) mutable -> Result<Comparison> {
            if (auto noted = comparison.noteEnded(number); !noted) {
                return noted.error();
            }
            return comparison;
        },
        [this](const Result<void>& noted) {
            if (noted) {
                takeResult();
            } else {
                fail(noted.error());
            }
        });
}

void ComparisonSession::takeResult()
{
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
    setState(State::Timing);
    inBackground(
        [comparison = *m_comparison](const std::stop_token& stop) mutable -> Result<Comparison> {
            if (auto timed = comparison.measureInference(timingSeconds, stop); !timed) {
                return timed.error();
            }
            return comparison;
        },
        [this](const Result<void>& timed) {
            if (timed || timed.error().code == ErrorCode::Cancelled) {
                end();
            } else {
                fail(timed.error());
            }
        });
    emit changed();
}

void ComparisonSession::setState(State state)
{
    m_state = state;
    m_workbench.setBusy(HeavyWork::Comparing, active());
}

void ComparisonSession::end()
{
    setState(State::Idle);
    emit changed();
}

void ComparisonSession::fail(const Error& error)
{
    end();
    emit failed(Format::error(error));
}

void ComparisonSession::refuse(const Error& error)
{
    end();
    emit refused(Format::error(error));
}

} // namespace weft
