#include "tests/parity/tensors.h"

#include "core/model/bilstm_p.h"
#include "core/model/initialization_p.h"
#include "core/train/optimizer_p.h"

#include <QTest>

using namespace weft;
using namespace weft::test;

namespace {

constexpr int input = 12;
constexpr int hidden = 8;

BiLstm makeLstm(int width, int layers, std::uint64_t seed)
{
    BiLstm lstm(width, hidden, layers);
    initializeWeights(*lstm, seed);
    return lstm;
}

/// Into a layer of its own: from parameters of "l<layer>" to those of "l0".
BiLstm layerOf(const BiLstm& lstm, int layer)
{
    BiLstm one(layer == 0 ? input : 2 * hidden, hidden, 1);
    const torch::NoGradGuard noGradients;
    const auto theirs = lstm->named_parameters();
    for (auto& item : one->named_parameters()) {
        auto name = item.key();
        name.replace(name.find("_l0"), 3, "_l" + std::to_string(layer));
        item.value().copy_(theirs[name]);
    }
    return one;
}

} // namespace

class TestBiLstm : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        torch::manual_seed(1);
        at::set_num_threads(2);
    }

    void dropoutIsBetweenTheLayersWhileItTrains()
    {
        auto both = makeLstm(input, 2, 3);
        const auto sequence = at::rand({5, 9, input}) - 0.5;
        const auto run = [&](double probability, bool training) {
            KeyedDropout dropout(probability);
            dropout.seed(7);
            both->train(training);
            return both->forward(sequence, dropout).detach();
        };
        auto first = layerOf(both, 0);
        auto second = layerOf(both, 1);
        KeyedDropout none(0);
        KeyedDropout half(0.5);
        half.seed(7);
        const auto between = first->forward(sequence, none).transpose(0, 1);
        const auto dropped = half.apply(between, true).transpose(0, 1);
        QVERIFY(!dropped.equal(between.transpose(0, 1)));
        QVERIFY(run(0.5, true).equal(second->forward(dropped, none)));
        const auto whole = second->forward(between.transpose(0, 1), none);
        QVERIFY(run(0.5, false).equal(whole));
        QVERIFY(run(0, true).equal(whole));
    }

    void oneLayerHasNoDropout()
    {
        auto one = makeLstm(input, 1, 3);
        const auto sequence = at::rand({5, 9, input});
        KeyedDropout none(0);
        KeyedDropout half(0.5);
        QVERIFY(one->forward(sequence, half).equal(one->forward(sequence, none)));
    }

    void everyStepOfATrainingShows_data()
    {
        QTest::addColumn<int>("optimizer");
        QTest::newRow("sgd") << int(OptimizerKind::Sgd);
        QTest::newRow("adamw") << int(OptimizerKind::AdamW);
    }

    /// Weights are kept in oneDNN's layout from call to call; an optimiser writes to them.
    void everyStepOfATrainingShows()
    {
        QFETCH(int, optimizer);
        auto lstm = makeLstm(input, 2, 3);
        const auto sequence = at::rand({5, 9, input}) - 0.5;
        TrainConfig config;
        config.optimizer = static_cast<OptimizerKind>(optimizer);
        Optimizer steps(*lstm, config);
        KeyedDropout none(0);
        for (int step = 0; step < 3; ++step) {
            steps.zeroGradients();
            const auto before = lstm->forward(sequence, none);
            before.pow(2).sum().backward();
            steps.step({0.05, {}});
            const auto after = lstm->forward(sequence, none);
            QVERIFY(difference(after, before) > 1e-4);
            // The same weights in a network that has kept nothing.
            auto fresh = makeLstm(input, 2, 4);
            const torch::NoGradGuard noGradients;
            const auto trained = lstm->named_parameters();
            for (auto& item : fresh->named_parameters()) {
                item.value().copy_(trained[item.key()]);
            }
            QVERIFY(fresh->forward(sequence, none).equal(lstm->forward(sequence, none)));
        }
    }
};

QTEST_GUILESS_MAIN(TestBiLstm)
#include "test_bilstm.moc"
