// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/train/epoch_sums_p.h"
#include "core/train/training_step_p.h"

#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <torch/nn/module.h>
#include <torch/utils.h>
// clang-format on

#include <QTest>

#include <cmath>
#include <limits>

using namespace weft;

namespace {

/// A BiLSTM and a head on features: no norm sees a batch.
Classifier network()
{
    ModelConfig config;
    config.backbone = Backbone::ResNet20;
    config.head = Head::Attention;
    config.grid = 2;
    config.layers = 1;
    config.hidden = 6;
    Classifier model(config, 3, 4);
    model->freezeBackbone();
    model->train();
    return model;
}

StepInput input()
{
    torch::manual_seed(2);
    StepInput step;
    step.batch.count = 6;
    step.batch.labels = {0, 1, 2, 0, 1, 2};
    step.features = at::randn({6, 4, 64});
    return step;
}

bool same(Classifier& some, Classifier& others)
{
    const auto a = some->parameters();
    const auto b = others->parameters();
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a[i].equal(b[i])) {
            return false;
        }
    }
    return true;
}

/// A scaler that has reached a scale by its own rules.
LossScaler scalerAt(double scale)
{
    LossScaler scaler;
    auto state = scaler.state();
    state["scaler.scale"].fill_(scale);
    [[maybe_unused]] const auto loaded = scaler.loadState(state);
    return scaler;
}

/// No float: it makes any gradient infinite.
constexpr double tooLarge = 0x1p140;

} // namespace

class TestLossScaler : public QObject
{
    Q_OBJECT
private slots:
    void followsTheRulesOfPyTorch()
    {
        LossScaler scaler;
        QCOMPARE(scaler.scale(), 65536.0);
        for (int step = 1; step < 2000; ++step) {
            QVERIFY(scaler.endStep());
        }
        QCOMPARE(scaler.scale(), 65536.0);
        QVERIFY(scaler.endStep());
        QCOMPARE(scaler.scale(), 131072.0);
        for (int step = 1; step < 2000; ++step) {
            QVERIFY(scaler.endStep());
        }
        scaler.noteOverflow();
        QVERIFY(!scaler.endStep());
        QCOMPARE(scaler.scale(), 65536.0);
        QCOMPARE(scaler.skipped(), std::int64_t{1});
        // The row of good steps began anew.
        for (int step = 1; step < 2000; ++step) {
            QVERIFY(scaler.endStep());
        }
        QCOMPARE(scaler.scale(), 65536.0);
        QVERIFY(scaler.endStep());
        QCOMPARE(scaler.scale(), 131072.0);
    }

    void neverGrowsBeyondAFloat()
    {
        auto scaler = scalerAt(tooLarge);
        for (int step = 0; step < 4000; ++step) {
            QVERIFY(scaler.endStep());
        }
        QCOMPARE(scaler.scale(), tooLarge);
    }

    void aTakenUpScalerGoesOn()
    {
        LossScaler scaler;
        for (int step = 0; step < 1990; ++step) {
            QVERIFY(scaler.endStep());
        }
        scaler.noteOverflow();
        LossScaler within; // A step that is under way.
        QVERIFY(within.loadState(scaler.state()).ok());
        QVERIFY(within.overflowed());
        QVERIFY(!within.endStep());
        QCOMPARE(within.scale(), 32768.0);
        for (int step = 0; step < 1990; ++step) {
            QVERIFY(within.endStep());
        }
        LossScaler after;
        QVERIFY(!after.loadState({}).ok());
        QVERIFY(after.loadState(within.state()).ok());
        QCOMPARE(after.skipped(), std::int64_t{1});
        for (int step = 0; step < 9; ++step) {
            QVERIFY(after.endStep());
        }
        QCOMPARE(after.scale(), 32768.0);
        QVERIFY(after.endStep());
        QCOMPARE(after.scale(), 65536.0);
    }

    /// Gradients are unscaled before they are clipped: a power of two changes no bit of a step.
    void aScaledStepIsThePlainOne_data()
    {
        QTest::addColumn<double>("clip");
        QTest::addColumn<bool>("parts");
        QTest::newRow("clipped") << 0.01 << false;
        QTest::newRow("not clipped") << 1e6 << false;
        QTest::newRow("no clipping") << 0.0 << false;
        QTest::newRow("clipped, of two batches") << 0.01 << true;
    }

