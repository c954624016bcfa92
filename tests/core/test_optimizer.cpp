// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/model/weight_mark_p.h"
#include "core/train/optimizer_p.h"

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <torch/nn/module.h>
// clang-format on

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <memory>

using namespace weft;
using nlohmann::json;

namespace {

/// As the script that made the golden values does.
at::Tensor wave(std::int64_t rows, std::int64_t columns, double shift)
{
    std::vector<double> values(static_cast<std::size_t>(rows * std::max<std::int64_t>(columns, 1)));
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = std::sin(0.7 * static_cast<double>(i) + shift);
    }
    const auto tensor = at::tensor(values, at::kDouble).to(at::kFloat);
    return columns > 0 ? tensor.view({rows, columns}) : tensor;
}

struct TwoLayers : torch::nn::Module
{
    at::Tensor w1 = register_parameter("w1", wave(4, 3, 0.1));
    at::Tensor b1 = register_parameter("b1", wave(4, 0, 0.2));
    at::Tensor w2 = register_parameter("w2", wave(3, 4, 0.3));
    at::Tensor b2 = register_parameter("b2", wave(3, 0, 0.4));

    at::Tensor loss(double smoothing) const
    {
        const auto x = 3 * wave(5, 3, 0.5);
        const auto y = at::tensor(std::vector<std::int64_t>{0, 1, 2, 1, 0});
        const auto logits = (x.mm(w1.t()) + b1).tanh().mm(w2.t()) + b2;
        return at::cross_entropy_loss(logits, y, {}, at::Reduction::Mean, -100, smoothing);
    }
};

/// The same two layers, of which the first is the backbone.
struct BackboneAndHead : torch::nn::Module
{
    struct Layer : torch::nn::Module
    {
        Layer(at::Tensor weight, at::Tensor bias)
            : w(register_parameter("w", std::move(weight)))
            , b(register_parameter("b", std::move(bias)))
        {
        }
        at::Tensor w, b;
    };

    std::shared_ptr<Layer> first =
        register_module("backbone", std::make_shared<Layer>(wave(4, 3, 0.1), wave(4, 0, 0.2)));
    std::shared_ptr<Layer> second =
        register_module("fc", std::make_shared<Layer>(wave(3, 4, 0.3), wave(3, 0, 0.4)));

    void freeze(bool frozen)
    {
        for (auto& parameter : first->parameters()) {
            parameter.requires_grad_(!frozen);
        }
    }

    /// Of some of the five rows.
    at::Tensor loss(std::int64_t from = 0, std::int64_t count = 5) const
    {
        const auto x = 3 * wave(5, 3, 0.5);
        const auto y = at::tensor(std::vector<std::int64_t>{0, 1, 2, 1, 0});
        const auto logits = (x.mm(first->w.t()) + first->b).tanh().mm(second->w.t()) + second->b;
        return at::cross_entropy_loss(logits.narrow(0, from, count), y.narrow(0, from, count));
    }
};

TrainConfig configOf(const json& golden)
{
    TrainConfig config;
    const bool sgd = golden.at("optimizer") == "sgd";
    config.optimizer = sgd ? OptimizerKind::Sgd : OptimizerKind::AdamW;
    config.schedule = golden.at("onecycle") ? ScheduleKind::OneCycle : ScheduleKind::Constant;
    config.epochs = golden.at("steps");
    config.lr = golden.at("lr");
    config.momentum = golden.at("momentum");
    config.nesterov = golden.at("nesterov");
    config.weightDecay = golden.at("weight_decay");
    config.clip = golden.at("clip");
    config.labelSmoothing = golden.at("label_smoothing");
    return config;
}

bool close(double mine, double theirs)
{
    return std::abs(mine - theirs) <= 1e-6 + 1e-5 * std::abs(theirs);
}

bool close(const at::Tensor& mine, const json& theirs)
{
    const std::vector<float> values = theirs;
    return mine.detach().flatten().allclose(at::tensor(values), 1e-5, 1e-6);
}

/// The same values, every second place in memory: the optimiser cannot take them as one row.
void scatterGradients(TwoLayers& network)
{
    for (auto& parameter : network.parameters()) {
        const auto gradient = parameter.grad();
        parameter.mutable_grad() = at::stack({gradient, gradient}, -1).select(-1, 0);
    }
}

/// Some steps of SGD from the start, or after taking up a state.
void takeSteps(TwoLayers& network, Optimizer& optimizer, int steps)
{
    for (int i = 0; i < steps; ++i) {
        optimizer.zeroGradients();
        network.loss(0).backward();
        optimizer.step({0.1, {}});
    }
}

} // namespace

