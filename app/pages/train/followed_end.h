#pragma once

#include "core/train/events.h"

#include <QObject>

#include <optional>

namespace weft {

class FollowedRun;
class Workbench;

/// Says in the message bar, on whatever page, that the run which is followed has ended while it was
/// followed, where that was not as it should: its process was killed, or it failed.
class FollowedEnd : public QObject
{
    Q_OBJECT
public:
    FollowedEnd(Workbench& workbench, FollowedRun& run, QObject* parent);

private:
    void stateChanged(RunState state);

    Workbench& m_workbench;
    FollowedRun& m_run;
    bool m_alive = false; ///< The run was, when it was heard of last.
};

} // namespace weft
