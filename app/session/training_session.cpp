#include "app/session/training_session.h"

#include "core/dist/local_ranks.h"
#include "core/store/run_directory.h"

#include <limits>
#include <mutex>
#include <utility>

namespace weft {

namespace {

/// Milliseconds between deliveries. Each takes a core from the training for a moment, and all that
/// draws draws with it; nobody reads figures more often.
constexpr int figuresGap = 480;
/// What else happens is rarer, and somebody waits for it.
constexpr int newsGap = 100;

/// Steps and progress come with every batch.
bool isFigure(const TrainingEvent& event)
{
    return std::holds_alternative<StepEvent>(event) || std::holds_alternative<ProgressEvent>(event);
}

} // namespace

/// Gathers the events on the training thread and wakes the window once for many.
class TrainingSession::Inbox : public EventSink
{
public:
    explicit Inbox(TrainingSession* session)
        : m_session(session)
    {
    }

    void handle(const TrainingEvent& event) override
    {
        auto parcel = packed(event);
        const int gap = isFigure(event) ? figuresGap : newsGap;
        const std::lock_guard lock(m_mutex);
        m_parcels.push_back(std::move(parcel));
        if (gap < m_promised) {
            m_promised = gap;
            QMetaObject::invokeMethod(
                m_session, [session = m_session, gap] { session->wake(gap); },
                Qt::QueuedConnection);
        }
    }

    std::vector<Parcel> take()
    {
        const std::lock_guard lock(m_mutex);
        m_promised = nothingPromised;
        return std::exchange(m_parcels, {});
    }

private:
    /// What may be large is copied here, on the training thread, and only shared from now on.
    static Parcel packed(const TrainingEvent& event)
    {
        if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
            return std::make_shared<const EpochEvent>(*epoch);
        }
        if (const auto* watched = std::get_if<WatchedEvent>(&event)) {
            return std::make_shared<const WatchedEvent>(*watched);
        }
        return event;
    }

    static constexpr int nothingPromised = std::numeric_limits<int>::max();

    std::mutex m_mutex;
    TrainingSession* m_session; ///< Outlives the training: its destructor waits for it.
    std::vector<Parcel> m_parcels;
    int m_promised = nothingPromised; ///< The gap that the window has been woken with.
};

TrainingSession::TrainingSession(QObject* parent)
    : QObject(parent)
    , m_worker(std::make_unique<QObject>())
    , m_inbox(std::make_shared<Inbox>(this))
    , m_rankProgram(LocalRanks::standardProgram())
{
    m_thread.setObjectName(QStringLiteral("training"));
    m_worker->moveToThread(&m_thread);
    m_drainTimer.setSingleShot(true);
    connect(&m_drainTimer, &QTimer::timeout, this, &TrainingSession::drain);
}

TrainingSession::~TrainingSession()
{
    if (m_control) {
        m_control->stop();
    }
    m_thread.quit();
    m_thread.wait();
}

void TrainingSession::start(TrainRequest request)
{
    if (active()) {
        return;
    }
    m_config = request.config;
    request.ranks = ranks();
    m_resumed = false;
    m_directory.clear();
    launch([this, request = std::move(request)](EventSink& sink, RunControl& control) {
        return trainRun(request, sink, control, [this](const std::filesystem::path& directory) {
            QMetaObject::invokeMethod(
                this,
                [this, found = QString::fromStdString(directory.string())] {
                    directoryFound(found);
                },
                Qt::QueuedConnection);
        });
    });
}

void TrainingSession::resumeRun(const QString& directory)
{
    if (active()) {
        return;
    }
    m_resumed = true;
    m_directory.clear();
    launch([this, directory, ranks = ranks()](EventSink& sink, RunControl& control) -> Outcome {
        const std::filesystem::path path(directory.toStdString());
        const auto run = RunDirectory::open(path);
        if (!run) {
            return run.error();
        }
        tellRun(*run);
        return weft::resumeRun(path, sink, control, ranks);
    });
}

void TrainingSession::prune(PruneRequest request)
{
    if (active()) {
        return;
    }
    m_resumed = false;
    m_directory.clear();
    launch([this, request = std::move(request)](EventSink& sink, RunControl& control) {
        return pruneRun(request, sink, control, [this](const std::filesystem::path& directory) {
            if (const auto run = RunDirectory::open(directory)) {
                tellRun(*run);
            }
        });
    });
}

