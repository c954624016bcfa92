#pragma once

#include "core/cluster/job_record.h"

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
    /// On what that means and what to do, with the last lines that a failed job printed and where
    /// they stand; empty where the word says it all.
    static QString explanation(const JobEntry& entry);
    /// What Slurm's programs and hosts complain of; else as Format::error().
    static QString error(const Error& error);

private:
    static QString meaning(const JobState& state);
};

} // namespace weft
