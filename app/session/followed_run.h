#pragma once

#include "app/session/run_contact.h"

#include "core/store/run_follower.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>
#include <QVector>

#include <memory>

namespace weft {

class Job;

/// Follows a run directory that another process may be writing, and tells of it as TrainingSession
/// does of the window's own training. What is there already is told first. The directory is read
/// in the background only, about once a second while there are news and less often while there are
/// none: a file system that hangs or fails holds nobody up, and is asked again. All methods belong
/// to the window's thread and return at once.
class FollowedRun : public QObject
{
    Q_OBJECT
public:
    explicit FollowedRun(QObject* parent = nullptr);
    ~FollowedRun() override;

    void follow(const QString& directory); ///< In the place of the former one.
    void stop();                           ///< Nothing more is told.
    void look();                           ///< Reads at once; also of a run that has finished.

    [[nodiscard]] const QString& directory() const { return m_directory; } ///< Empty: none.
    [[nodiscard]] const RunLabel& label() const { return m_label; }
    /// All that its directory told when the following began has been handed over.
    [[nodiscard]] bool caughtUp() const { return m_caughtUp; }

signals:
    void begunAnew(); ///< What was told is of another run; forget it.
    void recordArrived(const weft::RunRecord& record, const weft::RunLabel& label);
    void takenUp(const weft::TakenUp& mark);
    void stepsArrived(const QVector<weft::StepEvent>& steps);
    void epochArrived(std::shared_ptr<const weft::EpochEvent> epoch);
    void watchedArrived(std::shared_ptr<const weft::WatchedEvent> watched);
    void progressChanged(const weft::ProgressEvent& progress);
    void stateChanged(weft::RunState state);
    void statusChanged(const weft::RunStatus& status);
    void contactChanged(const weft::RunContact& contact); ///< After every look.
    void hasCaughtUp(); ///< Once, or after begunAnew(); as far as the directory can be read.

private:
    void poll();
    void take(RunNews news);
    bool tellEvents(std::vector<RunEvent>& events);
    void tellWaiting();

    QString m_directory;
    std::shared_ptr<RunFollower> m_follower; ///< Used by m_job while there is one; else idle.
    QPointer<Job> m_job;
    QTimer m_next;    ///< Runs until the next look.
    QTimer m_waiting; ///< Ticks while an answer is outstanding.
    QElapsedTimer m_asked;
    RunRecord m_record;
    RunLabel m_label;
    std::optional<RunState> m_state;
    RunContact m_contact;
    bool m_known = false; ///< The record is.
    bool m_caughtUp = false;
};

} // namespace weft
