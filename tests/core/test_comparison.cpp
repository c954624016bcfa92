#include "comparison_support.h"

#include "core/base/atomic_file.h"
#include "core/compare/comparison_table.h"
#include "core/store/run_library.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace weft;
using namespace weft::test;

class TestComparison : public SmallComparison
{
    Q_OBJECT
private slots:
    void init() { prepare(); }

    void runsAlternateAndTheirResultsStay()
    {
        auto comparison = Comparison::begin(m_plan, path("runs"));
        QVERIFY2(comparison.ok(), comparison ? "" : toString(comparison.error()).c_str());
        std::vector<std::pair<std::size_t, std::uint64_t>> order;
        while (const auto step = comparison->next()) {
            order.emplace_back(comparison->runs()[step->number].config,
                               step->request.config.train.seed);
            QCOMPARE(trainNext(*comparison), RunState::Finished);
        }
        QCOMPARE(order, (decltype(order){{0, 0}, {1, 0}, {0, 1}, {1, 1}}));
        QVERIFY(comparison->measureInference(0.1).ok());

        // The runs are the library's, with names of their own, and the comparison's folder is none.
        const auto runs = listRuns(path("runs"));
        QCOMPARE(runs->size(), 4U);
        QVERIFY(std::ranges::any_of(*runs, [](const LibraryEntry& entry) {
            return entry.label.name == "Heads: a test: Own, seed 0";
        }));

        const auto again = Comparison::open(comparison->folder());
        QVERIFY2(again.ok(), again ? "" : toString(again.error()).c_str());
        QVERIFY(!again->next().has_value());
        for (std::size_t i = 0; i < 4; ++i) {
            const auto& run = again->runs()[i];
            const auto directory = RunDirectory::open(run.directory);
            QVERIFY(directory.ok());
            QCOMPARE(run.accuracy, directory->history()->epochs.back().valTop1);
            QCOMPARE(directory->record().config.train.seed, run.seed);
            QVERIFY(run.seconds > 0);
        }
        const auto table = tabulate(*again, classesOf(*again));
        QCOMPARE(table.finished, 4U);
        QCOMPARE(table.rows.size(), 2U);
        const auto record = RunDirectory::open(again->runs()[1].directory)->record();
        QCOMPARE(table.rows[1].parameters, record.parameters);
        for (const auto& row : table.rows) {
            QVERIFY(row.inference.oneMs > 0);
            QVERIFY(row.inference.manyMs > row.inference.oneMs);
            QCOMPARE(row.accuracy.count, 2U);
        }
        const auto mean = (again->runs()[0].accuracy + again->runs()[2].accuracy) / 2;
        QVERIFY(std::abs(table.rows[0].accuracy.mean - mean) < 1e-12);
        QCOMPARE(table.rows[0].judgement.verdict, Verdict::Baseline);
        QVERIFY(table.rows[1].judgement.test.has_value());
    }

    void aStoppedRunIsCarriedOnWhereItStopped()
    {
        auto comparison = Comparison::begin(m_plan, path("runs"));
        QCOMPARE(trainNext(*comparison, 2), RunState::Stopped);
        const auto directory = comparison->runs()[0].directory;

        auto again = Comparison::begin(m_plan, path("runs")); // As after a crash.
        QVERIFY(again.ok());
        QCOMPARE(again->next()->number, 0U);
        QCOMPARE(again->next()->unfinished, directory);
        QCOMPARE(trainNext(*again), RunState::Finished);
        QCOMPARE(again->runs()[0].directory, directory);
        QCOMPARE(again->runs()[0].state, ComparedState::Finished);

        auto straight = Comparison::begin(m_plan, path("straight"));
        QCOMPARE(trainNext(*straight), RunState::Finished);
        QVERIFY(sameWeights(directory, straight->runs()[0].directory));
    }

