#include "app/bench/training_rounds.h"

#include "app/bench/frame_meter.h"
#include "app/bench/loop_probe.h"
#include "app/session/training_session.h"

#include "core/config/presets.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <optional>
#include <thread>
#include <utility>

namespace weft {

namespace {

constexpr int leastEpochs = 2;
constexpr int moreEpochsThanAnyRound = 400;
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
    config.train.epochs = moreEpochsThanAnyRound;
    return config;
}

/// Epochs as they come; the first starts the clock.
class EpochLog
{
public:
    explicit EpochLog(double seconds)
        : m_wanted(seconds)
    {
    }

    void add(const EpochEvent& epoch)
    {
        if (!m_clock.isValid()) {
            m_clock.start();
            return;
        }
        m_round.epochMs.push_back(epoch.seconds * 1e3);
        m_round.seconds = static_cast<double>(m_clock.nsecsElapsed()) * 1e-9;
    }

    [[nodiscard]] bool begun() const { return m_clock.isValid(); }
    [[nodiscard]] bool enough() const
    {
        return m_round.epochMs.size() >= leastEpochs && m_round.seconds >= m_wanted;
    }
    [[nodiscard]] TrainingRound& round() { return m_round; }

private:
    double m_wanted;
    QElapsedTimer m_clock;
    TrainingRound m_round;
};

/// Ends a training from its own thread once it has told enough.
class LogSink : public EventSink
{
public:
    LogSink(EpochLog& log, RunControl& control)
        : m_log(log)
        , m_control(control)
    {
    }

    void handle(const TrainingEvent& event) override
    {
        if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
            m_log.add(*epoch);
            if (m_log.enough()) {
                m_control.stop();
            }
        }
    }

private:
    EpochLog& m_log;
    RunControl& m_control;
};

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

std::size_t TrainingRounds::images() const
{
    const auto batch = static_cast<std::size_t>(m_request.config.train.batch);
    return m_request.data->train->size() / batch * batch;
}

Result<TrainingRound> TrainingRounds::watched(TrainingSession& session, const FrameMeter& meter,
                                              Probe probe, double seconds,
                                              const std::stop_token& stop) const
{
    EpochLog log(seconds);
    std::optional<LoopProbe> loopProbe;
    std::optional<Error> problem;
    int framesBefore = 0;
    QEventLoop loop;
    QObject::connect(&session, &TrainingSession::epochArrived, &loop,
                     [&](const std::shared_ptr<const EpochEvent>& epoch) {
                         const bool first = !log.begun();
                         log.add(*epoch);
                         if (log.enough()) {
                             session.stop();
                         } else if (first) {
                             framesBefore = meter.frames();
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
    auto round = log.round();
    round.frames = log.begun() ? meter.frames() - framesBefore : 0;
    if (loopProbe) {
        round.loopWaits = loopProbe->waits();
    }
    return round;
}

Result<TrainingRound> TrainingRounds::headless(double seconds, const std::stop_token& stop) const
{
    EpochLog log(seconds);
    RunControl control;
    LogSink sink(log, control);
    std::optional<Error> problem;
    QEventLoop loop;
    const std::jthread training([&] {
        if (const auto outcome = trainRun(m_request, sink, control); !outcome) {
            problem = outcome.error();
        }
        QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
    });
    runLoop(loop, stop, [&] { control.stop(); });
    if (problem && problem->code != ErrorCode::Cancelled) {
        return *problem;
    }
    return log.round();
}

} // namespace weft