    void aScaledStepIsThePlainOne()
    {
        QFETCH(double, clip);
        QFETCH(bool, parts);
        TrainConfig config;
        config.clip = clip;
        auto plain = network();
        auto scaled = network();
        const auto untrained = network();
        Optimizer plainOptimizer(*plain, config);
        Optimizer scaledOptimizer(*scaled, config);
        LossScaler scaler;
        for (int step = 0; step < (parts ? 4 : 2); ++step) {
            const bool first = !parts || step % 2 == 0;
            const bool last = !parts || step % 2 == 1;
            auto one = input();
            auto other = input();
            const auto expected = trainOnInput(plain, plainOptimizer, one, 32, c10::kCPU, config,
                                               {0.5, {}}, {first, last});
            const auto got = trainOnInput(scaled, scaledOptimizer, other, 32, c10::kCPU, config,
                                          {0.5, {}}, {first, last, {}, {}, &scaler});
            QVERIFY(expected.ok() && got.ok());
            QCOMPARE(got->gradientNorm, expected->gradientNorm);
            QCOMPARE(got->loss, expected->loss);
            QCOMPARE(got->lossScale, 65536.0);
            QVERIFY(!got->skipped);
        }
        QVERIFY(same(plain, scaled));
        auto first = untrained;
        QVERIFY(!same(plain, first));
    }

    void aStepWithAnInfiniteGradientIsSkipped()
    {
        TrainConfig config;
        auto model = network();
        auto untrained = network();
        Optimizer optimizer(*model, config);
        auto scaler = scalerAt(tooLarge);
        auto first = input();
        const auto skipped = trainOnInput(model, optimizer, first, 32, c10::kCPU, config, {0.5, {}},
                                          {true, true, {}, {}, &scaler});
        QVERIFY2(skipped.ok(), skipped.ok() ? "" : toString(skipped.error()).c_str());
        QVERIFY(skipped->skipped);
        QCOMPARE(skipped->lossScale, tooLarge);
        QCOMPARE(skipped->gradientNorm, 0.0);
        QVERIFY(std::isfinite(skipped->loss));
        QCOMPARE(scaler.scale(), tooLarge / 2);
        QVERIFY(same(model, untrained));
        // Neither the momentum nor a count has moved.
        for (const auto& [name, tensor] : optimizer.state()) {
            QCOMPARE(tensor.abs().sum().item<double>(), 0.0);
        }
        // Down to where they are finite, and the step is taken.
        int steps = 0;
        for (bool skips = true; skips && steps < 200; ++steps) {
            auto next = input();
            const auto outcome = trainOnInput(model, optimizer, next, 32, c10::kCPU, config,
                                              {0.5, {}}, {true, true, {}, {}, &scaler});
            QVERIFY(outcome.ok());
            skips = outcome->skipped;
        }
        QVERIFY(steps > 1 && steps < 200);
        QCOMPARE(scaler.skipped(), std::int64_t{steps});
        QVERIFY(!same(model, untrained));
    }

