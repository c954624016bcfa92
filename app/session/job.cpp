#include "app/session/job.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <chrono>
#include <mutex>
#include <utility>

namespace weft {

namespace {

constexpr std::chrono::milliseconds reportGap{34};
constexpr int maxJobs = 64; ///< So that a short work never queues behind a long one.

/// The application owns the threads, so that its end waits for them: a thread that still computes
/// while the libraries' static data is destroyed would crash.
QThreadPool& jobThreads()
{
    auto* application = QCoreApplication::instance();
    const auto name = QStringLiteral("weftJobs");
    auto* pool = application->findChild<QThreadPool*>(name, Qt::FindDirectChildrenOnly);
    if (!pool) {
        pool = new QThreadPool(application);
        pool->setObjectName(name);
        pool->setMaxThreadCount(maxJobs);
    }
    return *pool;
}

} // namespace

/// What the working thread and the job share. It outlives both; the job is null in it once deleted.
class Job::Link
{
public:
    explicit Link(Job* job)
        : m_job(job)
    {
    }

    std::stop_source stop;

    /// From now on nothing reaches the job. False: that was so already.
    bool cut()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_job, nullptr) != nullptr;
    }

    void report(const Progress& progress)
    {
        const std::lock_guard lock(m_mutex);
        m_progress = progress;
        const auto now = std::chrono::steady_clock::now();
        if (m_pending || !m_job || now - m_reported < reportGap) {
            return;
        }
        m_pending = true;
        m_reported = now;
        QMetaObject::invokeMethod(
            m_job, [job = m_job] { job->takeProgress(); }, Qt::QueuedConnection);
    }

    Progress take()
    {
        const std::lock_guard lock(m_mutex);
        m_pending = false;
        return m_progress;
    }

    void deliver(Delivery delivery)
    {
        const std::lock_guard lock(m_mutex);
        if (m_job) {
            QMetaObject::invokeMethod(
                m_job, [job = m_job, delivery = std::move(delivery)] { job->end(delivery); },
                Qt::QueuedConnection);
        }
    }

private:
    std::mutex m_mutex;
    Job* m_job;
    Progress m_progress;
    std::chrono::steady_clock::time_point m_reported{};
    bool m_pending = false;
};

Job::Job(QObject* context)
    : QObject(context)
    , m_link(std::make_shared<Link>(this))
{
}

Job::~Job()
{
    stop();
    m_link->cut();
}

Job* Job::start(QObject* context, Task task)
{
    auto* job = new Job(context);
    jobThreads().start([link = job->m_link, task = std::move(task)] {
        link->deliver(
            task(link->stop.get_token(), [link](const Progress& now) { link->report(now); }));
    });
    return job;
}

void Job::cancel()
{
    stop();
    if (!m_link->cut()) {
        return;
    }
    QCoreApplication::removePostedEvents(this, QEvent::MetaCall);
    // Queued, so that the caller may still hold and connect the job.
    QMetaObject::invokeMethod(
        this, [this] { end({}); }, Qt::QueuedConnection);
}

void Job::stop()
{
    m_link->stop.request_stop();
}

void Job::takeProgress()
{
    const Progress progress = m_link->take();
    emit progressed(static_cast<qint64>(progress.done), static_cast<qint64>(progress.total));
}

void Job::end(const Delivery& deliver)
{
    const QPointer<Job> self(this); // done may delete the context, and the job with it.
    if (deliver) {
        deliver();
    }
    if (self) {
        emit finished();
        deleteLater();
    }
}

} // namespace weft