class TestOptimizer : public QObject
{
    Q_OBJECT
private slots:
    void lossesNormsAndWeightsAreThoseOfPyTorch_data()
    {
        QTest::addColumn<bool>("scattered");
        QTest::newRow("gradients as they come") << false;
        QTest::newRow("gradients with gaps between their values") << true;
    }

    void lossesNormsAndWeightsAreThoseOfPyTorch()
    {
        QFETCH(bool, scattered);
        std::ifstream file(WEFT_SOURCE_DIR "/tests/parity/training_goldens.json");
        const auto goldens = json::parse(file); // The loop keeps no more than its range alive.
        QVERIFY(!goldens.at("trainings").empty());
        for (const auto& golden : goldens.at("trainings")) {
            const auto config = configOf(golden);
            TwoLayers network;
            Optimizer optimizer(network, config);
            const LrSchedule schedule(config, 1);
            for (int step = 0; step < golden.at("steps"); ++step) {
                optimizer.zeroGradients();
                const auto loss = network.loss(config.labelSmoothing);
                loss.backward();
                if (scattered) {
                    scatterGradients(network);
                }
                QVERIFY(close(loss.item<double>(), golden.at("losses").at(step)));
                QVERIFY(close(optimizer.clipGradients(config.clip), golden.at("norms").at(step)));
                optimizer.step(schedule.at(step));
            }
            QVERIFY(close(network.w1, golden.at("w1")));
            QVERIFY(close(network.b1, golden.at("b1")));
            QVERIFY(close(network.w2, golden.at("w2")));
            QVERIFY(close(network.b2, golden.at("b2")));
        }
    }

    void aBackboneIsAGroupOfItsOwnAsInPyTorch()
    {
        std::ifstream file(WEFT_SOURCE_DIR "/tests/parity/training_goldens.json");
        const auto goldens = json::parse(file);
        QVERIFY(goldens.at("groups").size() >= 4);
        for (const auto& golden : goldens.at("groups")) {
            TrainConfig config;
            config.optimizer =
                golden.at("optimizer") == "sgd" ? OptimizerKind::Sgd : OptimizerKind::AdamW;
            config.weightDecay = golden.at("weight_decay");
            config.backboneRate = golden.at("backbone_rate");
            const int frozen = golden.at("frozen_steps");
            config.freeze = frozen > 0 ? Freeze::Backbone : Freeze::None;
            config.unfreezeEpoch = frozen > 0 ? 2 : 0;
            BackboneAndHead network;
            network.freeze(frozen > 0);
            auto optimizer = std::make_unique<Optimizer>(network, config);
            for (int step = 0; step < golden.at("steps"); ++step) {
                network.freeze(step < frozen);
                optimizer->zeroGradients();
                const auto loss = network.loss();
                loss.backward();
                QVERIFY(close(loss.item<double>(), golden.at("losses").at(step)));
                optimizer->step({golden.at("lr"), {}});
                // Its state is all that it knows.
                auto next = std::make_unique<Optimizer>(network, config);
                QVERIFY(next->loadState(optimizer->state()).ok());
                optimizer = std::move(next);
            }
            QVERIFY(close(network.first->w, golden.at("w1")));
            QVERIFY(close(network.first->b, golden.at("b1")));
            QVERIFY(close(network.second->w, golden.at("w2")));
            QVERIFY(close(network.second->b, golden.at("b2")));
        }
    }

    void gatheredGradientsAreThoseOfOneBatch_data()
    {
        QTest::addColumn<bool>("takenUp");
        QTest::newRow("in one go") << false;
        QTest::newRow("taken up in between") << true;
    }

