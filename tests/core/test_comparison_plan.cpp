#include "core/compare/comparison_plan.h"
#include "core/model/network_description.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace weft;

namespace {

ComparisonPlan read(const char* text)
{
    auto plan = comparisonPlanFromJson(text, ".");
    if (!plan) {
        qWarning("%s", toString(plan.error()).c_str());
        return {};
    }
    return *plan;
}

std::int64_t parametersOf(const ComparedConfig& compared, int classes)
{
    return describeNetwork(compared.config.model, compared.config.data.size, classes)->parameters;
}

} // namespace

class TestComparisonPlan : public QObject
{
    Q_OBJECT
private slots:
    void settingsGoOneUponTheOther()
    {
        const auto plan = read(R"({"title": "Heads", "data": "builtin:digits", "preset": "quick",
            "set": {"train.epochs": 5, "model.hidden": 32}, "seeds": [4, 9],
            "configurations": [
                {"name": "Last", "set": {"model.head": "last", "model.hidden": 16}},
                {"name": "Article", "preset": "article"},
                {"name": "Whole", "config": {"model": {"head": "mean", "dropout": 0.5}}}]})");
        QCOMPARE(plan.title, std::string("Heads"));
        QCOMPARE(plan.seeds, (std::vector<std::uint64_t>{4, 9}));
        QCOMPARE(plan.configs.size(), 3U);
        const auto& last = plan.configs[0].config;
        QCOMPARE(last.model.head, Head::Last);
        QCOMPARE(last.model.hidden, 16);
        QCOMPARE(last.train.epochs, 5);
        QCOMPARE(last.model.backbone, Backbone::ResNet20);
        QCOMPARE(last.data.source, std::string("builtin:digits"));
        QCOMPARE(plan.configs[1].config.model.backbone, Backbone::ResNet18);
        QCOMPARE(plan.configs[1].config.data.source, std::string("builtin:digits"));
        QCOMPARE(plan.configs[2].config.model.dropout, 0.5);
        QCOMPARE(plan.configs[2].config.train.epochs, 5);
        QVERIFY(checkPlan(plan).ok());
    }

    void aNumberOfSeedsCountsFromZero()
    {
        QCOMPARE(read(R"({"seeds": 4})").seeds, (std::vector<std::uint64_t>{0, 1, 2, 3}));
        QCOMPARE(read("{}").seeds.size(), 3U);
    }

    void mirroringIsTurnedOffUnlessAskedFor()
    {
        const char* const text = R"({"preset": "quick", "configurations": [
            {"name": "a"}, {"name": "b", "set": {"data.flip": true}}, {"name": "c", "preset": "article"}]})";
        const auto plan = comparisonPlanFromJson(text, ".", false);
        QVERIFY(plan.ok());
        QVERIFY(!plan->configs[0].config.data.flip);
        QVERIFY(plan->configs[1].config.data.flip);
        QVERIFY(!plan->configs[2].config.data.flip);
    }

    void aWrongPlanIsRefusedByItsMember_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("no JSON") << QByteArray("{") << QByteArray("not JSON");
        QTest::newRow("list") << QByteArray("[]") << QByteArray("not a JSON object");
        QTest::newRow("misspelt") << QByteArray(R"({"seed": 3})") << QByteArray("seed");
        QTest::newRow("seeds") << QByteArray(R"({"seeds": -1})") << QByteArray("seeds");
        QTest::newRow("too many") << QByteArray(R"({"seeds": 4000000000})") << QByteArray("seeds");
        QTest::newRow("key") << QByteArray(R"({"set": {"train.epoch": 3}})")
                             << QByteArray("train.epoch");
        QTest::newRow("value") << QByteArray(R"({"set": {"train.epochs": 0}})")
                               << QByteArray("train.epochs");
        QTest::newRow("set") << QByteArray(R"({"set": [1]})") << QByteArray("set");
        QTest::newRow("preset") << QByteArray(R"({"preset": "slow"})") << QByteArray("slow");
        QTest::newRow("title") << QByteArray(R"({"title": 3})") << QByteArray("title");
        QTest::newRow("ready") << QByteArray(R"({"ready_made": "x"})") << QByteArray("ready_made");
        QTest::newRow("no BiLSTM")
            << QByteArray(R"({"ready_made": "cnn-vs-bilstm", "set": {"model.head": "gap"}})")
            << QByteArray("ready_made: cnn-vs-bilstm needs a model.head other than gap");
        QTest::newRow("configurations")
            << QByteArray(R"({"configurations": 3})") << QByteArray("configurations");
        QTest::newRow("one") << QByteArray(R"({"configurations": [3]})")
                             << QByteArray("not a JSON object");
        QTest::newRow("member") << QByteArray(R"({"configurations": [{"title": "x"}]})")
                                << QByteArray("title");
    }

    void aWrongPlanIsRefusedByItsMember()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, word);
        const auto plan = comparisonPlanFromJson(text.toStdString(), ".");
        QVERIFY(!plan);
        QVERIFY2(QByteArray(toString(plan.error()).c_str()).contains(word),
                 toString(plan.error()).c_str());
    }

    void aPlanThatCannotRunIsRefused()
    {
        auto good = cnnAgainstBiLstm(digits(), {0, 1});
        QVERIFY(checkPlan(good).ok());
        auto plan = good;
        plan.configs.resize(1);
        QVERIFY(!checkPlan(plan));
        plan = good;
        plan.seeds = {1, 1};
        QVERIFY(!checkPlan(plan));
        plan = good;
        plan.seeds.clear();
        QVERIFY(!checkPlan(plan));
        plan = good;
        plan.configs[1].name = plan.configs[0].name;
        QVERIFY(!checkPlan(plan));
        plan = good;
        plan.configs[1].config.data.source = "elsewhere";
        QVERIFY(!checkPlan(plan));
        plan = good;
        plan.configs[1].config.data.valFraction = 0.3; // Other images to be judged by.
        QCOMPARE(checkPlan(plan).error().subject, plan.configs[1].name);
        plan = good;
        plan.configs.pop_back(); // Which the second one matches.
        QCOMPARE(checkPlan(plan).error().subject, plan.configs[1].name);
        plan = good;
        plan.configs[2].config.data.size = 8;
        plan.configs[2].config.model.backbone = Backbone::ResNet18;
        QCOMPARE(checkPlan(plan).error().subject, std::string("CNN + BiLSTM"));
    }

    /// A hidden layer that the draft has for its own gap head is no part of the plain CNN.
    void thePlainNetworkHasNoHiddenLayer()
    {
        auto draft = digits();
        draft.model.gapHidden = 100;
        const auto plan = cnnAgainstBiLstm(draft, {0});
        QCOMPARE(plan.configs[0].config.model.head, Head::Gap);
        QCOMPARE(plan.configs[0].config.model.gapHidden, 0);
        QVERIFY(plan.configs[2].config.model.head != Head::Gap);
    }

    /// The same plan, wherever it is read again.
    void aRelativeSourceIsMadeAbsolute()
    {
        namespace fs = std::filesystem;
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        fs::create_directories(root / "plans" / "photos");
        std::ofstream(root / "plans" / "trunk.pth") << "weights";
        const char* const text = R"({"data": "photos/", "configurations": [{"name": "a"},
            {"name": "b", "set": {"data.source": "./photos"}},
            {"name": "c", "set": {"data.source": "elsewhere"}},
            {"name": "d", "set": {"data.source": "builtin:pairs", "model.weights": "trunk.pth",
                                  "train.teacher": "elsewhere/run"}}]})";
        const auto plan = comparisonPlanFromJson(text, root / "plans");
        QVERIFY(plan.ok());
        const auto source = [&](std::size_t i) { return plan->configs[i].config.data.source; };
        QCOMPARE(source(0), (root / "plans" / "photos").string());
        QCOMPARE(source(1), source(0));
        QCOMPARE(source(2), (fs::current_path() / "elsewhere").string());
        QCOMPARE(source(3), std::string("builtin:pairs"));
        QCOMPARE(plan->configs[3].config.model.weights, (root / "plans" / "trunk.pth").string());
        QCOMPARE(plan->configs[3].config.train.teacher,
                 (fs::current_path() / "elsewhere/run").string());
        QVERIFY(plan->configs[0].config.model.weights.empty());
        const auto elsewhere = comparisonPlanFromJson(toJson(*plan), root);
        QVERIFY(elsewhere.ok());
        QCOMPARE(toJson(*elsewhere), toJson(*plan));
    }

    /// The baseline has as many parameters as one more hidden unit would change at most.
    void theBaselineMatchesTheParameters()
    {
        for (const int classes : {2, 10, 100}) {
            auto plan = cnnAgainstBiLstm(digits(), {0});
            QVERIFY(matchParameters(plan, classes).ok());
            const auto wanted = parametersOf(plan.configs[2], classes);
            const auto matched = parametersOf(plan.configs[1], classes);
            QVERIFY(parametersOf(plan.configs[0], classes) < wanted);
            QVERIFY(std::abs(static_cast<double>(matched - wanted)) <= (64.0 + 1 + classes) / 2);
        }
    }

    void whatCannotMatchIsRefused()
    {
        auto plan = cnnAgainstBiLstm(digits(), {0});
        plan.configs[1].matches = "nobody";
        QVERIFY(!matchParameters(plan, 10));
        plan.configs[1].matches = plan.configs[1].name;
        QVERIFY(!matchParameters(plan, 10));
        plan.configs[1].matches = plan.configs[2].name;
        plan.configs[1].config.model.head = Head::Last;
        QVERIFY(!matchParameters(plan, 10));
        plan = cnnAgainstBiLstm(digits(), {0});
        plan.configs[1].config.model.backbone = Backbone::ResNet18; // Larger without any layer.
        QVERIFY(!matchParameters(plan, 10));
    }

    void theTextReadsBackTheSame()
    {
        auto plan = cnnAgainstBiLstm(digits(), {3, 5});
        QVERIFY(matchParameters(plan, 10).ok());
        const auto text = toJson(plan);
        const auto back = comparisonPlanFromJson(text, "/somewhere");
        QVERIFY2(back.ok(), back ? "" : toString(back.error()).c_str());
        QCOMPARE(toJson(*back), text);
        QCOMPARE(back->configs[1].config.model.head, Head::Gap);
        QCOMPARE(back->seeds, plan.seeds);
    }

private:
    static RunConfig digits()
    {
        return read(R"({"preset": "quick", "data": "builtin:digits",
                        "configurations": [{"name": "x"}]})")
            .configs[0]
            .config;
    }
};

QTEST_APPLESS_MAIN(TestComparisonPlan)
#include "test_comparison_plan.moc"
