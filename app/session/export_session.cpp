#include "app/session/export_session.h"

#include "app/session/job.h"

#include <mutex>
#include <utility>

namespace weft {

/// Images and files on their way from the working thread to the window's.
class ExportSession::Inbox
{
public:
    void add(const ExportedFile& file)
    {
        const std::lock_guard lock(m_mutex);
        m_files.push_back(file);
    }

    void add(const DatasetPtr& images)
    {
        const std::lock_guard lock(m_mutex);
        m_images = images;
    }

    DatasetPtr takeImages()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_images, {});
    }

    std::vector<ExportedFile> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_files, {});
    }

private:
    std::mutex m_mutex;
    std::vector<ExportedFile> m_files;
    DatasetPtr m_images;
};

ExportSession::ExportSession(QObject* parent)
    : QObject(parent)
{
}

void ExportSession::start(const ExportRequest& request)
{
    if (active()) {
        return;
    }
    m_request = request;
    m_files.clear();
    m_inbox = std::make_shared<Inbox>();
    m_clock.start();
    m_job = Job::run<Result<std::vector<ExportedFile>>>(
        this,
        [request, inbox = m_inbox](std::stop_token stop, const ProgressCallback& report) {
            return exportRun(
                request, std::move(stop), report,
                [&inbox](const ExportedFile& file) { inbox->add(file); },
                [&inbox](const DatasetPtr& images) { inbox->add(images); });
        },
        [this](const Result<std::vector<ExportedFile>>& files) {
            drain();
            if (!files && files.error().code == ErrorCode::Cancelled) {
                emit cancelled();
            } else if (!files) {
                emit failed(files.error());
            }
        });
    connect(m_job, &Job::progressed, this, [this](qint64 done, qint64 total) {
        drain();
        const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
        const double seconds = static_cast<double>(m_clock.elapsed()) / 1000;
        emit progressed(done, total, share > 0 ? seconds * (1 - share) / share : -1);
    });
    connect(m_job, &Job::finished, this, &ExportSession::end);
    emit started();
}

bool ExportSession::active() const
{
    return m_job != nullptr;
}

void ExportSession::cancel()
{
    if (m_job) {
        m_job->stop();
        emit stopping();
    }
}

void ExportSession::drain()
{
    if (const auto images = m_inbox->takeImages()) {
        emit imagesOpened(images);
    }
    for (auto& file : m_inbox->take()) {
        m_files.push_back(file);
        emit fileArrived(file);
    }
}

void ExportSession::end()
{
    m_job.clear();
    emit finished();
}

} // namespace weft
