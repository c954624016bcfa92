#include "app/bench/training_rounds.h"

#include "app/bench/frame_meter.h"
#include "app/bench/loop_probe.h"
#include "app/session/training_session.h"

#include "core/config/presets.h"
#include "core/store/run_directory.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <optional>
#include <thread>
#include <utility>

namespace weft {

namespace {

constexpr int leastEpochs = 2;
constexpr int stopGap = 100; ///< Milliseconds between looks at the token.

/// Small images, so that steps take a few milliseconds and epochs a second: the window then hears
/// of more than it can draw.
RunConfig configFor(const DataSource& data)
{
    auto config = presetConfig("quick").value();
    config.data.source = data.location;
    config.data.flip = mirroringKeepsLabels(data.location, data.format);
    config.data.size = 16;
    config.model.grid = 4;
    config.model.hidden = 32;
    config.train.epochs = leastEpochs;
    return config;
}

/// For a training that nobody watches.
class NoSink : public EventSink
{
public:
    void handle(const TrainingEvent& /*event*/) override {}
};

/// What the calling thread has computed for so far.
double threadCpuSeconds()
{
    timespec used{};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) != 0) {
        return 0;
    }
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

/// How long the run's epochs took, by the trainer's own clock, which stops with the last of them.
Result<double> meanEpochMs(const std::filesystem::path& directory)
{
    const auto run = RunDirectory::open(directory);
    if (!run) {
        return run.error();
    }
    const auto& status = run->status();
    if (status.state != RunState::Finished || status.epochsDone == 0) {
        return Error{ErrorCode::Cancelled, directory.string(), "the training was stopped"};
    }
    return 1e3 * status.seconds / status.epochsDone;
}

/// Runs the event loop until loop.quit(); end is called when stop is requested.
template <typename End>
void runLoop(QEventLoop& loop, const std::stop_token& stop, End end)
{
    QTimer looker;
    QObject::connect(&looker, &QTimer::timeout, &loop, [&] {
        if (stop.stop_requested()) {
            end();
        }
    });
    looker.start(stopGap);
    loop.exec();
}

} // namespace

TrainingRounds::TrainingRounds(DataSource data, std::filesystem::path library)
{
    m_request.config = configFor(data);
    m_request.library = std::move(library);
    m_request.data = std::move(data);
}

Result<void> TrainingRounds::setLength(double seconds, const std::stop_token& stop)
{
    m_request.config.train.epochs = leastEpochs;
    const auto round = headless(stop);
    if (!round) {
        return round.error();
    }
    m_request.config.train.epochs =
        std::max(leastEpochs, static_cast<int>(std::lround(seconds * 1e3 / round->epochMs)));
    return {};
}

int TrainingRounds::epochs() const
{
    return m_request.config.train.epochs;
}

std::size_t TrainingRounds::images() const
{
    const auto batch = static_cast<std::size_t>(m_request.config.train.batch);
    return m_request.data->train->size() / batch * batch;
}

Result<TrainingRound> TrainingRounds::watched(TrainingSession& session, const FrameMeter& meter,
                                              Probe probe, const std::stop_token& stop) const
{
    TrainingRound round;
    std::optional<LoopProbe> loopProbe;
    std::optional<Error> problem;
    QElapsedTimer clock;
    QEventLoop loop;
    QObject::connect(&session, &TrainingSession::stateChanged, &loop, [&](RunState state) {
        if (state == RunState::Running && !clock.isValid()) {
            clock.start();
            round.frames = -meter.frames();
            round.windowCpuSeconds = -threadCpuSeconds();
            if (probe == Probe::Loop) {
                loopProbe.emplace();
            }
        }
    });
    QObject::connect(&session, &TrainingSession::problemArose, &loop,
                     [&](const ProblemEvent& told) {
                         if (told.fatal) {
                             problem = told.error;
                         }
                     });
    QObject::connect(&session, &TrainingSession::finished, &loop, &QEventLoop::quit);
    session.start(m_request);
    runLoop(loop, stop, [&] { session.stop(); });
    if (problem) {
        return *problem;
    }
    const auto epochMs = meanEpochMs(session.runDirectory().toStdString());
    if (!epochMs) {
        return epochMs.error();
    }
    round.epochMs = *epochMs;
    round.seconds = static_cast<double>(clock.nsecsElapsed()) * 1e-9;
    round.frames += meter.frames();
    round.windowCpuSeconds += threadCpuSeconds();
    if (loopProbe) {
        round.loopWaits = loopProbe->waits();
    }
    return round;
}

Result<TrainingRound> TrainingRounds::headless(const std::stop_token& stop) const
{
    RunControl control;
    NoSink sink;
    std::optional<Result<RunSummary>> outcome;
    QEventLoop loop;
    {
        const std::jthread training([&] {
            outcome = trainRun(m_request, sink, control);
            QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        runLoop(loop, stop, [&] { control.stop(); });
    }
    if (!*outcome) {
        return outcome->error();
    }
    const auto epochMs = meanEpochMs((*outcome)->directory);
    if (!epochMs) {
        return epochMs.error();
    }
    TrainingRound round;
    round.epochMs = *epochMs;
    round.seconds = round.epochMs * 1e-3 * epochs();
    return round;
}

} // namespace weft
