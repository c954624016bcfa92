#include "tests/support/fake_slurm.h"

#include "core/cluster/slurm.h"
#include "core/cluster/submission.h"
#include "core/config/presets.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <memory>

using namespace weft;
using namespace weft::testing;

/// Jobs from their submission to their end, with a Slurm that the test plays.
class TestSubmission : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_slurm = std::make_unique<FakeSlurm>();
        m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + "/it's a \"library\"-XXXXXX");
        QVERIFY(m_folder->isValid());
    }
    void cleanup() { m_slurm.reset(); }

    void aJobIsHandedInAndNoted()
    {
        const auto job = digits("Ünï 'quoted'");
        const auto entry = submitJob(job, library());
        QVERIFY2(entry.ok(), entry ? "" : toString(entry.error()).c_str());
        const auto& record = *entry->record;
        QCOMPARE(record.job, std::string("1"));
        QCOMPARE(record.name, std::string("Ünï 'quoted'"));
        QCOMPARE(record.run, (library() / job.id).string());
        const QDir folder(QString::fromStdString(record.folder));
        QCOMPARE(m_slurm->read("folder-1").trimmed(), folder.path().toUtf8());
        QCOMPARE(folder.entryList(QDir::Files | QDir::Hidden),
                 QStringList({"config.json", "job.json", "job.sh"}));
        const auto listed = listJobs(library());
        QCOMPARE(listed->size(), 1U);
        QCOMPARE(listed->front().record->run, record.run);
        QCOMPARE(listed->front().record->state.phase, JobPhase::Pending);
    }

    void aJobsStateIsFollowedToItsEnd()
    {
        const auto entry = submitJob(digits("a"), library());
        QVERIFY(entry.ok());
        QCOMPARE(state().phase, JobPhase::Pending);
        QCOMPARE(state().reason, std::string("Priority"));
        m_slurm->write("queue", "1|RUNNING|0:41|n[1-2]|None\n");
        QCOMPARE(state().phase, JobPhase::Running);
        QCOMPARE(state().nodes, std::string("n[1-2]"));
        QCOMPARE(state().elapsed, 41.0);
        m_slurm->write("queue", "");
        m_slurm->write("control-1", "JobId=1 JobState=FAILED Reason=NonZeroExitCode ExitCode=2:0 "
                                    "RunTime=00:01:00 NodeList=n[1-2]\n");
        QCOMPARE(state().phase, JobPhase::Failed);
        QCOMPARE(state().exitCode, 2);
        m_slurm->remove("control-1"); // Slurm forgets it; what came of it is noted.
        QCOMPARE(state().phase, JobPhase::Failed);
    }

    void accountingIsAskedBeforeTheController()
    {
        QVERIFY(submitJob(digits("a"), library()).ok());
        m_slurm->write("queue", "");
        m_slurm->write("control-1", "JobId=1 JobState=FAILED ExitCode=1:0\n");
        m_slurm->program("sacct", "echo '1|TIMEOUT|0:15|01:00:00|n1'\n");
        QCOMPARE(state().phase, JobPhase::TimedOut);
        QCOMPARE(state().elapsed, 3600.0);
    }

    /// What is in the queue is not among them, nor are others' numbers that begin alike.
    void accountingIsAskedOnceForAll()
    {
        for (int job = 1; job <= 12; ++job) {
            QVERIFY(submitJob(digits("a"), library()).ok());
        }
        m_slurm->write("queue", "2|RUNNING|0:41|n1|None\n");
        m_slurm->program("sacct", "printf '%s\\n' \"$*\" >> $FAKE_SLURM/asked\n"
                                  "echo '12|COMPLETED|0:0|00:00:09|n1'\n"
                                  "echo '3|FAILED|1:0|00:00:05|n1'\n");
        m_slurm->write("control-1", "JobId=1 JobState=CANCELLED ExitCode=0:15\n");
        const auto listing = refreshJobs(library());
        QVERIFY(listing.ok() && listing->problems.empty());
        QCOMPARE(m_slurm->read("asked").count('\n'), 1);
        QVERIFY(m_slurm->read("asked").contains("-j 12,11,10,9,8,7,6,5,4,3,1 "));
        std::map<std::string, JobPhase> phases;
        for (const auto& entry : listing->jobs) {
            phases[entry.record->job] = entry.record->state.phase;
        }
        QCOMPARE(phases["1"], JobPhase::Cancelled);
        QCOMPARE(phases["2"], JobPhase::Running);
        QCOMPARE(phases["3"], JobPhase::Failed);
        QCOMPARE(phases["4"], JobPhase::Unknown);
        QCOMPARE(phases["12"], JobPhase::Completed);
    }

    /// Neither Slurm nor the run will ever say more.
    void whatIsUnknownAfterADayIsAskedForNoMore()
    {
        const auto entry = submitJob(digits("a"), library());
        QVERIFY(entry.ok());
        m_slurm->write("queue", "");
        QCOMPARE(state().phase, JobPhase::Unknown);
        QCOMPARE(readJobRecord(entry->file)->state.phase, JobPhase::Pending); // Not for good.
        auto record = *entry->record;
        record.submitted = "2024-05-01T09:30:00Z";
        QVERIFY(saveJobRecord(entry->file, record).ok());
        QCOMPARE(state().phase, JobPhase::Unknown);
        m_slurm->write("down", {}); // It would be a problem if Slurm were asked.
        const auto listing = refreshJobs(library());
        QVERIFY(listing.ok() && listing->problems.empty());
        QCOMPARE(listing->jobs[0].record->state.phase, JobPhase::Unknown);
    }

    /// Accounting is off and the controller has forgotten the job.
    void atLastTheRunTells()
    {
        const auto entry = submitJob(digits("a"), library());
        m_slurm->write("queue", "");
        QCOMPARE(state().phase, JobPhase::Unknown);
        const auto run = QString::fromStdString(entry->record->run);
        QVERIFY(QDir().mkpath(run));
        QFile status(run + "/status.json");
        QVERIFY(status.open(QIODevice::WriteOnly));
        status.write("{\n  \"state\": \"stopped\"\n}\n");
        status.close();
        QCOMPARE(state().phase, JobPhase::Stopped);
    }

    void aJobIsCancelled()
    {
        QVERIFY(submitJob(digits("a"), library()).ok());
        QVERIFY(cancelJob({}, "1").ok());
        QCOMPARE(state().phase, JobPhase::Cancelled);
        const auto again = cancelJob({}, "1");
        QVERIFY(!again.ok());
        QCOMPARE(QString::fromStdString(again.error().reason),
                 QStringLiteral("Kill job error on job id 1: Invalid job id specified"));
        QVERIFY(!cancelJob({}, "1; touch pwned").ok());
    }

    void aRefusalSaysWhyAndLeavesNothing()
    {
        m_slurm->write("refuse", "sbatch: error: invalid partition specified: fast\n");
        const auto entry = submitJob(digits("a"), library());
        QVERIFY(!entry.ok());
        QCOMPARE(entry.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(QString::fromStdString(toString(entry.error())),
                 QStringLiteral("sbatch: invalid partition specified: fast"));
        QVERIFY(listJobs(library())->empty());
        QVERIFY(QDir(m_folder->filePath(".jobs")).isEmpty());
    }

    void aRunThatIsThereIsNotTrainedOver()
    {
        const auto job = digits("a");
        QVERIFY(QDir().mkpath(QString::fromStdString((library() / job.id).string())));
        const auto entry = submitJob(job, library());
        QVERIFY(!entry.ok());
        QCOMPARE(entry.error().code, ErrorCode::AlreadyExists);
        QVERIFY(m_slurm->read("queue").isEmpty());
    }

    void withoutSlurmThatIsSaid()
    {
        QVERIFY(submitJob(digits("a"), library()).ok());
        m_slurm->uninstall();
        const auto entry = submitJob(digits("b"), library());
        QVERIFY(!entry.ok());
        QCOMPARE(entry.error().code, ErrorCode::NotFound);
        QVERIFY(QByteArray::fromStdString(entry.error().reason).contains("this machine"));
        const auto listing = refreshJobs(library());
        QCOMPARE(listing->jobs.size(), 1U);
        QCOMPARE(listing->problems.size(), 1U);
    }

    /// Also for a program that has not seen the job run itself: it is noted.
    void whatWasSeenLastStays()
    {
        const auto entry = submitJob(digits("a"), library());
        QVERIFY(entry.ok());
        m_slurm->write("queue", "1|RUNNING|0:41|n[1-2]|None\n");
        QCOMPARE(state().phase, JobPhase::Running);
        m_slurm->write("down", {});
        const auto listing = refreshJobs(library());
        QCOMPARE(listing->problems.size(), 1U);
        QCOMPARE(listing->jobs[0].record->state.phase, JobPhase::Running);
        QCOMPARE(listing->jobs[0].record->state.nodes, std::string("n[1-2]"));
    }

    void aFailedJobComesWithItsLastWords()
    {
        const auto entry = submitJob(digits("a"), library());
        QVERIFY(entry.ok());
        QFile output(QString::fromStdString(jobOutput(*entry->record)));
        QVERIFY(output.open(QIODevice::WriteOnly));
        output.write(QByteArray(5000, 'x') + "\none\ntwo\nthree\nfour\nfive\n\x1b[1mweft-cli: it "
                                             "failed\r\n\n");
        output.close();
        QVERIFY(listJobs(library())->front().said.empty()); // It is well as yet.
        m_slurm->write("queue", "");
        m_slurm->write("control-1", "JobId=1 JobState=FAILED ExitCode=1:0\n");
        const std::string words = "one\ntwo\nthree\nfour\nfive\n[1mweft-cli: it failed";
        QCOMPARE(refreshJobs(library())->jobs[0].said, words);
        QCOMPARE(listJobs(library())->front().said, words);
    }

    void aProposedNameIsNoJobsEither()
    {
        QCOMPARE(proposeJobName(library(), "digits"), std::string("digits-01"));
        QVERIFY(submitJob(digits("digits-01"), library()).ok());
        QCOMPARE(proposeJobName(library(), "digits"), std::string("digits-02"));
    }

    void aControllerThatIsDownChangesNothing()
    {
        QVERIFY(submitJob(digits("a"), library()).ok());
        m_slurm->write("down", {});
        const auto listing = refreshJobs(library());
        QCOMPARE(listing->problems.size(), 1U);
        QCOMPARE(listing->problems[0].subject, std::string("squeue"));
        QCOMPARE(listing->jobs[0].record->state.phase, JobPhase::Pending);
    }

    void aHostIsReachedBySshWithoutAPassword()
    {
        qputenv("HOME", m_folder->filePath("home").toUtf8());
        QVERIFY(QDir().mkpath(m_folder->filePath("home")));
        auto config = *presetConfig("quick");
        config.data.source = "/data/photos";
        auto place = usualPlace("me@login", {}, library());
        place.libraryHere = "/mnt/runs";
        const auto job = newRunJob(place, {}, config, "far");
        const auto entry = submitJob(job, library());
        QVERIFY2(entry.ok(), entry ? "" : toString(entry.error()).c_str());
        QCOMPARE(m_slurm->read("ssh"),
                 QByteArray("-T\n-o\nBatchMode=yes\n-o\nConnectTimeout=10\n--\nme@login\n"
                            "/bin/sh -s\n"));
        const auto home = m_folder->filePath("home").toStdString();
        QCOMPARE(entry->record->run, home + "/weft/runs/" + job.id);
        QCOMPARE(entry->record->runHere, "/mnt/runs/" + job.id);
        QVERIFY(QFile::exists(QString::fromStdString(entry->record->folder + "/config.json")));
        QCOMPARE(entry->file, library() / ".jobs" / job.id / "job.json");
        QCOMPARE(state().phase, JobPhase::Pending);
        m_slurm->write("unreachable", "ssh: connect to host login port 22: Connection refused\n");
        const auto listing = refreshJobs(library());
        QCOMPARE(listing->problems.size(), 1U);
        QCOMPARE(
            QString::fromStdString(toString(listing->problems[0])),
            QStringLiteral("me@login: ssh: connect to host login port 22: Connection refused"));
    }

    void aDamagedRecordIsSaidAndHidesNoOther()
    {
        QVERIFY(submitJob(digits("a"), library()).ok());
        QVERIFY(QDir().mkpath(m_folder->filePath(".jobs/broken")));
        QFile file(m_folder->filePath(".jobs/broken/job.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"schema\": 1, \"job\": 7}");
        file.close();
        const auto listed = listJobs(library());
        QCOMPARE(listed->size(), 2U);
        QVERIFY(listed->at(0).record.has_value());
        QVERIFY(!listed->at(1).record.has_value());
        QCOMPARE(listed->at(1).error.code, ErrorCode::Corrupt);
    }

private:
    [[nodiscard]] std::filesystem::path library() const { return m_folder->path().toStdString(); }

    [[nodiscard]] ClusterJob digits(const std::string& name) const
    {
        auto config = *presetConfig("quick");
        config.data.source = "builtin:digits";
        return newRunJob(usualPlace({}, "/usr/bin/weft-cli", library()), {}, config, name);
    }

    /// Of the only job, as it is now.
    [[nodiscard]] JobState state() const
    {
        const auto listing = refreshJobs(library());
        return listing && listing->problems.empty() && listing->jobs.size() == 1
                   ? listing->jobs[0].record->state
                   : JobState{};
    }

    std::unique_ptr<FakeSlurm> m_slurm;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSubmission)
#include "test_submission.moc"
