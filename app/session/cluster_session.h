#pragma once

#include "core/cluster/submission.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QPointer>
#include <QString>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

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
    /// Reads the library's jobs and asks every host for those that have not ended, each by itself;
    /// listed() follows for what is noted and for each answer. A host that is being asked is asked
    /// again afterwards. What is still to come of another library is not told.
    void refresh(const std::filesystem::path& library);
    /// The same of the library that was refreshed last, as often as one likes: asks only for jobs
    /// of which Slurm knows, and a host that has not answered no more than once a minute.
    void watch();
    /// What did not answer counts as not yet asked.
    void forgetProblems() { m_silent.clear(); }
    /// Looks whether Slurm is there; slurmFound() follows. A former look is dropped.
    void look(const QString& host);

    [[nodiscard]] bool submitting() const;
    [[nodiscard]] bool refreshing() const; ///< Any host, or the library.

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
    struct Answer
    {
        std::vector<JobEntry> jobs;
        Result<void> result;
    };
    struct Silence
    {
        Error problem;
        QDeadlineTimer pause; ///< Until it is asked again.
    };

    void leaveLibrary();
    void read();
    void take(const Result<std::vector<JobEntry>>& entries);
    void ask(const std::string& host, const std::vector<JobEntry>& jobs);
    void takeAnswer(const std::string& host, const Answer& answer);
    [[nodiscard]] bool isDue(const std::string& host) const;
    void tell();

    QPointer<Job> m_submission;
    QPointer<Job> m_look;

    std::filesystem::path m_library;
    std::vector<JobEntry> m_jobs;                  ///< As they were told last.
    QPointer<Job> m_reading;                       ///< Of the library.
    bool m_askAll = false;                         ///< Once it has been read.
    bool m_readAgain = false;                      ///< Behind the present reading.
    std::map<std::string, QPointer<Job>> m_asking; ///< By the host.
    std::set<std::string> m_askAgain;              ///< Hosts, behind the present asking.
    std::map<std::string, Silence> m_silent;       ///< By the host.
};

} // namespace weft
