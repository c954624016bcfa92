#pragma once

#include "core/deploy/export_run.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

namespace weft {

class Job;

/// The window's one export: runs exportRun() in the background and hands its results over as they
/// come. All methods belong to the window's thread and return at once.
class ExportSession : public QObject
{
    Q_OBJECT
public:
    explicit ExportSession(QObject* parent = nullptr);

    void start(const ExportRequest& request); ///< Ignored while active().
    /// What has been written stays; what is in hand leaves nothing behind. Ends once the work has
    /// noticed, after stopping().
    void cancel();

    [[nodiscard]] bool active() const; ///< Until the work has returned.
    /// The current or the last one.
    [[nodiscard]] const ExportRequest& request() const { return m_request; }
    [[nodiscard]] const std::vector<ExportedFile>& files() const { return m_files; }

signals:
    void started();
    void imagesOpened(const weft::DatasetPtr& images); ///< Those of the proofs.
    void fileArrived(const weft::ExportedFile& file);
    /// remaining: seconds; negative while unknown.
    void progressed(qint64 done, qint64 total, double remaining);
    void failed(const weft::Error& error); ///< As a whole; finished() follows.
    void stopping();                       ///< By cancel(), at once.
    void cancelled(); ///< By cancel(), before all was made; finished() follows.
    void finished();  ///< No file comes afterwards.

private:
    class Inbox;

    void drain(); ///< Emits what has arrived.
    void end();

    ExportRequest m_request;
    std::vector<ExportedFile> m_files;
    std::shared_ptr<Inbox> m_inbox; ///< Outlives the job, whose thread fills it.
    QPointer<Job> m_job;
    QElapsedTimer m_clock;
};

} // namespace weft
