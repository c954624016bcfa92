#include "core/cluster/batch_script.h"
#include "core/cluster/program_run.h"
#include "core/cluster/submission.h"
#include "core/config/config_json.h"
#include "core/config/presets.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace weft;

namespace {

ClusterJob plainJob()
{
    ClusterPlace place;
    place.host = "login.example.org";
    place.program = "/opt/weft/bin/weft-cli";
    place.folder = "/scratch/jobs";
    place.library = "/scratch/runs";
    auto config = *presetConfig("quick");
    config.data.source = "builtin:digits";
    ClusterJob job = newRunJob(place, {}, config, "quick digits");
    job.id = job.folderName = "quick-digits-0a1b2c";
    return job;
}

QString textOf(const ClusterJob& job)
{
    const auto script = batchScript(job);
    return script ? QString::fromStdString(*script)
                  : "refused: " + QString::fromStdString(toString(script.error()));
}

} // namespace

/// The script as Slurm and bash read it.
class TestBatchScript : public QObject
{
    Q_OBJECT
private slots:
    void aPlainJob()
    {
        auto job = plainJob();
        job.resources = {.nodes = 2,
                         .tasksPerNode = 4,
                         .cpusPerTask = 8,
                         .time = "02:30:00",
                         .partition = "compute",
                         .account = "vision",
                         .modules = {"gcc/12.2", "openmpi"},
                         .options = {"--mem=16G"}};
        QCOMPARE(textOf(job),
                 QStringLiteral(
                     "#!/bin/bash -l\n"
                     "# Written by Weft. By hand: sbatch job.sh, in this file's folder.\n"
                     "#SBATCH --job-name=weft-quick-digits-0a1b2c\n"
                     "#SBATCH --nodes=2\n"
                     "#SBATCH --ntasks-per-node=4\n"
                     "#SBATCH --cpus-per-task=8\n"
                     "#SBATCH --time=02:30:00\n"
                     "#SBATCH --partition=compute\n"
                     "#SBATCH --account=vision\n"
                     "#SBATCH --output=output-%j.txt\n"
                     "#SBATCH --open-mode=append\n"
                     "#SBATCH --signal=TERM@120\n"
                     "#SBATCH --mem=16G\n"
                     "\n"
                     "module load gcc/12.2 || exit\n"
                     "module load openmpi || exit\n"
                     "run=/scratch/runs/quick-digits-0a1b2c\n"
                     "if [ -e \"$run/run.json\" ]; then # Slurm has started this job again.\n"
                     "    set -- resume --take-over \"$run\"\n"
                     "else\n"
                     "    set -- train --config config.json "
                     "--runs /scratch/runs --id quick-digits-0a1b2c --name 'quick digits'\n"
                     "fi\n"
                     "exec srun --cpus-per-task=8 --kill-on-bad-exit=0 /opt/weft/bin/weft-cli "
                     "\"$@\"\n"));
    }

    void theNoticeIsShortBesideTheLimit_data()
    {
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("signal");
        QTest::newRow("a minute") << "1"
                                  << "TERM@10";
        QTest::newRow("ten minutes") << "10:00"
                                     << "TERM@60";
        QTest::newRow("a day") << "1-0"
                               << "TERM@120";
    }
    void theNoticeIsShortBesideTheLimit()
    {
        QFETCH(QString, time);
        QFETCH(QString, signal);
        auto job = plainJob();
        job.resources.time = time.toStdString();
        QVERIFY(textOf(job).contains("#SBATCH --signal=" + signal + "\n"));
    }

