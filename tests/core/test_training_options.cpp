// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/store/checkpoint_p.h"
#include "core/train/train_run.h"
// clang-format on

#include "frozen_support.h"

#include <QTest>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace weft;
using namespace weft::test;

namespace {

bool equalParts(const TensorMap& some, const TensorMap& others, bool (*wanted)(const std::string&))
{
    return std::ranges::all_of(some, [&](const auto& entry) {
        return !wanted(entry.first) || entry.second.equal(others.at(entry.first));
    });
}

bool isStatistic(const std::string& name)
{
    return name.starts_with("backbone.") && name.find("running_") != std::string::npos;
}

bool isBackboneWeight(const std::string& name)
{
    return name.starts_with("backbone.") && name.ends_with(".weight");
}

} // namespace

class TestTrainingOptions : public FrozenRuns
{
    Q_OBJECT
private slots:
    /// Whatever is chosen, a run that was stopped equals one that was not.
    void aStoppedRunCarriesOnToTheLastBit_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<int>("step");
        QTest::newRow("average, within an epoch") << "ema" << 4;
        QTest::newRow("average, at an epoch's end") << "ema" << 6;
        QTest::newRow("gradients of two of four batches") << "accumulate" << 8;
        QTest::newRow("gradients gathered, AdamW, average") << "accumulate-adamw" << 9;
        QTest::newRow("mixed images") << "mix" << 8;
        QTest::newRow("even sampling") << "sampling" << 8;
        QTest::newRow("class weights, varied images") << "weights" << 8;
        QTest::newRow("before the backbone thaws") << "thaw" << 4;
        QTest::newRow("when the backbone is about to thaw") << "thaw" << 6;
        QTest::newRow("after the backbone has thawed") << "thaw" << 9;
        QTest::newRow("AdamW, after the backbone has thawed") << "thaw-adamw" << 9;
    }

    void aStoppedRunCarriesOnToTheLastBit()
    {
        QFETCH(QString, option);
        QFETCH(int, step);
        const auto config = configFor(option.toStdString());
        RecordingSink straight;
        const auto whole = train(config, straight);
        QVERIFY2(whole.ok(), why(whole).c_str());
        const auto stopped = stopAndCarryOn(config, step);
        QVERIFY2(stopped.ok(), why(stopped).c_str());
        QCOMPARE(curve(*stopped), curve(whole->directory));
        QVERIFY(sameWeights(*stopped, whole->directory));
    }

    void aBackboneThawsInItsEpoch()
    {
        auto config = configFor("thaw");
        config.data.augment = false;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY2(run.ok(), why(run).c_str());
        // Features are computed, then come from the cache, and then the images themselves are read.
        QCOMPARE(featuresStory(sink), std::string("fc-"));
        const auto teacher = *loadCheckpoint(m_teacher, CheckpointKind::Best);
        const auto last = lastOf(run->directory);
        QVERIFY(!equalParts(teacher.model, last.model, isBackboneWeight));
        QVERIFY(!equalParts(teacher.model, last.model, isStatistic));
        QVERIFY(last.optimizer.contains("step.backbone"));
        QCOMPARE(last.optimizer.at("step").item<std::int64_t>(), std::int64_t{18});
        QCOMPARE(last.optimizer.at("step.backbone").item<std::int64_t>(), std::int64_t{6});

        // Until then it is the run whose backbone stays frozen.
        auto frozen = config;
        frozen.train.unfreezeEpoch = 0;
        RecordingSink other;
        const auto still = train(frozen, other);
        QVERIFY(still.ok());
        const auto some = sink.all<StepEvent>();
        const auto same = other.all<StepEvent>();
        for (std::size_t i = 0; i < 12; ++i) {
            QCOMPARE(some[i].loss, same[i].loss);
        }
        QVERIFY(some[17].loss != same[17].loss);
        QVERIFY(equalParts(teacher.model, lastOf(still->directory).model, isBackboneWeight));
    }

    void aBackboneThatThawsAtOnceIsNeverFrozen()
    {
        auto config = frozenConfig();
        config.train.unfreezeEpoch = 1;
        auto never = config;
        never.train.freeze = Freeze::None;
        never.train.unfreezeEpoch = 0;
        RecordingSink sink;
        const auto run = train(config, sink);
        const auto plain = train(never, sink);
        QVERIFY(run.ok() && plain.ok());
        QVERIFY(sameWeights(run->directory, plain->directory));
    }

    void frozenNormsKeepTheirStatisticsAndLearnOtherwise_data()
    {
        QTest::addColumn<int>("precision");
        QTest::newRow("fp32") << int(Precision::Fp32);
        QTest::newRow("bf16") << int(Precision::Bf16);
    }

    void frozenNormsKeepTheirStatisticsAndLearnOtherwise()
    {
        QFETCH(int, precision);
        auto config = tinyConfig(m_data);
        config.model.weights = m_teacher.string();
        config.train.freezeNorms = true;
        config.train.precision = static_cast<Precision>(precision);
        config.train.epochs = 1;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY2(run.ok(), why(run).c_str());
        const auto teacher = *loadCheckpoint(m_teacher, CheckpointKind::Best);
        const auto last = lastOf(run->directory);
        QVERIFY(equalParts(teacher.model, last.model, isStatistic));
        for (const auto& [name, tensor] : teacher.model) {
            if (isBackboneWeight(name)) { // Norms' scales are among them.
                QVERIFY2(!tensor.equal(last.model.at(name)), name.c_str());
            }
        }
    }

    void aRateOfNoneLeavesTheBackbonesWeights()
    {
        auto config = tinyConfig(m_data);
        config.model.weights = m_teacher.string();
        config.train.backboneRate = 0;
        config.train.epochs = 1;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY(run.ok());
        const auto teacher = *loadCheckpoint(m_teacher, CheckpointKind::Best);
        const auto last = lastOf(run->directory);
        QVERIFY(equalParts(teacher.model, last.model, isBackboneWeight));
        QVERIFY(!equalParts(teacher.model, last.model, isStatistic));
    }

    void theRunsNetworkIsTheAverage()
    {
        const auto config = configFor("ema");
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY(run.ok());
        auto plain = config;
        plain.train.emaDecay = 0;
        RecordingSink other;
        const auto without = train(plain, other);
        QVERIFY(without.ok());
        const auto last = lastOf(run->directory);
        const auto raw = lastOf(without->directory);
        // The averaging watches: it changes nothing in the training itself.
        int compared = 0;
        for (const auto& [name, tensor] : raw.model) {
            const auto trained = last.optimizer.find("trained." + name);
            if (trained != last.optimizer.end()) {
                QVERIFY2(trained->second.equal(tensor), name.c_str());
                ++compared;
            }
        }
        QVERIFY(compared > 10);
        QVERIFY(!last.model.at("fc.weight").equal(raw.model.at("fc.weight")));
        QVERIFY(sink.all<EpochEvent>()[1].valLoss != other.all<EpochEvent>()[1].valLoss);
        QCOMPARE(sink.all<EpochEvent>()[1].trainLoss, other.all<EpochEvent>()[1].trainLoss);
    }

    void patienceEndsARunAndSaysWhy()
    {
        auto config = tinyConfig(m_data);
        config.train.epochs = 12;
        config.train.patience = 2;
        config.train.lr = 1e-8; // Nothing gets better.
        config.train.schedule = ScheduleKind::Constant;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY(run.ok());
        QCOMPARE(run->state, RunState::Finished);
        QCOMPARE(run->withoutBetter, run->epochs - run->bestEpoch);
        QCOMPARE(run->withoutBetter, 2);
        QVERIFY(run->epochs < 12);
        QCOMPARE(RunDirectory::open(run->directory)->status().state, RunState::Finished);
        std::string log;
        for (const auto& entry : fs::directory_iterator(run->directory)) {
            if (entry.path().filename().string().starts_with("events.")) {
                std::ifstream file(entry.path(), std::ios::binary);
                log.append(std::istreambuf_iterator<char>(file), {});
            }
        }
        QVERIFY(log.find("no better validation accuracy for 2 epochs") != std::string::npos);
        QCOMPARE(RunDirectory::open(run->directory)->history()->epochs.size(),
                 static_cast<std::size_t>(run->epochs));
        // A run that the patience does not end says nothing.
        config.train.epochs = 1;
        const auto shorter = train(config, sink);
        QCOMPARE(shorter->withoutBetter, 0);
    }

    void batchesThatAreAccumulatedMakeOneStepAtTheLastOfThem()
    {
        auto config = configFor("accumulate"); // 6 batches an epoch: 4 and 2.
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY(run.ok());
        QCOMPARE(sink.all<StepEvent>().size(), std::size_t{18});
        const auto last = lastOf(run->directory);
        QCOMPARE(last.optimizer.at("step").item<std::int64_t>(), std::int64_t{6});
        QVERIFY(!last.optimizer.contains("gathered"));
    }

    void featuresOfVariedViewsAreOthers()
    {
        auto config = frozenConfig();
        config.data.cachedViews = 1;
        QCOMPARE(newFiles(config), 2);
        QCOMPARE(newFiles(config), 0);
        config.data.randAugmentOps = 2;
        QCOMPARE(newFiles(config), 1); // The validation images' stay the same.
        config.data.erasing = 0.5;
        QCOMPARE(newFiles(config), 1);
        QCOMPARE(newFiles(config), 0);
    }

private:
    [[nodiscard]] RunConfig configFor(const std::string& option) const
    {
        auto config = tinyConfig(m_data);
        auto& train = config.train;
        if (option == "ema") {
            train.emaDecay = 0.9;
        } else if (option.starts_with("accumulate")) {
            train.accumulate = 4;
        } else if (option == "mix") {
            train.mixup = 0.4;
            train.cutmix = 1;
        } else if (option == "sampling") {
            train.balance = Balance::Sampling;
        } else if (option == "weights") {
            train.balance = Balance::Weights;
            config.data.erasing = 0.5;
            config.data.randAugmentOps = 2;
        } else {
            config = frozenConfig();
            config.train.unfreezeEpoch = option == "thaw" ? 3 : 2;
            config.train.mixup = 0.4;
            config.train.backboneRate = 0.5;
        }
        if (option.ends_with("adamw")) {
            config.train.optimizer = OptimizerKind::AdamW;
            config.train.lr = 0.003;
            config.train.emaDecay = 0.9;
        }
        return config;
    }
};

QTEST_GUILESS_MAIN(TestTrainingOptions)
#include "test_training_options.moc"
