#pragma once

#include "app/session/run_contact.h"

#include "core/train/events.h"

#include <QCoreApplication>
#include <QString>

namespace weft {

/// What is said of a run that another process trains, in the language of the window.
class FollowTexts
{
    Q_DECLARE_TR_FUNCTIONS(weft::FollowTexts)
public:
    /// What is wrong with the way the run is heard of; empty: nothing. A run that is silent for
    /// long may have ended where nobody can tell.
    static QString concern(const RunContact& contact, RunState state);
    /// Who trains it; empty where no process is at work.
    static QString remark(RunState state);
};

} // namespace weft
