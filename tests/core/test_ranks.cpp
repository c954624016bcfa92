#include "core/dist/rank_judge.h"
#include "core/dist/rank_names.h"
#include "core/dist/rank_place.h"

#include <QMap>
#include <QTest>

using namespace weft;

namespace {

VariableLookup variables(const QMap<QString, QString>& values)
{
    return [values](const std::string& name) -> std::optional<std::string> {
        const auto found = values.find(QString::fromStdString(name));
        return found == values.end() ? std::nullopt : std::optional(found->toStdString());
    };
}

RankPlace placeOf(const QMap<QString, QString>& values)
{
    const auto place = placeFromEnvironment(variables(values));
    return place && *place ? **place : RankPlace{.rank = -1};
}

std::string refusal(const QMap<QString, QString>& values)
{
    const auto place = placeFromEnvironment(variables(values));
    return place ? std::string() : toString(place.error());
}

} // namespace

/// How ranks learn of each other from their launcher, and who is found to be lost.
class TestRanks : public QObject
{
    Q_OBJECT
private slots:
    void nobodyLaunchedAnything()
    {
        const auto alone = placeFromEnvironment(variables({}));
        QVERIFY(alone && !*alone);
        const auto one = placeFromEnvironment(variables({{"RANK", "0"}, {"WORLD_SIZE", "1"}}));
        QVERIFY(one && !*one); // Alone all the same.
        // The process of a batch script has these and is no task of a step.
        const auto script =
            placeFromEnvironment(variables({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}}));
        QVERIFY(script && !*script);
    }

    void torchrunTellsPlaceAndMeetingPoint()
    {
        const auto place = placeOf({{"RANK", "2"},
                                    {"WORLD_SIZE", "4"},
                                    {"MASTER_ADDR", "node1"},
                                    {"MASTER_PORT", "29501"}});
        QCOMPARE(place.rank, 2);
        QCOMPARE(place.size, 4);
        QCOMPARE(place.address, std::string("node1"));
        QCOMPARE(place.port, std::uint16_t(29501));
        QVERIFY(!place.storeIsThere);
        const auto agents = placeOf({{"RANK", "0"},
                                     {"WORLD_SIZE", "2"},
                                     {"MASTER_ADDR", "127.0.0.1"},
                                     {"MASTER_PORT", "29501"},
                                     {"TORCHELASTIC_USE_AGENT_STORE", "True"},
                                     {"TORCHELASTIC_RESTART_COUNT", "3"}});
        QVERIFY(agents.storeIsThere);
        QCOMPARE(agents.prefix, std::string("/worker/attempt_3"));
    }

    void mpirunsRanksMeetOnTheirMachine()
    {
        QMap<QString, QString> values{{"OMPI_COMM_WORLD_RANK", "1"},
                                      {"OMPI_COMM_WORLD_SIZE", "2"},
                                      {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"},
                                      {"PMIX_NAMESPACE", "1234"},
                                      {"SLURM_PROCID", "0"},
                                      {"SLURM_STEP_NUM_TASKS", "1"}};
        const auto place = placeOf(values);
        QCOMPARE(place.rank, 1);
        QCOMPARE(place.address, std::string("127.0.0.1"));
        QVERIFY(place.port >= 1024);
        values["PMIX_NAMESPACE"] = "1235";
        QVERIFY(placeOf(values).port != place.port); // Two trainings at once do not meet.
        values["OMPI_COMM_WORLD_LOCAL_SIZE"] = "1";
        QVERIFY(refusal(values).starts_with("MASTER_ADDR"));
        values["MASTER_ADDR"] = "node7";
        QCOMPARE(placeOf(values).address, std::string("node7"));
    }

    void srunsTasksMeetOnTheFirstNode()
    {
        const auto place = placeOf({{"SLURM_PROCID", "3"},
                                    {"SLURM_NTASKS", "8"},
                                    {"SLURM_STEP_NUM_TASKS", "4"},
                                    {"SLURM_STEP_NODELIST", "node[03-04]"},
                                    {"SLURM_JOB_ID", "77"},
                                    {"SLURM_STEP_ID", "0"}});
        QCOMPARE(place.rank, 3);
        QCOMPARE(place.size, 4);
        QCOMPARE(place.address, std::string("node03"));
    }

    void firstNodeOfSlurmsLists_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("first");
        QTest::newRow("one") << "alone"
                             << "alone";
        QTest::newRow("two") << "a,b"
                             << "a";
        QTest::newRow("range") << "node[03-07,9],other"
                               << "node03";
        QTest::newRow("list") << "node[12,14]"
                              << "node12";
        QTest::newRow("suffix") << "rack[1-2]n,x"
                                << "rack1n";
        QTest::newRow("two lists") << "rack[01-02]n[3,5-6],x"
                                   << "rack01n3";
    }
    void firstNodeOfSlurmsLists()
    {
        QFETCH(QString, list);
        QFETCH(QString, first);
        QCOMPARE(QString::fromStdString(firstNode(list.toStdString())), first);
    }

    void badVariablesAreNamed()
    {
        QVERIFY(refusal({{"RANK", "0"}}).starts_with("WORLD_SIZE"));
        QVERIFY(refusal({{"RANK", "2"}, {"WORLD_SIZE", "2"}}).starts_with("RANK"));
        QVERIFY(refusal({{"RANK", "zero"}, {"WORLD_SIZE", "2"}}).find("\"zero\"") !=
                std::string::npos);
        QVERIFY(refusal({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}})
                    .starts_with("MASTER_PORT"));
        QVERIFY(refusal({{"RANK", "0"},
                         {"WORLD_SIZE", "2"},
                         {"MASTER_ADDR", "a"},
                         {"MASTER_PORT", "70000"}})
                    .starts_with("MASTER_PORT"));
    }

    void namesTravelAsText()
    {
        const RankName name{2, "node two", 4711, "0-3,8", "b00t", 4};
        const auto back = unpackedRankName(2, packed(name));
        QCOMPARE(back.host, name.host);
        QCOMPARE(back.process, name.process);
        QCOMPARE(back.cores, name.cores);
        QCOMPARE(back.boot, name.boot);
        QCOMPARE(back.size, name.size);
        QCOMPARE(toString(name, 4), std::string("rank 2 of 4 (process 4711 on node two)"));
    }

    void coresAreSharedByThoseThatMayUseThem()
    {
        const std::vector<RankName> names{{0, "a", 1, "0-1"},
                                          {1, "a", 2, "0-1"},
                                          {2, "a", 3, "2"},
                                          {3, "b", 4, "0-1"},
                                          {4, "a", 1, "0-1", "another machine of this name"}};
        QCOMPARE(ranksOnMachineOf(names, 0), 3);
        QCOMPARE(ranksOnCoresOf(names, 0), 2);
        QCOMPARE(ranksOnCoresOf(names, 2), 1);
        QCOMPARE(ranksOnMachineOf(names, 3), 1);
        QCOMPARE(ranksOnMachineOf(names, 4), 1);
        QVERIFY(sameMachine(ownRankName(0, 2), ownRankName(1, 2)));
    }

    void aSilentRankIsLost()
    {
        RankJudge judge(2, {.silence = 30, .late = 600}, 0);
        for (int second = 0; second <= 20; ++second) {
            judge.hear(0, {.beat = second}, second);
        }
        judge.hear(1, {.beat = 1}, 0);
        QVERIFY(!judge.judge(20, false));
        const auto soon = judge.judge(20, true); // A connection broke: no need to wait.
        QVERIFY(soon && soon->rank == 1);
        judge.hear(0, {.beat = 21}, 31);
        const auto lost = judge.judge(31, false);
        QVERIFY(lost && lost->rank == 1);
        QVERIFY(lost->what.find("31 s") != std::string::npos);
    }

    void aRankThatLivesButDoesNotGetOnIsLost()
    {
        RankJudge judge(2, {.silence = 30, .late = 100}, 0);
        const auto hearBoth = [&](double now, std::int64_t breaths, bool paused) {
            const auto beat = static_cast<std::int64_t>(now);
            judge.hear(0, {beat, 8, 0, paused}, now);
            judge.hear(1, {beat, 7, breaths, false}, now);
        };
        hearBoth(1, 0, false);
        hearBoth(99, 0, false);
        QVERIFY(!judge.judge(99, false));
        hearBoth(120, 0, false);
        const auto late = judge.judge(120, false);
        QVERIFY(late && late->rank == 1);
        hearBoth(130, 1, false); // It computes features, say.
        QVERIFY(!judge.judge(130, false));
        hearBoth(500, 1, true); // Rank 0 waits for a person.
        QVERIFY(!judge.judge(500, false));
    }

    void nobodyIsLateBeforeAnotherWaits()
    {
        RankJudge judge(2, {.silence = 30, .late = 100}, 0);
        for (const double now : {1.0, 300.0}) { // Both scan a large folder.
            judge.hear(0, {static_cast<std::int64_t>(now), 3, 0, false, true}, now);
            judge.hear(1, {static_cast<std::int64_t>(now), 3, 0, false, true}, now);
        }
        judge.hear(0, {301, 4, 0, false}, 301);
        judge.hear(1, {301, 3, 0, false}, 301);
        QVERIFY(!judge.judge(301, false));
        judge.hear(0, {402, 4, 0, false}, 402);
        judge.hear(1, {402, 3, 0, false}, 402);
        const auto late = judge.judge(402, false);
        QVERIFY(late && late->rank == 1);
    }

    void aRankThatOpensItsImagesHasMoreTime()
    {
        RankJudge judge(2, {.silence = 30, .late = 100, .preparation = 6}, 0);
        const auto hearBoth = [&](double now, bool preparing) {
            const auto beat = static_cast<std::int64_t>(now);
            judge.hear(0, {beat, 4, 0, false, true}, now);
            judge.hear(1, {beat, 3, 0, false, preparing}, now);
        };
        hearBoth(1, true);
        hearBoth(550, true);
        QVERIFY(!judge.judge(550, false));
        hearBoth(620, true);
        const auto late = judge.judge(620, false);
        QVERIFY(late && late->rank == 1);
    }

    void ranksThatWaitForEachOtherEnd()
    {
        RankJudge judge(2, {.silence = 30, .late = 100}, 0);
        for (const double now : {1.0, 90.0, 120.0}) {
            judge.hear(0, {static_cast<std::int64_t>(now), 3, 0, false}, now);
            judge.hear(1, {static_cast<std::int64_t>(now), 3, 0, false}, now);
            const auto fault = judge.judge(now, false);
            QCOMPARE(fault.has_value(), now > 100);
            QVERIFY(!fault ||
                    (fault->rank < 0 && fault->what.find("one another") != std::string::npos));
        }
    }

    void aMachineThatStoodStillBlamesNobody()
    {
        RankJudge judge(2, {.silence = 30, .late = 600}, 0);
        judge.hear(0, {.beat = 1}, 1);
        judge.hear(1, {.beat = 1}, 1);
        judge.pass(1000); // Suspended, say.
        QVERIFY(!judge.judge(1005, false));
        QVERIFY(judge.judge(1040, false));
    }
};

QTEST_GUILESS_MAIN(TestRanks)
#include "test_ranks.moc"