void TrainingSession::launch(Work work)
{
    m_control = std::make_shared<RunControl>();
    m_fatalReported = false;
    m_thread.start();
    m_state = RunState::Preparing;
    emit started();
    emit stateChanged(m_state);
    QMetaObject::invokeMethod(
        m_worker.get(),
        [this, work = std::move(work), inbox = m_inbox, control = m_control] {
            auto outcome = work(*inbox, *control);
            QMetaObject::invokeMethod(
                this, [this, outcome = std::move(outcome)] { end(outcome); }, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void TrainingSession::pause()
{
    if (m_control) {
        m_control->pause();
    }
}

void TrainingSession::unpause()
{
    if (m_control) {
        m_control->resume();
    }
}

void TrainingSession::stop()
{
    if (m_control) {
        m_control->stop();
    }
}

bool TrainingSession::active() const
{
    return m_control != nullptr;
}

RunState TrainingSession::state() const
{
    return m_state;
}

QString TrainingSession::runDirectory() const
{
    return m_directory;
}

RunConfig TrainingSession::config() const
{
    return m_config;
}

bool TrainingSession::resumed() const
{
    return m_resumed;
}

bool TrainingSession::takingUp() const
{
    return m_resumed && m_state == RunState::Preparing;
}

void TrainingSession::wake(int gap)
{
    const auto passed = m_sinceDrain.isValid() ? static_cast<int>(m_sinceDrain.elapsed()) : gap;
    if (passed >= gap) {
        drain();
    } else if (!m_drainTimer.isActive() || m_drainTimer.remainingTime() > gap - passed) {
        m_drainTimer.start(gap - passed);
    }
}

void TrainingSession::drain()
{
    m_drainTimer.stop();
    m_sinceDrain.start();
    QVector<StepEvent> steps;
    const auto flushSteps = [&] {
        if (!steps.isEmpty()) {
            emit stepsArrived(std::exchange(steps, {}));
        }
    };
    const auto parcels = m_inbox->take();
    const TrainingEvent* lastProgress = nullptr;
    for (const auto& parcel : parcels) {
        const auto* event = std::get_if<TrainingEvent>(&parcel);
        if (event && std::holds_alternative<StepEvent>(*event)) {
            steps.append(std::get<StepEvent>(*event));
        } else if (event && std::holds_alternative<ProgressEvent>(*event)) {
            lastProgress = event; // Only the newest tells anything.
        } else {
            flushSteps();
            deliver(parcel);
        }
    }
    flushSteps();
    if (lastProgress) {
        emit progressChanged(std::get<ProgressEvent>(*lastProgress));
    }
}

void TrainingSession::deliver(const Parcel& parcel)
{
    if (const auto* epoch = std::get_if<EpochPtr>(&parcel)) {
        emit epochArrived(*epoch);
    } else if (const auto* watched = std::get_if<WatchedPtr>(&parcel)) {
        emit watchedArrived(*watched);
    } else if (const auto* state = std::get_if<StateEvent>(&std::get<TrainingEvent>(parcel))) {
        setState(state->state);
    } else if (const auto* teacher = std::get_if<TeacherEvent>(&std::get<TrainingEvent>(parcel))) {
        emit teacherMeasured(*teacher);
    } else if (const auto* problem = std::get_if<ProblemEvent>(&std::get<TrainingEvent>(parcel))) {
        m_fatalReported = m_fatalReported || problem->fatal;
        emit problemArose(*problem);
    }
}

void TrainingSession::setState(RunState state)
{
    if (state != m_state) {
        m_state = state;
        emit stateChanged(state);
    }
}

void TrainingSession::directoryFound(const QString& directory)
{
    m_directory = directory;
    emit runDirectoryKnown(directory);
}

void TrainingSession::tellRun(const RunDirectory& run)
{
    QMetaObject::invokeMethod(
        this,
        [this, directory = QString::fromStdString(run.path().string()),
         config = run.record().config] {
            m_config = config;
            directoryFound(directory);
        },
        Qt::QueuedConnection);
}

void TrainingSession::end(const Outcome& outcome)
{
    drain();
    // OpenMP's idle threads would count as busy ones, and make those of other works sleep sooner.
    m_thread.quit();
    m_thread.wait();
    m_control = nullptr;
    if (outcome) {
        setState(outcome.value().state);
    } else if (outcome.error().code == ErrorCode::Cancelled) {
        setState(RunState::Stopped);
    } else {
        if (!m_fatalReported) {
            emit problemArose({outcome.error(), true});
        }
        // A run that lost a process can be carried on.
        setState(outcome.error().code == ErrorCode::RankLost ? RunState::Interrupted
                                                             : RunState::Failed);
    }
    emit finished();
}

} // namespace weft