    /// The program ends between a run's end and its being noted.
    void aRunThatEndedUnseenIsNotMadeTwice()
    {
        auto comparison = Comparison::begin(m_plan, path("runs"));
        const auto step = comparison->next();
        RecordingSink sink;
        RunControl control;
        const auto run = trainRun(step->request, sink, control, [&](const fs::path& directory) {
            QVERIFY(comparison->noteBegun(step->number, directory).ok());
        });
        QVERIFY(run.ok());
        QCOMPARE(Comparison::open(comparison->folder())->runs()[0].state, ComparedState::Begun);
        const auto again = Comparison::begin(m_plan, path("runs"));
        QVERIFY(again.ok());
        QCOMPARE(again->runs()[0].state, ComparedState::Finished);
        QCOMPARE(again->runs()[0].bestAccuracy, run->bestAccuracy);
        QCOMPARE(again->next()->number, 1U);
    }

    void aBegunRunThatWasRemovedIsMadeAnew()
    {
        auto comparison = Comparison::begin(m_plan, path("runs"));
        QCOMPARE(trainNext(*comparison, 2), RunState::Stopped);
        fs::remove_all(comparison->runs()[0].directory);
        QVERIFY(comparison->next()->unfinished.empty());
    }

    void aRunThatDivergesFailsAloneAndIsTold()
    {
        m_plan.configs[1].config.train.lr = 10;
        m_plan.configs[1].config.train.clip = 0;
        m_plan.configs[1].config.train.momentum = 0;
        m_plan.configs[1].config.train.weightDecay = 1; // Every weight grows ninefold each step.
        m_plan.configs[1].config.train.epochs = 10;
        m_plan.seeds = {0};
        auto comparison = Comparison::begin(m_plan, path("runs"));
        while (comparison->next()) {
            trainNext(*comparison);
        }
        QCOMPARE(comparison->runs()[0].state, ComparedState::Finished);
        QCOMPARE(comparison->runs()[1].state, ComparedState::Failed);
        QVERIFY(comparison->measureInference(0.1).ok());
        const auto table = tabulate(*comparison, 3);
        QCOMPARE(table.rows[1].failed, 1U);
        QCOMPARE(table.rows[1].judgement.verdict, Verdict::TooFew);
        QCOMPARE(table.rows[1].inference.oneMs, 0.0);
        const auto text = toMarkdown(table);
        QVERIFY(text.find("| Mean (1 failed) |") != std::string::npos);
        QVERIFY(text.find("- Mean: too few seeds (0 pairs)") != std::string::npos);
        QVERIFY(runsCsv(*comparison).find("failed") != std::string::npos);

        // It would diverge again.
        const auto again = Comparison::begin(m_plan, path("runs"));
        QVERIFY(again.ok());
        QCOMPARE(again->runs()[1].state, ComparedState::Failed);
        QVERIFY(!again->next().has_value());
    }

    void aBaselineThatFailedIsTold()
    {
        m_plan.seeds = {0, 1, 2};
        m_plan.configs.push_back({"Third", m_plan.configs[0].config, {}});
        const double accuracies[3][3] = {
            {0.70, 0.80, 0.75}, {0.76, 0.85, 0.81}, {0.75, 0.78, 0.76}};
        const auto folder = withAccuracies(accuracies).folder();
        auto document = nlohmann::json::parse(*readFile(folder / "comparison.json"));
        document["runs"][3]["state"] = "failed"; // The second seed of the first configuration.
        QVERIFY(writeFileAtomically(folder / "comparison.json", document.dump()).ok());
        const auto text = toMarkdown(tabulate(*Comparison::open(folder), 3));
        QVERIFY2(text.find("| Own (1 failed) | 72.50") != std::string::npos, text.c_str());
        QVERIFY2(text.find(", 2 pairs)") != std::string::npos, text.c_str());
    }