    void gatheredGradientsAreThoseOfOneBatch()
    {
        QFETCH(bool, takenUp);
        for (const auto kind : {OptimizerKind::Sgd, OptimizerKind::AdamW}) {
            TrainConfig config;
            config.optimizer = kind;
            BackboneAndHead whole;
            Optimizer atOnce(whole, config);
            BackboneAndHead parts;
            auto gathering = std::make_unique<Optimizer>(parts, config);
            for (int step = 0; step < 3; ++step) {
                atOnce.zeroGradients();
                whole.loss().backward();
                const double norm = atOnce.clipGradients(0.1);
                atOnce.step({0.1, {}});
                gathering->zeroGradients();
                for (const auto& [from, count] : {std::pair(0, 3), std::pair(3, 2)}) {
                    (parts.loss(from, count) * count).backward();
                    gathering->gather(count);
                    if (takenUp && from == 0) {
                        const auto state = gathering->state();
                        gathering = std::make_unique<Optimizer>(parts, config);
                        QVERIFY(gathering->loadState(state).ok());
                        QVERIFY(gathering->gathering());
                    }
                }
                QVERIFY(close(gathering->clipGradients(0.1), norm));
                gathering->step({0.1, {}});
                QVERIFY(!gathering->gathering());
            }
            const auto expected = whole.parameters();
            const auto seen = parts.parameters();
            for (std::size_t i = 0; i < expected.size(); ++i) {
                QVERIFY(seen[i].allclose(expected[i], 1e-5, 1e-6));
            }
        }
    }

    void clippingShortensTheStep()
    {
        for (const auto kind : {OptimizerKind::Sgd, OptimizerKind::AdamW}) {
            TrainConfig config;
            config.optimizer = kind;
            config.weightDecay = 0;
            config.momentum = 0;
            std::array<at::Tensor, 2> firstMoments;
            TwoLayers network;
            for (std::size_t i = 0; i < 2; ++i) {
                Optimizer optimizer(network, config);
                optimizer.zeroGradients();
                network.loss(0).backward();
                const double norm = optimizer.clipGradients(i == 0 ? 0 : 0.01);
                QVERIFY(norm > 0.1);
                optimizer.step({0, {}}); // Nothing moves but the optimiser's state.
                const auto state = optimizer.state();
                const bool sgd = kind == OptimizerKind::Sgd;
                firstMoments[i] = state.at(sgd ? "momentum.w1" : "exp_avg.w1").clone() *
                                  (i == 0 ? 0.01 / norm : 1);
            }
            QVERIFY(firstMoments[0].abs().max().item<double>() > 0);
            QVERIFY(firstMoments[1].allclose(firstMoments[0], 1e-3, 1e-9));
        }
    }

    void aStepCountsAsAWritingInPlace()
    {
        // What was made of the weights before it, such as the LSTM's packed ones, is out of date.
        for (const auto kind : {OptimizerKind::Sgd, OptimizerKind::AdamW}) {
            TrainConfig config;
            config.optimizer = kind;
            TwoLayers network;
            Optimizer optimizer(network, config);
            for (int step = 0; step < 2; ++step) {
                const WeightMark before(network.w1);
                QVERIFY(before.holdsFor(network.w1));
                takeSteps(network, optimizer, 1);
                QVERIFY(!before.holdsFor(network.w1));
            }
        }
    }

    void aTakenUpStateCarriesOnToTheLastBit()
    {
        for (const auto kind : {OptimizerKind::Sgd, OptimizerKind::AdamW}) {
            TrainConfig config;
            config.optimizer = kind;
            TwoLayers straight;
            Optimizer first(straight, config);
            takeSteps(straight, first, 5);

            TwoLayers network;
            Optimizer before(network, config);
            takeSteps(network, before, 2);
            Optimizer after(network, config);
            QVERIFY(after.loadState(before.state()).ok());
            takeSteps(network, after, 3);
            QVERIFY(network.w1.equal(straight.w1));
            QVERIFY(network.b2.equal(straight.b2));
        }
    }

    void aStateOfAnotherOptimizerIsRefused()
    {
        TwoLayers network;
        TrainConfig config;
        Optimizer sgd(network, config);
        config.optimizer = OptimizerKind::AdamW;
        Optimizer adamW(network, config);
        const auto loaded = adamW.loadState(sgd.state());
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().code, ErrorCode::Corrupt);
    }

    void aGradientThatIsNotANumberShowsInTheNorm()
    {
        TwoLayers network;
        Optimizer optimizer(network, {});
        network.loss(0).backward();
        network.w1.mutable_grad().fill_(NAN);
        QVERIFY(!std::isfinite(optimizer.clipGradients(1)));
    }

    void aParameterWithoutAGradientStandsStill()
    {
        TwoLayers network;
        TrainConfig config;
        config.weightDecay = 0.5;
        Optimizer optimizer(network, config);
        const auto before = network.w1.detach().clone();
        optimizer.zeroGradients();
        QCOMPARE(optimizer.clipGradients(1), 0.0);
        optimizer.step({0.1, {}});
        QVERIFY(network.w1.equal(before));
    }
};

QTEST_GUILESS_MAIN(TestOptimizer)
#include "test_optimizer.moc"
