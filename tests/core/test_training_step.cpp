// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/base/random.h"
#include "core/train/training_step_p.h"
#include "core/train/weight_average_p.h"

#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <torch/nn/module.h>
#include <torch/utils.h>
// clang-format on

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace weft;
using nlohmann::json;

namespace {

constexpr int classes = 3;

/// Features through the BiLSTM and the head: no norm sees a batch.
Classifier frozenNetwork()
{
    ModelConfig config;
    config.backbone = Backbone::ResNet20;
    config.head = Head::Attention;
    config.grid = 2;
    config.layers = 1;
    config.hidden = 6;
    Classifier model(config, classes, 4);
    model->freezeBackbone();
    model->train();
    return model;
}

StepInput some(const at::Tensor& features, std::int64_t first, std::int64_t count)
{
    StepInput input;
    input.batch.count = static_cast<std::size_t>(count);
    for (auto i = first; i < first + count; ++i) {
        input.batch.labels.push_back((i * i) % classes); // 0, 1, 1, 0, 1, 1, ...
    }
    input.features = features.narrow(0, first, count).contiguous();
    return input;
}

bool alike(Classifier& some, Classifier& others, double tolerance)
{
    const auto a = some->parameters();
    const auto b = others->parameters();
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a[i].allclose(b[i], tolerance, tolerance)) {
            return false;
        }
    }
    return true;
}

struct OneNumber : torch::nn::Module
{
    at::Tensor w = register_parameter("w", at::tensor({1.0F, 2.0F}));
    at::Tensor still = register_parameter("still", at::tensor({0.1F}), false);

    void set(float value)
    {
        const torch::NoGradGuard noGradients;
        w.fill_(value);
    }
};

} // namespace

