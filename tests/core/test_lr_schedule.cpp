#include "core/train/lr_schedule.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <string>

using namespace weft;

class TestLrSchedule : public QObject
{
    Q_OBJECT
private slots:
    void ratesAreThoseOfPyTorch()
    {
        std::ifstream file(WEFT_SOURCE_DIR "/tests/parity/training_goldens.json");
        const auto goldens = nlohmann::json::parse(file); // The loop keeps its range alone alive.
        QVERIFY(!goldens.at("schedules").empty());
        for (const auto& golden : goldens.at("schedules")) {
            TrainConfig config;
            config.lr = golden.at("lr");
            config.epochs = golden.at("epochs");
            const bool oneCycle = golden.at("kind") == "onecycle";
            const std::map<std::string, ScheduleKind> kinds{{"cosine", ScheduleKind::Cosine},
                                                            {"onecycle", ScheduleKind::OneCycle},
                                                            {"constant", ScheduleKind::Constant},
                                                            {"step", ScheduleKind::Step},
                                                            {"restarts", ScheduleKind::Restarts}};
            config.schedule = kinds.at(golden.at("kind"));
            config.cosineTMax = golden.value("t_max", config.cosineTMax);
            config.cosineEtaMin = golden.value("eta_min", config.cosineEtaMin);
            config.stepEpochs = golden.value("step_epochs", config.stepEpochs);
            config.stepFactor = golden.value("step_factor", config.stepFactor);
            config.restartEpochs = golden.value("restart_epochs", config.restartEpochs);
            config.restartGrowth = golden.value("restart_growth", config.restartGrowth);
            config.warmupEpochs = golden.value("warmup_epochs", 0.0);
            const LrSchedule schedule(config, golden.at("steps_per_epoch"));
            const std::vector<double> rates = golden.at("rates");
            const std::vector<double> momenta = golden.at("momenta");
            for (std::size_t step = 0; step < rates.size(); ++step) {
                const auto now = schedule.at(static_cast<std::int64_t>(step));
                QVERIFY2(std::abs(now.learningRate - rates[step]) < 1e-12 + 1e-9 * rates[step],
                         qPrintable(QString("step %1: %2, PyTorch has %3")
                                        .arg(step)
                                        .arg(now.learningRate)
                                        .arg(rates[step])));
                QCOMPARE(now.momentum.has_value(), oneCycle);
                QVERIFY(std::abs(now.momentum.value_or(0.9) - momenta[step]) < 1e-9);
            }
        }
    }

    void aConstantRateStaysAndLeavesTheMomentumAlone()
    {
        TrainConfig config;
        config.schedule = ScheduleKind::Constant;
        config.lr = 0.25;
        const LrSchedule schedule(config, 10);
        QCOMPARE(schedule.at(0).learningRate, 0.25);
        QCOMPARE(schedule.at(499).learningRate, 0.25);
        QVERIFY(!schedule.at(7).momentum);
    }

    void aWarmUpRisesToTheScheduleAndIsOverThen()
    {
        TrainConfig config;
        config.schedule = ScheduleKind::Constant;
        config.lr = 0.5;
        config.warmupEpochs = 0.25; // Of 16 steps: 4.
        const LrSchedule schedule(config, 16);
        for (int step = 0; step < 8; ++step) {
            QCOMPARE(schedule.at(step).learningRate, 0.5 * std::min(1.0, (step + 1) / 4.0));
        }
        config.warmupEpochs = 0.01; // Less than a step is none.
        QCOMPARE(LrSchedule(config, 16).at(0).learningRate, 0.5);
    }

    void theShortestRunHasARate()
    {
        TrainConfig config;
        config.schedule = ScheduleKind::OneCycle;
        config.epochs = 1;
        config.lr = 0.1;
        const double rate = LrSchedule(config, 1).at(0).learningRate;
        QVERIFY(rate > 0 && rate <= 0.1);
    }
};

QTEST_GUILESS_MAIN(TestLrSchedule)
#include "test_lr_schedule.moc"
