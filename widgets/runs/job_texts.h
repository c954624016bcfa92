#pragma once

#include "core/cluster/job_state.h"

#include <QCoreApplication>
#include <QString>

namespace weft {

/// A Slurm job's state in words, in the language of the window. Translated at call time.
class JobTexts
{
    Q_DECLARE_TR_FUNCTIONS(weft::JobTexts)
public:
    static QString phase(JobPhase phase); ///< One word or two.
    /// With what is known besides: why it waits, with which code it ended.
    static QString state(const JobState& state);
    /// A sentence on what that means and what to do; empty where the word says it all.
    static QString explanation(const JobState& state);
};

} // namespace weft
