#pragma once

#include "core/train/events.h"

#include <QCoreApplication>
#include <QString>

namespace weft {

/// A run's state in a word, in the language of the window. Translated at call time.
class RunStateText
{
    Q_DECLARE_TR_FUNCTIONS(weft::RunStateText)
public:
    static QString of(RunState state);
};

} // namespace weft
