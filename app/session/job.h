#pragma once

#include "core/base/progress.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace weft {

/// One long work on a thread of its own, with progress and Cancel; the window never waits for it.
/// Deleting a job cancels it, drops its result, and does not block the window. The program's end
/// waits for works that have not noticed their cancel yet.
class Job : public QObject
{
    Q_OBJECT
public:
    /// Runs work on a background thread, then done(result) in the thread of context, unless the job
    /// or the context was deleted or cancel() was called before. work gets a token that cancel()
    /// trips and a callback for its progress; it must not throw. The job is the context's child and
    /// deletes itself afterwards. Call from the context's thread, as Job::run<T>(this, work, done).
    template <typename T>
    static Job* run(QObject* context,
                    std::function<T(std::stop_token, const ProgressCallback&)> work,
                    std::function<void(T)> done)
    {
        return start(context,
                     [work = std::move(work), done = std::move(done)](
                         std::stop_token stop, const ProgressCallback& report) -> Delivery {
                         auto result =
                             std::make_shared<std::optional<T>>(work(std::move(stop), report));
                         return [result, done] { done(std::move(**result)); };
                     });
    }
    ~Job() override;

    void cancel(); ///< done is not called afterwards; finished() still is, at once.
    /// Asks the work to end soon. Its result comes as ever, and finished() once it has returned.
    void stop();

signals:
    void progressed(qint64 completed, qint64 total); ///< At most 30 times a second.
    void finished();                                 ///< After done, or after a cancel.

private:
    class Link;
    using Delivery = std::function<void()>;
    using Task = std::function<Delivery(std::stop_token, const ProgressCallback&)>;

    explicit Job(QObject* context);
    static Job* start(QObject* context, Task task);
    void takeProgress();
    void end(const Delivery& deliver);

    std::shared_ptr<Link> m_link;
};

} // namespace weft
