#pragma once

#include "core/cluster/submission.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <filesystem>

namespace weft {

class Job;

/// What the window does with Slurm, in the background: submits, lists and cancels jobs. All methods
/// belong to the window's thread and return at once.
class ClusterSession : public QObject
{
    Q_OBJECT
public:
    explicit ClusterSession(QObject* parent = nullptr);

    /// Ignored while submitting().
    void submit(const ClusterJob& job, const std::filesystem::path& library);
    void cancel(const JobRecord& job);
    /// Reads the library's jobs and asks Slurm for those that have not ended. One at a time: asked
    /// again meanwhile, it begins anew behind the present one.
    void refresh(const std::filesystem::path& library);
    /// Looks whether Slurm is there; slurmFound() follows. A former look is dropped.
    void look(const QString& host);

    [[nodiscard]] bool submitting() const;
    [[nodiscard]] bool refreshing() const;

signals:
    void stateChanged(); ///< Of submitting() and refreshing().
    void submitted(const weft::JobEntry& entry);
    void submissionFailed(const weft::Error& error);
    void cancelled(const weft::JobRecord& job);
    void cancelFailed(const weft::Error& error);
    void listed(const weft::JobListing& listing);
    void listingFailed(const weft::Error& error);
    void slurmFound(const QString& host, const weft::Result<void>& result);

private:
    QPointer<Job> m_submission;
    QPointer<Job> m_listing;
    QPointer<Job> m_look;
    bool m_again = false;
};

} // namespace weft
