#include "taught_support.h"

#include <QTest>

using namespace weft;
using namespace weft::test;

class TestScaledRun : public TaughtRuns
{
    Q_OBJECT
private slots:
    /// fp16's scale goes through a run's events and its checkpoint; on a processor, where the
    /// arithmetic stays in fp32, powers of two change nothing else.
    void theScaleOfFp16IsToldAndTakenUpAgain()
    {
        auto config = tinyConfig(m_data);
        RecordingSink plainSink;
        const auto plain = train(config, plainSink);
        QVERIFY2(plain.ok(), why(plain).c_str());
        QCOMPARE(plainSink.all<StepEvent>().at(0).lossScale, 0.0);

        config.train.precision = Precision::Fp16;
        QCOMPARE(refusal(config).code, ErrorCode::InvalidArgument); // Without CUDA.
        const auto data = dataOf(config);
        const auto input = inputOf(config, data);
        RecordingSink sink;
        auto [recorder, control] = begun(config, data, sink, "scaled");
        sink.react = [&control = control](const TrainingEvent& event) {
            const auto* done = asStep(event);
            if (done != nullptr && done->step == 8) {
                control->stop();
            }
        };
        Trainer trainer(input, c10::kCPU, *recorder, *control);
        QCOMPARE(*trainer.run(), RunState::Stopped);
        const auto steps = sink.all<StepEvent>();
        QCOMPARE(steps.size(), std::size_t{8});
        QCOMPARE(steps.back().lossScale, 65536.0);
        QCOMPARE(steps.back().skippedSteps, std::int64_t{0});
        // What comes of it is what fp32 makes.
        const auto same = plainSink.all<StepEvent>();
        for (std::size_t i = 0; i < steps.size(); ++i) {
            QCOMPARE(steps[i].loss, same[i].loss);
            QCOMPARE(steps[i].gradientNorm, same[i].gradientNorm);
        }

        // The checkpoint says that the scale stands where everything overflows.
        auto checkpoint = lastOf(recorder->directory());
        QCOMPARE(checkpoint.optimizer.at("scaler.good_steps").item<std::int64_t>(),
                 std::int64_t{8});
        checkpoint.optimizer.at("scaler.scale").fill_(0x1p140);
        RecordingSink rest;
        auto [second, go] = begun(config, data, rest, "resumed");
        Trainer resumed(input, c10::kCPU, *second, *go);
        QVERIFY(resumed.restore(checkpoint).ok());
        const auto ended = resumed.run();
        QVERIFY2(ended.ok(), why(ended).c_str());
        const auto later = rest.all<StepEvent>();
        QCOMPARE(later.size(), std::size_t{10});
        QCOMPARE(later[0].lossScale, 0x1p140);
        QCOMPARE(later[0].skippedSteps, std::int64_t{1});
        QCOMPARE(later[1].lossScale, 0x1p139);
        QVERIFY(rest.all<ProblemEvent>().empty());
        const auto written = RunDirectory::open(second->directory())->history()->steps;
        QCOMPARE(written.back().skippedSteps, later.back().skippedSteps);
        QCOMPARE(written.back().lossScale, later.back().lossScale);

        // Where no scale helps, the run says so in the end.
        checkpoint.optimizer.at("scaler.scale").fill_(0x1p-17);
        auto [third, last] = begun(config, data, rest, "hopeless");
        Trainer hopeless(input, c10::kCPU, *third, *last);
        QVERIFY(hopeless.restore(checkpoint).ok());
        const auto failed = hopeless.run();
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().code, ErrorCode::NotFinite);
    }

private:
    struct Begun
    {
        std::unique_ptr<RunRecorder> recorder;
        std::unique_ptr<RunControl> control;
    };

    Begun begun(const RunConfig& config, const DataSource& data, RecordingSink& sink,
                const char* name) const
    {
        RunRecord record;
        record.config = config;
        record.classNames = data.classNames;
        record.dataFingerprint = data.fingerprint;
        record.preprocessing = *makePreprocessing(config.data, *data.train);
        auto writer = RunWriter::create(path("scaled"), record, {name, {}});
        return {std::make_unique<RunRecorder>(std::move(*writer), sink, RunStatus{}),
                std::make_unique<RunControl>()};
    }
};

QTEST_GUILESS_MAIN(TestScaledRun)
#include "test_scaled_run.moc"
