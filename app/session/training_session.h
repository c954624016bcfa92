#pragma once

#include "core/compress/prune_run.h"
#include "core/train/events.h"
#include "core/train/train_run.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QThread>
#include <QTimer>
#include <QVector>

#include <functional>
#include <memory>
#include <variant>

namespace weft {

class RunDirectory;

/// The window's one training: owns its worker thread and turns the core's events into queued
/// signals of immutable values. All methods belong to the window's thread and return at once.
///
/// Steps are gathered and handed over twice a second, with them what else has happened;
/// that alone is handed over at most 10 times a second. Nothing is dropped.
class TrainingSession : public QObject
{
    Q_OBJECT
public:
    explicit TrainingSession(QObject* parent = nullptr);
    ~TrainingSession() override; ///< Stops the training at the next batch and waits for it.

    /// What the further processes of a run of several are; the program beside this one's.
    void setRankProgram(std::filesystem::path program) { m_rankProgram = std::move(program); }
    [[nodiscard]] RankRequest ranks() const { return {.program = m_rankProgram}; }

    void start(TrainRequest request);         ///< Ignored while active().
    void resumeRun(const QString& directory); ///< Carries on a stopped or interrupted run.
    void prune(PruneRequest request);         ///< Ignored while active().
    void pause();
    void unpause();
    void stop();

    [[nodiscard]] bool active() const; ///< Preparing, running or paused.
    /// Finished before the first run; see runDirectory().
    [[nodiscard]] RunState state() const;
    [[nodiscard]] QString runDirectory() const; ///< Of the current or last run; empty before.
    [[nodiscard]] RunConfig config() const;
    /// The current or last run was carried on; what happened before is in its RunDirectory.
    [[nodiscard]] bool resumed() const;
    /// What fails now fails before a run that is carried on has gone on.
    [[nodiscard]] bool takingUp() const;

signals:
    void started(); ///< A new training begins; drop the old curves.
    void runDirectoryKnown(const QString& directory);
    void stateChanged(weft::RunState state);
    void stepsArrived(const QVector<weft::StepEvent>& steps);
    void epochArrived(std::shared_ptr<const weft::EpochEvent> epoch);
    void watchedArrived(std::shared_ptr<const weft::WatchedEvent> watched);
    void progressChanged(const weft::ProgressEvent& progress);
    void teacherMeasured(const weft::TeacherEvent& teacher);
    void problemArose(const weft::ProblemEvent& problem);
    void finished(); ///< The worker is idle again; state() tells how it ended.

private:
    class Inbox;
    using EpochPtr = std::shared_ptr<const EpochEvent>;
    using WatchedPtr = std::shared_ptr<const WatchedEvent>;
    using Parcel = std::variant<TrainingEvent, EpochPtr, WatchedPtr>;
    using Outcome = Result<RunSummary>;
    using Work = std::function<Outcome(EventSink&, RunControl&)>;

    void launch(Work work);
    /// Drains so many milliseconds after the last time, or now if they are over.
    void wake(int gap);
    void drain(); ///< Emits what has gathered, in order.
    void deliver(const Parcel& parcel);
    void setState(RunState state);
    void directoryFound(const QString& directory);
    /// The same from the training thread, for a run whose configuration is not known before.
    void tellRun(const RunDirectory& run);
    void end(const Outcome& outcome);

    QThread m_thread;
    std::unique_ptr<QObject> m_worker; ///< Lives in m_thread; what is invoked on it runs there.
    std::shared_ptr<Inbox> m_inbox;
    std::shared_ptr<RunControl> m_control; ///< Of the current run; null while idle.
    QTimer m_drainTimer;
    QElapsedTimer m_sinceDrain;
    std::filesystem::path m_rankProgram;
    QString m_directory;
    RunConfig m_config;
    RunState m_state = RunState::Finished;
    bool m_resumed = false;
    bool m_fatalReported = false;
};

} // namespace weft
