#include "tests/core/data_files.h"
#include "tests/fault/rank_library.h"

#include <QTest>

using namespace weft;

/// What may end or change a run, on ranks that have to do the same: patience, a loss that is not
/// finite, files that cannot be read, a teacher, a frozen backbone, a stop between two steps.
class TestRankPaths : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(m_runs.isValid()); }

    void patienceEndsAllRanks()
    {
        // A rate that changes nothing: the first epoch stays the best.
        RankProcesses ranks(2, rankArguments(m_runs.path("patience"),
                                             small + QStringList{"train.epochs=50", "train.lr=1e-8",
                                                                 "train.patience=2"}));
        QVERIFY2(ranks.finish(0) == 0, ranks.error(0));
        QVERIFY2(ranks.finish(1) == 0, ranks.error(1));
        const auto run = RunDirectory::open(m_runs.run("patience"));
        QCOMPARE(run->status().state, RunState::Finished);
        QVERIFY(run->status().epochsDone >= 3 && run->status().epochsDone < 50);
    }

    void aLossThatIsNotFiniteEndsAllRanks()
    {
        RankProcesses ranks(
            2,
            rankArguments(m_runs.path("lost"),
                          small + QStringList{"train.epochs=50", "train.lr=10", "train.clip=0",
                                              "train.weight_decay=1", "train.momentum=0",
                                              "train.nesterov=false", "train.schedule=constant"}));
        QCOMPARE(ranks.finish(0), 1);
        QCOMPARE(ranks.finish(1), 1);
        QVERIFY2(ranks.error(0).contains("finite"), ranks.error(0));
        QVERIFY2(ranks.error(1).isEmpty(), ranks.error(1));
        QCOMPARE(RunDirectory::open(m_runs.run("lost"))->status().state, RunState::Failed);
    }

    void filesThatCannotBeReadAreNamedAndLeftOut()
    {
        const auto folder = m_runs.path("images");
        test::writeClass(folder + "/left", 30);
        test::writeClass(folder + "/right", 30);
        for (const auto* name : {"/left/broken.jpg", "/right/broken.jpg", "/right/empty.jpg"}) {
            test::writeFile(folder + name, "no JPEG");
        }
        auto arguments =
            rankArguments(m_runs.path("unreadable"), {"train.epochs=2", "train.batch=4",
                                                      "train.lr=0.001", "train.sync_norms=true"});
        arguments[2] = folder;
        RankProcesses ranks(2, arguments);
        QVERIFY2(ranks.finish(0) == 0, ranks.error(0));
        QVERIFY2(ranks.finish(1) == 0, ranks.error(1));
        const auto told = ranks.error(0) + ranks.output(0);
        for (const auto* name : {"left/broken.jpg", "right/broken.jpg", "right/empty.jpg"}) {
            QVERIFY2(told.count(name) >= 1, told);
        }
        const auto run = RunDirectory::open(m_runs.run("unreadable"));
        QCOMPARE(run->status().state, RunState::Finished);
        const auto history = run->history();
        QCOMPARE(history->epochs.size(), std::size_t{2});
        // A fifth of 63 files is kept for validation; the matrix counts those that were read.
        const auto seen = history->epochs[1].confusion.total();
        QVERIFY2(seen >= 9 && seen <= 13, qPrintable(QString::number(seen)));
    }

    void aTeacherTeachesRanksWhatItTeachesOne()
    {
        const auto teacher =
            m_runs.runAlone("teacher", {"train.epochs=1", "train.batch=128", "train.lr=0.01"});
        QVERIFY(!teacher.empty());
        equalsOne({"train.sync_norms=true",
                   "train.teacher=" + QString::fromStdString(teacher.string()),
                   "train.distillation=0.7"});
    }

    void aFrozenBackboneLearnsOnRanksWhatItLearnsOnOne_data()
    {
        QTest::addColumn<QString>("augment");
        QTest::newRow("from its images") << "data.augment=true";
        QTest::newRow("from kept features") << "data.augment=false";
    }
    void aFrozenBackboneLearnsOnRanksWhatItLearnsOnOne()
    {
        QFETCH(QString, augment);
        equalsOne({"train.freeze=backbone", "train.sync_norms=true", augment});
    }

    /// It is thawed in the second epoch: from there on further gradients are reduced.
    void aBackboneThawsOnAllRanks()
    {
        equalsOne({"train.freeze=backbone", "train.unfreeze_epoch=2", "train.sync_norms=true",
                   "train.epochs=2"});
    }

    void aStopBetweenGatheredBatchesIsCarriedOnByMoreRanks()
    {
        RankProcesses two(
            2, rankArguments(m_runs.path("gathered"), {"train.epochs=40", "train.batch=8",
                                                       "train.accumulate=8", "train.lr=0.001"}));
        QVERIFY(two.waitFor([&] { return m_runs.epochsOf("gathered") >= 1; }));
        two.signal(0, SIGTERM);
        QCOMPARE(two.finish(0), 128 + SIGTERM);
        QVERIFY(two.finish(1) > 128);
        const auto directory = m_runs.run("gathered");
        const auto stopped = RunDirectory::open(directory);
        QCOMPARE(stopped->status().state, RunState::Stopped);
        const int before = stopped->status().epochsDone;

        RankProcesses three(3, RankLibrary::resumeArguments(directory));
        QVERIFY(three.waitFor([&] { return m_runs.epochsOf("gathered") > before; }));
        three.signal(2, SIGTERM);
        QVERIFY2(three.finish(0) > 128, three.error(0));
        const auto history = RunDirectory::open(directory)->history();
        QVERIFY(std::ranges::adjacent_find(history->steps, [](const auto& one, const auto& next) {
                    return next.step != one.step + 1;
                }) == history->steps.end());
    }

    /// A terminal sends Ctrl+C to all processes, and a launcher once more to its ranks.
    void aSecondSignalDoesNotCostTheCheckpoint()
    {
        RankProcesses ranks(
            2, rankArguments(m_runs.path("twice"), {"train.epochs=500", "train.batch=64"}));
        QVERIFY(ranks.waitFor([&] { return m_runs.epochsOf("twice") >= 1; }));
        for (int time = 0; time < 2; ++time) {
            ranks.signal(0, SIGINT);
            ranks.signal(1, SIGINT);
        }
        QCOMPARE(ranks.finish(0), 128 + SIGINT);
        QCOMPARE(ranks.finish(1), 128 + SIGINT);
        QCOMPARE(RunDirectory::open(m_runs.run("twice"))->status().state, RunState::Stopped);
    }

    void aClosedTerminalStopsTheRun()
    {
        QProcess process;
        process.start(QStringLiteral(WEFT_BINARY_DIR "/bin/weft-cli"),
                      rankArguments(m_runs.path("closed"), {"train.epochs=500", "train.batch=64"}));
        QVERIFY(RankProcesses::waitFor([&] { return m_runs.epochsOf("closed") >= 1; }));
        ::kill(static_cast<pid_t>(process.processId()), SIGHUP);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 128 + SIGHUP);
        QCOMPARE(RunDirectory::open(m_runs.run("closed"))->status().state, RunState::Stopped);
    }

    void ranksOfDifferentNumbersSaySo()
    {
        const auto arguments = rankArguments(m_runs.path("numbers"), small);
        RankProcesses ranks({arguments, arguments}, 3);
        QCOMPARE(ranks.finish(0), 1);
        QCOMPARE(ranks.finish(1), 1);
        const auto told = ranks.error(0) + ranks.error(1);
        QVERIFY2(told.contains("one of 3") && told.contains("one of 2"), told);
    }

    void aRankThatDoesNotComeIsNamed()
    {
        auto arguments = rankArguments(m_runs.path("absent"), small);
        arguments[arguments.indexOf("--rank-timeout") + 1] = "1";
        RankProcesses ranks({arguments}, 3);
        QCOMPARE(ranks.finish(0, 30'000), 1);
        QVERIFY2(ranks.error(0).contains("waiting for the ranks 1, 2"), ranks.error(0));
        QVERIFY2(ranks.error(0).contains("did not come there in 10 s: 1, 2"), ranks.error(0));
    }

    /// Started as different commands, they wait for different things.
    void aRankThatWasStartedToDoSomethingElseIsNamed()
    {
        const auto arguments = rankArguments(m_runs.path("other"), small);
        const auto run = m_runs.runAlone("alone", small + QStringList{"train.epochs=1"});
        RankProcesses ranks({arguments, RankLibrary::resumeArguments(run)});
        QCOMPARE(ranks.finish(0), 1);
        QCOMPARE(ranks.finish(1), 1);
        QVERIFY2(ranks.error(0).contains("rank 1 of 2"), ranks.error(0));
        QVERIFY2(ranks.error(0).contains("another configuration"), ranks.error(0));
    }

private:
    static inline const QStringList small{"train.batch=64"};

    /// Two ranks and one process with the doubled batch come to the same weights.
    void equalsOne(QStringList settings)
    {
        if (settings.filter("train.epochs").isEmpty()) {
            settings << "train.epochs=1";
        }
        settings << "train.lr=0.0002";
        m_runs.remove("several");
        RankProcesses ranks(
            2, rankArguments(m_runs.path("several"), settings + QStringList{"train.batch=64"}));
        QVERIFY2(ranks.finish(0) == 0, ranks.error(0));
        QVERIFY2(ranks.finish(1) == 0, ranks.error(1));
        const auto alone = m_runs.runAlone("alone", settings + QStringList{"train.batch=128"});
        const auto [apart, name] = weightDifference(m_runs.run("several"), alone);
        QVERIFY2(
            apart <= 5e-5,
            qPrintable(
                QStringLiteral("%1 differs by %2").arg(QString::fromStdString(name)).arg(apart)));
        settings << "train.lr=0.00000001";
        const auto still = m_runs.runAlone("still", settings + QStringList{"train.batch=128"});
        const auto learnt = weightDifference(alone, still).first;
        QVERIFY2(learnt > 4 * apart, qPrintable(QString::number(learnt)));
    }

    RankLibrary m_runs;
};

QTEST_GUILESS_MAIN(TestRankPaths)
#include "test_rank_paths.moc"
