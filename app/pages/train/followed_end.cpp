#include "app/pages/train/followed_end.h"

#include "app/session/followed_run.h"
#include "app/session/workbench.h"

#include "core/store/run_holder.h"

#include <utility>

namespace weft {

FollowedEnd::FollowedEnd(Workbench& workbench, FollowedRun& run, QObject* parent)
    : QObject(parent)
    , m_workbench(workbench)
    , m_run(run)
{
    connect(&run, &FollowedRun::stateChanged, this, &FollowedEnd::stateChanged);
    // This window carries it on, and it is no longer followed.
    connect(&workbench.training(), &TrainingSession::stateChanged, this, [this](RunState state) {
        if (state == RunState::Running) {
            takeBack(m_workbench.training().runDirectory());
        }
    });
}

void FollowedEnd::stateChanged(RunState state)
{
    const bool ended = std::exchange(m_alive, claimsProcess(state)) && m_run.caughtUp();
    const auto name = QString::fromStdString(m_run.label().name);
    if (state != RunState::Interrupted && state != RunState::Failed) {
        takeBack(m_run.directory());
    } else if (ended && state == RunState::Interrupted) {
        const auto resume = [workbench = QPointer(&m_workbench), directory = m_run.directory()] {
            if (workbench) {
                workbench->resumeRun(directory);
            }
        };
        tell({.kind = MessageKind::Warning,
              .text = tr("“%1” was interrupted: the program that trained it has ended. "
                         "What it has written is kept.")
                          .arg(name),
              .actionText = tr("Resume"),
              .action = resume});
    } else if (ended) {
        tell({.kind = MessageKind::Error, .text = tr("“%1” failed.").arg(name)});
    }
}

void FollowedEnd::tell(const Message& message)
{
    m_told.insert(m_run.directory(), message.text);
    m_workbench.post(message);
}

void FollowedEnd::takeBack(const QString& directory)
{
    if (const auto text = m_told.take(directory); !text.isEmpty()) {
        m_workbench.withdraw(text);
    }
}

} // namespace weft