    /// Bash takes every word as it was meant, whatever is in names and paths, and runs nothing
    /// else.
    void hostileWordsStayWords()
    {
        QTemporaryDir folder(QDir::tempPath() + "/a b'$(touch pwned)\"`-XXXXXX");
        QVERIFY(folder.isValid());
        QVERIFY(QDir(folder.path()).mkpath("bin"));
        QFile srun(folder.filePath("bin/srun"));
        QVERIFY(srun.open(QIODevice::WriteOnly));
        srun.write("#!/bin/sh\nprintf '%s\\0' \"$@\" > \"$RECORD\"\n");
        srun.close();
        srun.setPermissions(QFile::ReadOwner | QFile::ExeOwner);

        auto job = plainJob();
        job.name = "x'; touch pwned; \"$(touch pwned)\" `touch pwned` \\ * # ünï";
        job.place.folder = folder.filePath("jobs; touch pwned").toStdString();
        job.place.library = folder.filePath("runs $HOME").toStdString();
        job.place.program = folder.filePath("weft cli").toStdString();
        const auto script = batchScript(job);
        QVERIFY2(script.ok(), script ? "" : toString(script.error()).c_str());
        QCOMPARE(runProgram({.arguments = {"bash", "-n"}, .input = *script})->code, 0);

        qputenv("RECORD", folder.filePath("record").toUtf8());
        const auto path = (folder.filePath("bin") + ":" + qgetenv("PATH")).toStdString();
        const auto call = [&] {
            const auto done = runProgram(
                {.arguments = {"env", "-C", folder.path().toStdString(), "PATH=" + path, "bash"},
                 .input = *script});
            QFile record(folder.filePath("record"));
            auto words = done && done->code == 0 && record.open(QIODevice::ReadOnly)
                             ? record.readAll().split('\0')
                             : QList<QByteArray>();
            if (!words.isEmpty()) {
                words.removeLast();
            }
            return words;
        };
        const auto bytes = [](const std::string& text) { return QByteArray::fromStdString(text); };
        const QList<QByteArray> train{"--cpus-per-task=1",
                                      "--kill-on-bad-exit=0",
                                      bytes(job.place.program),
                                      "train",
                                      "--config",
                                      "config.json",
                                      "--runs",
                                      bytes(job.place.library),
                                      "--id",
                                      bytes(job.id),
                                      "--name",
                                      bytes(job.name)};
        QCOMPARE(call(), train);

        // The run is there when Slurm starts the job again.
        const auto run = QString::fromStdString(job.place.library + "/" + job.id);
        QVERIFY(QDir().mkpath(run));
        QFile record(run + "/run.json");
        QVERIFY(record.open(QIODevice::WriteOnly));
        record.close();
        const QList<QByteArray> resume{"--cpus-per-task=1",
                                       "--kill-on-bad-exit=0",
                                       bytes(job.place.program),
                                       "resume",
                                       "--take-over",
                                       run.toUtf8()};
        QCOMPARE(call(), resume);
        QVERIFY(!QFile::exists(folder.filePath("pwned")));
    }

    void theHomeFolderIsTheClusters()
    {
        auto job = plainJob();
        job.place = usualPlace("login", {}, {});
        const auto text = textOf(job);
        QVERIFY(text.contains("run=\"$HOME\"/weft/runs/quick-digits-0a1b2c\n"));
        QVERIFY(text.contains("--runs \"$HOME\"/weft/runs "));
    }

    void aRunIsCarriedOnUnderItsOwnName()
    {
        auto job = resumeJob(plainJob().place, {}, "/data/my runs/Léon/", "Léon");
        const auto text = textOf(job);
        QVERIFY(text.contains("run='/data/my runs/Léon'\n"));
        QVERIFY(
            text.contains("\nset -- resume \"$run\"\nif [ \"${SLURM_RESTART_COUNT:-0}\" -gt 0 ]"));
        QVERIFY(!text.contains("train --config"));
        QVERIFY(text.contains("--job-name=weft-L-on-"));
        job.takeOver = true;
        QVERIFY(textOf(job).contains("\nset -- resume --take-over \"$run\"\n"));
    }

    void theConfigurationTakesTheJobsCpus()
    {
        auto job = plainJob();
        job.resources.cpusPerTask = 6;
        QCOMPARE(configFromJson(jobConfig(job))->train.threads, 6);
        job.config->train.threads = 3;
        job.config->data.flip = false;
        const auto read = configFromJson(jobConfig(job));
        QCOMPARE(toJson(*read), toJson(*job.config));
        job.flipAsImagesAllow = true; // What is left out keeps the value of what is read over.
        RunConfig base;
        base.data.flip = true;
        QVERIFY(configFromJson(jobConfig(job), base)->data.flip);
    }

    /// A draft that was made for several processes of this machine is no exception.
    void theConfigurationTakesTheJobsTasks()
    {
        auto job = plainJob();
        job.config->train.processes = 4;
        QCOMPARE(configFromJson(jobConfig(job))->train.processes, 1);
        job.resources.nodes = 2;
        job.resources.tasksPerNode = 3;
        QCOMPARE(configFromJson(jobConfig(job))->train.processes, 6);
        job.resources.nodes = 100'000;
        job.resources.tasksPerNode = 4096;
        QVERIFY(textOf(job).startsWith("#!"));
        QVERIFY(configFromJson(jobConfig(job)).ok()); // Within what the key takes.
    }

