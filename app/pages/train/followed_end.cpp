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
}

void FollowedEnd::stateChanged(RunState state)
{
    const bool ended = std::exchange(m_alive, claimsProcess(state)) && m_run.caughtUp();
    const auto name = QString::fromStdString(m_run.label().name);
    if (ended && state == RunState::Interrupted) {
        const auto resume = [workbench = QPointer(&m_workbench), directory = m_run.directory()] {
            if (workbench) {
                workbench->resumeRun(directory);
            }
        };
        m_workbench.post({.kind = MessageKind::Warning,
                          .text = tr("“%1” was interrupted: the program that trained it has ended. "
                                     "What it has written is kept.")
                                      .arg(name),
                          .actionText = tr("Resume"),
                          .action = resume});
    } else if (ended && state == RunState::Failed) {
        m_workbench.post({.kind = MessageKind::Error, .text = tr("“%1” failed.").arg(name)});
    }
}

} // namespace weft
