#pragma once

#include "core/train/events.h"
#include "core/train/train_run.h"

#include <QObject>
#include <QString>
#include <QVector>

#include <memory>

namespace weft {

/// The window's one training: owns the worker thread for its whole life and turns the core's events
/// into queued signals of immutable values. All methods belong to the window's thread and return at
/// once.
///
/// Steps are gathered and handed over at most 30 times a second; none is dropped.
class TrainingSession : public QObject
{
    Q_OBJECT
public:
    explicit TrainingSession(QObject* parent = nullptr);
    ~TrainingSession() override; ///< Stops the training at the next batch and waits for it.

    void start(TrainRequest request);         ///< Ignored while active().
    void resumeRun(const QString& directory); ///< Carries on a stopped or interrupted run.
    void pause();
    void unpause();
    void stop();

    [[nodiscard]] bool active() const; ///< Preparing, running or paused.
    [[nodiscard]] RunState state() const;
    [[nodiscard]] QString runDirectory() const; ///< Of the current or last run; empty before.
    [[nodiscard]] RunConfig config() const;

signals:
    void started(); ///< A new training begins; drop the old curves.
    void runDirectoryKnown(const QString& directory);
    void stateChanged(weft::RunState state);
    void stepsArrived(const QVector<weft::StepEvent>& steps);
    void epochArrived(std::shared_ptr<const weft::EpochEvent> epoch);
    void watchedArrived(std::shared_ptr<const weft::WatchedEvent> watched);
    void progressChanged(const weft::ProgressEvent& progress);
    void problemArose(const weft::ProblemEvent& problem);
    void finished(); ///< The worker is idle again; state() tells how it ended.
};

} // namespace weft