    void whatWouldBreakOutIsRefused_data()
    {
        QTest::addColumn<std::function<void(ClusterJob&)>>("change");
        QTest::addColumn<QString>("subject");
        const auto row = [](const char* name, const char* subject,
                            std::function<void(ClusterJob&)> change) {
            QTest::newRow(name) << std::move(change) << QString(subject);
        };
        row("a line in the partition", "--partition",
            [](auto& job) { job.resources.partition = "a\n#SBATCH --wrap=x"; });
        row("an option as partition", "--partition",
            [](auto& job) { job.resources.partition = "--wrap=x"; });
        row("a command in the account", "--account",
            [](auto& job) { job.resources.account = "a;b"; });
        row("a command in a module", "--module", [](auto& job) {
            job.resources.modules = {"gcc", "$(x)"};
        });
        row("an empty module", "--module", [](auto& job) { job.resources.modules = {""}; });
        row("a line in an option", "--sbatch",
            [](auto& job) { job.resources.options = {"--mem=1\nrm -r /"}; });
        row("no option", "--sbatch", [](auto& job) { job.resources.options = {"mem=1"}; });
        row("another signal", "--sbatch",
            [](auto& job) { job.resources.options = {"--signal=KILL"}; });
        for (const auto* option : {"-a1-9",
                                   "-a",
                                   "-D/x",
                                   "-Ha1-9",
                                   "-H'a1-9'",
                                   "--arr=1-9",
                                   "--array 1-9",
                                   "--wra=x",
                                   "--sig=KILL",
                                   "-W",
                                   "--wait",
                                   "--mem=1G --array=1-9",
                                   "--mem=1G \t-a1-9",
                                   "--mem=1G \"--array=1-9\"",
                                   "--mem=1G \\--array=1-9",
                                   "--ar\"ra\"y=1-9",
                                   "-\\a1-9",
                                   "--",
                                   "--=x",
                                   "-"}) {
            row(option, "--sbatch", [option](auto& job) { job.resources.options = {option}; });
        }
        row("an option of ssh", "--host", [](auto& job) { job.place.host = "-oProxyCommand=x"; });
        row("a command in the host", "--host", [](auto& job) { job.place.host = "a;b"; });
        row("a relative folder", "--folder", [](auto& job) { job.place.folder = "jobs"; });
        row("a line in the folder", "--folder", [](auto& job) { job.place.folder = "/a\nb"; });
        row("a relative library", "--host-runs", [](auto& job) { job.place.library = "runs"; });
        row("a command as program", "--weft-cli", [](auto& job) { job.place.program = "a b"; });
        row("no nodes", "--nodes", [](auto& job) { job.resources.nodes = 0; });
        row("a line in the name", "--name", [](auto& job) { job.name = "a\nb"; });
        row("a path as id", "--id", [](auto& job) { job.id = "../a"; });
        row("images of the working folder", "data.source",
            [](auto& job) { job.config->data.source = "photos"; });
        row("weights of the working folder", "model.weights",
            [](auto& job) { job.config->model.weights = "a.pth"; });
    }
    void whatWouldBreakOutIsRefused()
    {
        QFETCH(std::function<void(ClusterJob&)>, change);
        QFETCH(QString, subject);
        auto job = plainJob();
        change(job);
        const auto script = batchScript(job);
        QVERIFY(!script.ok());
        QCOMPARE(script.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(QString::fromStdString(script.error().subject), subject);
    }

    void whatSbatchMayHaveBesidesStaysAsItIs()
    {
        auto job = plainJob();
        job.resources.options = {
            "--mem=16G", "--mem 16G",          "-x node[1-4]",    "-C a100",
            "-H",        "--wait-all-nodes=1", "--acctg-freq=30", "--comment='a night'",
            "-ddefault", "--exclusive"};
        const auto lines = textOf(job).split('\n');
        for (const auto& option : job.resources.options) {
            QVERIFY2(lines.contains("#SBATCH " + QString::fromStdString(option)), option.c_str());
        }
    }

    void timesAsSbatchReadsThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qlonglong>("seconds"); // -1: refused.
        QTest::newRow("minutes") << "90" << 5400LL;
        QTest::newRow("minutes:seconds") << "90:30" << 5430LL;
        QTest::newRow("hours") << "01:02:03" << 3723LL;
        QTest::newRow("days-hours") << "2-3" << 183'600LL;
        QTest::newRow("days-hours:minutes") << "2-3:04" << 183'840LL;
        QTest::newRow("days-hours:minutes:seconds") << "2-03:04:05" << 183'845LL;
        for (const auto* wrong :
             {"", "0", "00:00:00", "-1", "1:2:3:4", "1-2:3:4:5", "1:2-3", "1-", "1:", ":1", "abc",
              "1h", " 1", "1-1-1", "99999999999999999999", "1:00\n#SBATCH --wrap=x"}) {
            QTest::newRow(wrong) << wrong << -1LL;
        }
    }
    void timesAsSbatchReadsThem()
    {
        QFETCH(QString, text);
        QFETCH(qlonglong, seconds);
        const auto read = parseJobTime(text.toStdString());
        QCOMPARE(read ? static_cast<qlonglong>(*read) : -1LL, seconds);
    }

    void idsAreMadeOfAnyName()
    {
        for (const auto* name : {"quick digits", "-x-", "狐", "", "a/../b", "...", "a_b.c"}) {
            auto job = plainJob();
            job.id = clusterRunId(name);
            QVERIFY2(batchScript(job).ok(), job.id.c_str());
        }
        QVERIFY(clusterRunId(std::string(500, 'x')).size() <= 60);
        QVERIFY(clusterRunId("same") != clusterRunId("same"));
    }
};

QTEST_GUILESS_MAIN(TestBatchScript)
#include "test_batch_script.moc"
