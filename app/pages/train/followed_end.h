#pragma once

#include "widgets/util/message.h"

#include "core/train/events.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <optional>

namespace weft {

class FollowedRun;
class Workbench;

/// Says in the message bar, on whatever page, that the run which is followed has ended while it was
/// followed, where that was not as it should: its process was killed, or it failed. Takes that back
/// once the run is known to go on, wherever it does.
class FollowedEnd : public QObject
{
    Q_OBJECT
public:
    FollowedEnd(Workbench& workbench, FollowedRun& run, QObject* parent);

private:
    void stateChanged(RunState state);
    void tell(const Message& message);
    void takeBack(const QString& directory);

    Workbench& m_workbench;
    FollowedRun& m_run;
    QHash<QString, QString> m_told; ///< What was said, by the run's directory.
    bool m_alive = false;           ///< The run was, when it was heard of last.
};

} // namespace weft