    void anotherPlanOfTheSameTitleIsRefused()
    {
        QVERIFY(Comparison::begin(m_plan, path("runs")).ok());
        m_plan.seeds = {0, 1, 2};
        auto corrected = Comparison::begin(m_plan, path("runs")); // No run has begun yet.
        QVERIFY(corrected.ok());
        QCOMPARE(corrected->runs().size(), 6U);
        QVERIFY(corrected->noteBegun(0, path("runs") / "one").ok());
        m_plan.seeds = {0, 1};
        const auto other = Comparison::begin(m_plan, path("runs"));
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::AlreadyExists);
        m_plan.title = "Another";
        QVERIFY(Comparison::begin(m_plan, path("runs")).ok());
    }

    void aDamagedFileIsNamed()
    {
        const auto folder = Comparison::begin(m_plan, path("runs"))->folder();
        const auto file = folder / "comparison.json";
        const auto text = *readFile(file);
        for (const auto* damaged : {"", "{}", "[1]", R"({"schema": 1, "seeds": 1})"}) {
            QVERIFY(writeFileAtomically(file, damaged).ok());
            const auto broken = Comparison::open(folder);
            QVERIFY(!broken);
            QVERIFY(toString(broken.error()).find("comparison.json") != std::string::npos);
        }
        auto newer = text;
        newer.replace(newer.find("\"schema\": 1"), 11, "\"schema\": 9");
        QVERIFY(writeFileAtomically(file, newer).ok());
        QCOMPARE(Comparison::open(folder).error().code, ErrorCode::NewerFormat);
        using Json = nlohmann::json;
        const auto whole = Json::parse(text);
        const auto refused = [&](const char* what, const std::function<void(Json&)>& damage) {
            auto document = whole;
            damage(document);
            (void)writeFileAtomically(file, document.dump());
            const auto broken = Comparison::open(folder);
            if (broken) {
                qWarning("%s is taken", what);
            }
            return !broken && broken.error().code == ErrorCode::Corrupt &&
                   toString(broken.error()).find("comparison.json") != std::string::npos;
        };
        const auto list = Json::array();
        QVERIFY(refused("a state", [](Json& d) { d["runs"][0]["state"] = "xxxx"; }));
        QVERIFY(refused("nothing",
                        [&](Json& d) { d["configurations"] = d["seeds"] = d["runs"] = list; }));
        QVERIFY(
            refused("no configuration", [&](Json& d) { d["configurations"] = d["runs"] = list; }));
        QVERIFY(refused("no seed", [&](Json& d) { d["seeds"] = d["runs"] = list; }));
        QVERIFY(refused("no run", [&](Json& d) { d["runs"] = list; }));
        QVERIFY(refused("a run too few", [](Json& d) { d["runs"].erase(0); }));
        QVERIFY(refused("a run's seed", [](Json& d) { d["runs"][1]["seed"] = 9; }));
        QVERIFY(refused("a run's place", [](Json& d) { d["runs"][1]["configuration"] = 0; }));
        QVERIFY(refused("another order", [](Json& d) { std::swap(d["runs"][0], d["runs"][1]); }));
        QVERIFY(refused("no place", [](Json& d) { d["runs"][1]["configuration"] = 1 << 20; }));
    }

    /// Made-up results, as a file would tell them.
    void theVerdictFollowsThePairedTest()
    {
        m_plan.seeds = {0, 1, 2};
        m_plan.configs.push_back({"Third", m_plan.configs[0].config, {}});
        m_plan.configs[2].config.model.head = Head::Last;
        const double accuracies[3][3] = {
            {0.70, 0.80, 0.75}, {0.76, 0.85, 0.81}, {0.75, 0.78, 0.76}};
        auto table = tabulate(withAccuracies(accuracies), 3);
        QCOMPARE(table.rows[1].judgement.verdict, Verdict::Better);
        QCOMPARE(table.rows[2].judgement.verdict, Verdict::NoDifference);
        QVERIFY(std::abs(table.rows[1].judgement.test->difference - 0.17 / 3) < 1e-9);
        QVERIFY(table.rows[1].judgement.correctedP >
                table.rows[1].judgement.test->p); // Holm: two tests.
        const auto text = toMarkdown(table);
        QVERIFY(text.find("- Mean: better (5.67 points") != std::string::npos);
        QVERIFY(text.find("- Third: no difference shown") != std::string::npos);
        QVERIFY(text.find("| 75.00 ± 5.00 |") != std::string::npos);

        // Both seeds of an interrupted comparison by the same amount: not too few, and no verdict.
        const double alike[3][3] = {{0.70, 0.80, 0.75}, {0.72, 0.82, 0.77}, {0.70, 0.80, 0.75}};
        const auto equal = tabulate(withAccuracies(alike), 3);
        QCOMPARE(equal.rows[1].judgement.verdict, Verdict::NoSpread);
        QCOMPARE(equal.rows[2].judgement.verdict, Verdict::NoDifference);
        QVERIFY(toMarkdown(equal).find("- Mean: same difference in all seeds") !=
                std::string::npos);

        const double reversed[3][3] = {{0.76, 0.85, 0.81}, {0.70, 0.80, 0.75}, {0.75, 0.78, 0.76}};
        QCOMPARE(tabulate(withAccuracies(reversed), 3).rows[1].judgement.verdict, Verdict::Worse);
    }

    void aNetworkIsTestedBesideTheOneOfItsSize()
    {
        auto config = m_plan.configs[0].config;
        config.model.head = Head::Attention;
        m_plan = cnnAgainstBiLstm(config, {0, 1, 2});
        const double accuracies[3][3] = {
            {0.70, 0.80, 0.75}, {0.72, 0.79, 0.77}, {0.78, 0.86, 0.83}};
        const auto table = tabulate(withAccuracies(accuracies), 3);
        QCOMPARE(table.matched.size(), 1U);
        QCOMPARE(table.rows[table.matched[0].baseline].name, std::string("CNN, same size"));
        QCOMPARE(table.rows[table.matched[0].row].name, std::string("CNN + BiLSTM"));
        const auto& judgement = table.matched[0].judgement;
        QVERIFY(std::abs(judgement.test->difference - 0.19 / 3) < 1e-9);
        QCOMPARE(judgement.verdict, Verdict::Better);
        const auto csv = toCsv(table);
        QCOMPARE(std::ranges::count(csv, '\n'), 1 + 3 + 1);
        QVERIFY2(csv.find("\nCNN,3,0,0.750000,0.050000,") != std::string::npos, csv.c_str());
        QVERIFY2(csv.find("\nCNN + BiLSTM,3,0,0.823333,") != std::string::npos, csv.c_str());
        QVERIFY2(csv.find(",,,CNN,0.073333,") != std::string::npos, csv.c_str());
        QVERIFY2(csv.find(",\"CNN, same size\",0.063333,") != std::string::npos, csv.c_str());
        const auto text = toMarkdown(table);
        const auto beside = text.find("Beside CNN, same size:");
        QVERIFY(beside != std::string::npos);
        QVERIFY(text.find("- CNN + BiLSTM: better (6.33 points", beside) != std::string::npos);
    }

    void namesCannotBreakTheTable()
    {
        m_plan.configs[0].name = "a|b\nc";
        m_plan.configs[1].name = "say \"x\", then y";
        m_plan.seeds = {0};
        const auto comparison = Comparison::begin(m_plan, path("runs"));
        QVERIFY(toMarkdown(tabulate(*comparison, 3)).find("| a\\|b c |") != std::string::npos);
        QVERIFY(runsCsv(*comparison).find("\"say \"\"x\"\", then y\"") != std::string::npos);
    }

private:
    /// accuracies: a row a configuration, a column a seed.
    Comparison withAccuracies(const double (&accuracies)[3][3])
    {
        fs::remove_all(path("runs"));
        const auto folder = Comparison::begin(m_plan, path("runs"))->folder();
        const auto file = folder / "comparison.json";
        auto text = *readFile(file);
        std::size_t place = 0;
        for (int run = 0; run < 9; ++run) { // Seed by seed; "accuracy" is its first member.
            const std::string zero = "\"accuracy\": 0.0";
            place = text.find(zero, place + 1);
            text.replace(place, zero.size(),
                         "\"accuracy\": " + std::to_string(accuracies[run % 3][run / 3]));
            const std::string open = "\"state\": \"open\"";
            text.replace(text.find(open, place), open.size(), "\"state\": \"finished\"");
        }
        (void)writeFileAtomically(file, text);
        return *Comparison::open(folder);
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "test_comparison.moc"