class TestTrainingStep : public QObject
{
    Q_OBJECT
private slots:
    void weightedAndMixedLossesAreThoseOfPyTorch()
    {
        std::ifstream file(WEFT_SOURCE_DIR "/tests/parity/training_goldens.json");
        const auto goldens = json::parse(file);
        QCOMPARE(goldens.at("losses").size(), std::size_t{3});
        for (const auto& golden : goldens.at("losses")) {
            std::vector<double> values(18);
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i] = 2 * std::sin(0.7 * static_cast<double>(i) + 0.7);
            }
            const auto logits =
                at::tensor(values, at::kDouble).to(at::kFloat).view({6, 3}).requires_grad_();
            const auto labels = at::tensor(std::vector<std::int64_t>{0, 0, 0, 0, 1, 2});
            const double share = golden.at("share");
            const Mixture mixture{share, share < 1 ? std::vector<std::int64_t>{0, 2, 1, 0, 0, 0}
                                                   : std::vector<std::int64_t>{}};
            TrainConfig config;
            config.labelSmoothing = golden.at("smoothing");
            const std::vector<float> weights = golden.at("weights");
            const auto loss = trainingLoss(logits, labels, mixture, config, at::tensor(weights));
            loss.backward();
            QVERIFY(std::abs(loss.item<double>() - golden.at("loss").get<double>()) < 1e-6);
            const std::vector<float> gradient = golden.at("gradient");
            QVERIFY(logits.grad().flatten().allclose(at::tensor(gradient), 1e-5, 1e-7));
        }
    }

    void accumulatedBatchesAreOneLargeBatch_data()
    {
        QTest::addColumn<bool>("weighted");
        QTest::newRow("all classes alike") << false;
        QTest::newRow("weighted classes, unequal batches") << true;
    }

    void accumulatedBatchesAreOneLargeBatch()
    {
        QFETCH(bool, weighted);
        torch::manual_seed(2);
        const auto features = at::randn({12, 4, 64});
        const auto weights = weighted ? at::tensor(std::vector<float>{0.5F, 2, 3}) : at::Tensor();
        TrainConfig config;
        config.clip = 0.05; // Shorter than the gradient.
        auto whole = frozenNetwork();
        auto parts = frozenNetwork();
        Optimizer wholeOptimizer(*whole, config);
        Optimizer partsOptimizer(*parts, config);
        const ScheduledRates rates{0.5, {}};
        for (int step = 0; step < 3; ++step) {
            auto all = some(features, 0, 12);
            const auto expected = trainOnInput(whole, wholeOptimizer, all, 32, c10::kCPU, config,
                                               rates, {true, true, weights});
            std::int64_t first = 0;
            std::int64_t correct = 0;
            double norm = 0;
            for (const std::int64_t count : {5, 4, 3}) {
                auto one = some(features, first, count);
                const auto seen = trainOnInput(parts, partsOptimizer, one, 32, c10::kCPU, config,
                                               rates, {first == 0, first + count == 12, weights});
                first += count;
                correct += seen->correct;
                norm = seen->gradientNorm;
            }
            QCOMPARE(correct, expected->correct);
            QVERIFY(std::abs(norm - expected->gradientNorm) < 1e-5);
            QVERIFY(expected->gradientNorm > config.clip);
            QVERIFY(alike(whole, parts, 1e-5));
        }
        auto untrained = frozenNetwork();
        QVERIFY(!alike(whole, untrained, 1e-5));
    }

    void mixedImagesCountByTheLabelOfTheLargerShare()
    {
        torch::manual_seed(3);
        const auto features = at::randn({4, 4, 64});
        TrainConfig config;
        const auto correct = [&](double share) {
            auto model = frozenNetwork();
            Optimizer optimizer(*model, config);
            auto input = some(features, 0, 4);
            const auto predicted = logitsOf(model, input, 32, c10::kCPU).argmax(1);
            input.features = features;
            for (std::int64_t i = 0; i < 4; ++i) {
                const auto right = predicted[i].item<std::int64_t>();
                input.batch.labels[static_cast<std::size_t>(i)] = right;
                input.mixture.others.push_back((right + 1) % classes);
            }
            input.mixture.share = share;
            return trainOnInput(model, optimizer, input, 32, c10::kCPU, config, {0.1, {}})->correct;
        };
        QCOMPARE(correct(0.7), std::int64_t{4});
        QCOMPARE(correct(0.3), std::int64_t{0});
    }

    /// average = d * average + (1 - d) * weight, d = min(decay, (1 + t) / (10 + t)).
    void theAverageFollowsTheWeights()
    {
        OneNumber module;
        WeightAverage average(module, 0.5);
        double expected = 1;
        for (int update = 1; update <= 20; ++update) {
            module.set(static_cast<float>(update));
            average.update();
            const double decay = std::min(0.5, (1.0 + update) / (10 + update));
            expected = decay * expected + (1 - decay) * update;
            QVERIFY(std::abs(average.averages().at("w")[0].item<double>() - expected) < 1e-4);
        }
        QCOMPARE(average.averages().at("still").item<float>(), 0.1F);

        // Exchanged, the module has the averages; put back, its weights to the last bit.
        {
            const AveragedWeights averaged(&average);
            QVERIFY(std::abs(module.w[0].item<double>() - expected) < 1e-4);
            QVERIFY(average.averages().at("w").equal(module.w));
            QCOMPARE(average.state().at("trained.w")[0].item<float>(), 20.0F);
        }
        QCOMPARE(module.w[0].item<float>(), 20.0F);
    }

    void aTakenUpAverageCarriesOnToTheLastBit()
    {
        OneNumber straight;
        WeightAverage whole(straight, 0.9);
        OneNumber module;
        auto average = std::make_unique<WeightAverage>(module, 0.9);
        OneNumber second;
        for (int update = 1; update <= 6; ++update) {
            straight.set(static_cast<float>(update * update));
            whole.update();
        }
        for (int update = 1; update <= 3; ++update) {
            module.set(static_cast<float>(update * update));
            average->update();
        }
        // The checkpoint's network holds the averages.
        {
            const torch::NoGradGuard noGradients;
            second.w.copy_(average->averages().at("w"));
        }
        WeightAverage after(second, 0.9);
        QVERIFY(!after.loadState({}).ok());
        QVERIFY(after.loadState(average->state()).ok());
        QCOMPARE(second.w[0].item<float>(), 9.0F);
        for (int update = 4; update <= 6; ++update) {
            second.set(static_cast<float>(update * update));
            after.update();
        }
        QVERIFY(after.averages().at("w").equal(whole.averages().at("w")));
    }
};

QTEST_GUILESS_MAIN(TestTrainingStep)
#include "test_training_step.moc"
