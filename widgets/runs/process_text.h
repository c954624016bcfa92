#pragma once

#include <QCoreApplication>
#include <QString>

namespace weft {

/// How a run shares the cores out, in the language of the window.
class ProcessText
{
    Q_DECLARE_TR_FUNCTIONS(weft::ProcessText)
public:
    static QString of(int processes, int threads); ///< "2 processes × 1 thread", threads of each
};

} // namespace weft
