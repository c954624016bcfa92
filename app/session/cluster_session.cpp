#include "app/session/cluster_session.h"

#include "app/session/job.h"

#include "core/cluster/slurm.h"

#include <utility>

namespace weft {

ClusterSession::ClusterSession(QObject* parent)
    : QObject(parent)
{
}

bool ClusterSession::submitting() const
{
    return m_submission != nullptr;
}

bool ClusterSession::refreshing() const
{
    return m_listing != nullptr;
}

void ClusterSession::submit(const ClusterJob& job, const std::filesystem::path& library)
{
    if (m_submission) {
        return;
    }
    m_submission = Job::run<Result<JobEntry>>(
        this,
        // Not to be stopped: a job that Slurm has taken is noted also where the window closes now.
        [job, library](const std::stop_token&, const ProgressCallback&) {
            return submitJob(job, library);
        },
        [this](const Result<JobEntry>& entry) {
            m_submission.clear();
            if (entry) {
                emit submitted(*entry);
            } else {
                emit submissionFailed(entry.error());
            }
            emit stateChanged();
        });
    emit stateChanged();
}

void ClusterSession::cancel(const JobRecord& job)
{
    Job::run<Result<void>>(
        this,
        [job](const std::stop_token& stop, const ProgressCallback&) {
            return cancelJob(job.host, job.job, stop);
        },
        [this, job](const Result<void>& result) {
            if (result) {
                emit cancelled(job);
            } else {
                emit cancelFailed(result.error());
            }
        });
}

void ClusterSession::refresh(const std::filesystem::path& library)
{
    if (m_listing) {
        m_again = true;
        return;
    }
    m_listing = Job::run<Result<JobListing>>(
        this,
        [library](const std::stop_token& stop, const ProgressCallback&) {
            return refreshJobs(library, stop);
        },
        [this, library](const Result<JobListing>& listing) {
            m_listing.clear();
            if (listing) {
                emit listed(*listing);
            } else {
                emit listingFailed(listing.error());
            }
            emit stateChanged();
            if (std::exchange(m_again, false)) {
                refresh(library);
            }
        });
    emit stateChanged();
}

void ClusterSession::look(const QString& host)
{
    if (m_look) {
        m_look->cancel();
    }
    m_look = Job::run<Result<void>>(
        this,
        [host = host.toStdString()](const std::stop_token& stop, const ProgressCallback&) {
            return findSlurm(host, stop);
        },
        [this, host](const Result<void>& result) {
            m_look.clear();
            emit slurmFound(host, result);
        });
}

} // namespace weft