    void withoutAScalerAnInfiniteGradientIsAnError()
    {
        TrainConfig config;
        auto model = network();
        {
            const torch::NoGradGuard noGradients;
            for (auto& parameter : model->classifier().parameters()) {
                parameter.fill_(std::numeric_limits<float>::quiet_NaN());
            }
        }
        Optimizer optimizer(*model, config);
        auto one = input();
        const auto failed =
            trainOnInput(model, optimizer, one, 32, c10::kCPU, config, {0.5, {}}, {true, true});
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().code, ErrorCode::NotFinite);
    }

    /// As a batch whose values are beyond float16 has: PyTorch's scaler skips it.
    void aLossThatIsNotFiniteIsSkipped()
    {
        TrainConfig config;
        auto model = network();
        auto untrained = network();
        Optimizer optimizer(*model, config);
        LossScaler scaler;
        auto infinite = input();
        infinite.features.fill_(std::numeric_limits<float>::infinity());
        const auto skipped = trainOnInput(model, optimizer, infinite, 32, c10::kCPU, config,
                                          {0.5, {}}, {true, true, {}, {}, &scaler});
        QVERIFY2(skipped.ok(), skipped.ok() ? "" : toString(skipped.error()).c_str());
        QVERIFY(skipped->skipped);
        QVERIFY(!std::isfinite(skipped->loss));
        QCOMPARE(scaler.scale(), 32768.0);
        QVERIFY(same(model, untrained));
        auto good = input();
        const auto taken = trainOnInput(model, optimizer, good, 32, c10::kCPU, config, {0.5, {}},
                                        {true, true, {}, {}, &scaler});
        QVERIFY(taken.ok() && !taken->skipped);
        QVERIFY(!same(model, untrained));

        // Curves and checkpoints hold numbers only, and the epoch's loss is the taken step's.
        TrainingState state;
        QVERIFY(!addStep(state, *skipped, 6, 10));
        QVERIFY(std::isnan(epochEventOf(state, {}).trainLoss));
        QCOMPARE(addStep(state, *taken, 6, 10).value().loss, taken->loss);
        QVERIFY(!addStep(state, *skipped, 6, 10));
        QCOMPARE(state.epochSeen, std::int64_t{18});
        QCOMPARE(epochEventOf(state, {}).trainLoss, taken->loss);
        beginNextEpoch(state);
        QCOMPARE(state.epochLosses, std::int64_t{0});
    }

    /// The batches of a step are skipped together, whichever of them overflowed.
    void oneOverflowSkipsTheWholeStep_data()
    {
        QTest::addColumn<int>("overflowing");
        QTest::newRow("the first of three batches") << 0;
        QTest::newRow("the second") << 1;
        QTest::newRow("the last") << 2;
    }

    void oneOverflowSkipsTheWholeStep()
    {
        QFETCH(int, overflowing);
        TrainConfig config;
        auto model = network();
        auto untrained = network();
        Optimizer optimizer(*model, config);
        LossScaler scaler;
        for (int batch = 0; batch < 3; ++batch) {
            auto one = input();
            // A class weight that makes this batch's gradient infinite, and not its loss.
            const auto weights = batch == overflowing ? at::tensor({1e33F, 1e33F, 1e33F})
                                                      : at::tensor({1.0F, 1.0F, 1.0F});
            const auto outcome =
                trainOnInput(model, optimizer, one, 32, c10::kCPU, config, {0.5, {}},
                             {!optimizer.gathering(), batch == 2, weights, {}, &scaler});
            QVERIFY(outcome.ok());
            QCOMPARE(outcome->skipped, batch == 2);
            QCOMPARE(scaler.overflowed(), batch >= overflowing && batch < 2);
            for (const auto& [name, tensor] : optimizer.state()) {
                QVERIFY2(tensor.isfinite().all().item<bool>(), name.c_str()); // Can be saved.
            }
        }
        QVERIFY(!optimizer.gathering());
        QVERIFY(same(model, untrained));
        QCOMPARE(scaler.scale(), 32768.0);
        QCOMPARE(scaler.skipped(), std::int64_t{1});
        // The next step has nothing of it.
        auto fresh = network();
        Optimizer freshOptimizer(*fresh, config);
        for (auto [which, its] : {std::pair(&model, &optimizer), {&fresh, &freshOptimizer}}) {
            auto one = input();
            const auto outcome =
                trainOnInput(*which, *its, one, 32, c10::kCPU, config, {0.5, {}}, {true, true});
            QVERIFY(outcome.ok());
        }
        QVERIFY(same(model, fresh));
    }

    void aStepWhoseLastBatchIsEmptyIsSkippedToo()
    {
        TrainConfig config;
        auto model = network();
        auto untrained = network();
        Optimizer optimizer(*model, config);
        LossScaler scaler;
        auto one = input();
        QVERIFY(trainOnInput(model, optimizer, one, 32, c10::kCPU, config, {0.5, {}},
                             {true, false, at::tensor({1e33F, 1e33F, 1e33F}), {}, &scaler})
                    .ok());
        QVERIFY(scaler.overflowed());
        const auto finished = finishStep(optimizer, config, {0.5, {}}, &scaler);
        QVERIFY(finished.ok() && finished->skipped);
        QVERIFY(same(model, untrained));
        QCOMPARE(scaler.skipped(), std::int64_t{1});
    }
};

QTEST_GUILESS_MAIN(TestLossScaler)
#include "test_loss_scaler.moc"
