#include "app/session/cluster_session.h"

#include "app/session/job.h"

#include "core/cluster/slurm.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace weft {

namespace {

/// A host that does not answer keeps ssh waiting for ten seconds.
constexpr std::chrono::minutes silencePause{1};

} // namespace

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
    return m_reading != nullptr || !m_asking.empty();
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
    if (library != m_library) {
        leaveLibrary();
        m_library = library;
    }
    m_readAgain = m_reading != nullptr;
    m_askAll = true;
    read();
}

void ClusterSession::watch()
{
    read();
}

void ClusterSession::leaveLibrary()
{
    if (m_reading) {
        m_reading->cancel();
        m_reading.clear();
    }
    for (const auto& [host, job] : m_asking) {
        if (job) {
            job->cancel();
        }
    }
    m_asking.clear();
    m_askAgain.clear();
    m_silent.clear();
    m_jobs.clear();
}

void ClusterSession::read()
{
    if (m_reading) {
        return;
    }
    m_reading = Job::run<Result<std::vector<JobEntry>>>(
        this,
        [library = m_library](const std::stop_token&, const ProgressCallback&) {
            return listJobs(library);
        },
        [this](const Result<std::vector<JobEntry>>& entries) {
            m_reading.clear();
            take(entries);
            if (std::exchange(m_readAgain, false)) {
                m_askAll = true;
                read();
            }
            emit stateChanged();
        });
    emit stateChanged();
}

void ClusterSession::take(const Result<std::vector<JobEntry>>& entries)
{
    const bool all = std::exchange(m_askAll, false);
    if (!entries) {
        emit listingFailed(entries.error());
        return;
    }
    // What was told last of a job is newer than its record, which holds no unknown state.
    auto known = std::exchange(m_jobs, *entries);
    std::erase_if(known, [](const JobEntry& job) { return !job.record; });
    for (auto& job : m_jobs) {
        const auto last = std::ranges::find(known, job.file, &JobEntry::file);
        if (last != known.end() && job.record && !hasEnded(job.record->state.phase)) {
            job.record->state = last->record->state;
            job.said = last->said;
        }
    }
    const auto hosts = openJobs(*entries);
    std::erase_if(m_silent, [&hosts](const auto& each) { return !hosts.contains(each.first); });
    for (const auto& [host, jobs] : hosts) { // This machine first, whose name is empty.
        if (m_asking.contains(host)) {
            if (all) {
                m_askAgain.insert(host);
            }
        } else if (all || isDue(host)) {
            ask(host, jobs);
        }
    }
    tell();
}

bool ClusterSession::isDue(const std::string& host) const
{
    if (const auto silent = m_silent.find(host); silent != m_silent.end()) {
        return silent->second.pause.hasExpired();
    }
    return std::ranges::any_of(m_jobs, [&host](const JobEntry& job) {
        return job.record && job.record->host == host && !hasEnded(job.record->state.phase) &&
               job.record->state.phase != JobPhase::Unknown;
    });
}

void ClusterSession::ask(const std::string& host, const std::vector<JobEntry>& jobs)
{
    m_asking[host] = Job::run<Answer>(
        this,
        [host, jobs](const std::stop_token& stop, const ProgressCallback&) {
            Answer answer{jobs, {}};
            answer.result = refreshHost(host, answer.jobs, stop);
            return answer;
        },
        [this, host](const Answer& answer) { takeAnswer(host, answer); });
}

void ClusterSession::takeAnswer(const std::string& host, const Answer& answer)
{
    m_asking.erase(host);
    if (answer.result) {
        m_silent.erase(host);
    } else {
        m_silent[host] = {answer.result.error(), QDeadlineTimer(silencePause)};
    }
    // States that could not be noted are known all the same.
    if (answer.result || answer.result.error().code == ErrorCode::WriteFailed) {
        takeOver(answer.jobs, m_jobs);
    }
    if (m_askAgain.erase(host) > 0) {
        if (const auto silent = m_silent.find(host); silent != m_silent.end()) {
            silent->second.pause = QDeadlineTimer(0);
        }
        read();
    }
    tell();
    emit stateChanged();
}

void ClusterSession::tell()
{
    JobListing listing{m_jobs, {}};
    for (const auto& [host, silent] : m_silent) {
        listing.problems.push_back(silent.problem);
    }
    emit listed(listing);
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
