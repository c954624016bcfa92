#pragma once

#include "core/base/progress.h"

#include <QObject>

#include <functional>
#include <stop_token>

namespace weft {

/// One long work on a thread of its own, with progress and Cancel; the window never waits for it.
/// Deleting a job cancels it, drops its result, and does not block the window.
class Job : public QObject
{
    Q_OBJECT
public:
    /// Runs work on a background thread, then done(result) in the thread of context, unless the job
    /// or the context was deleted or cancel() was called before. work gets a token that cancel()
    /// trips and a callback for its progress. The job deletes itself afterwards.
    template <typename T>
    static Job* run(QObject* context,
                    std::function<T(std::stop_token, const ProgressCallback&)> work,
                    std::function<void(T)> done);

    void cancel(); ///< done is not called afterwards; finished() still is.

signals:
    void progressed(qint64 completed, qint64 total); ///< At most 30 times a second.
    void finished();                                 ///< After done, or after a cancel.
};

} // namespace weft
