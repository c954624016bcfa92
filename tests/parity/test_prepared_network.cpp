#include "tests/parity/prepared_support.h"
#include "tests/parity/tensors.h"

#include "core/base/processor.h"

#include <QTest>

#include <torch/nn/modules/batchnorm.h>

#include <array>
#include <cmath>
#include <thread>

using namespace weft;
using namespace weft::test;

namespace {

constexpr std::array heads{Head::Last, Head::Final, Head::Attention, Head::Mean, Head::Gap};
constexpr std::array headNames{"last", "final", "attention", "mean", "gap"};

struct TrunkCase
{
    const char* name;
    Backbone backbone;
    int size; ///< Of the images; odd sizes leave rests at every stride.
};
constexpr std::array trunks{TrunkCase{"resnet18", Backbone::ResNet18, 97},
                            TrunkCase{"resnet18-cifar", Backbone::ResNet18Cifar, 33},
                            TrunkCase{"resnet20", Backbone::ResNet20, 32},
                            TrunkCase{"resnet20, odd", Backbone::ResNet20, 27},
                            TrunkCase{"resnet34", Backbone::ResNet34, 65},
                            TrunkCase{"resnet50", Backbone::ResNet50, 65},
                            TrunkCase{"efficientnet-b0", Backbone::EfficientNetB0, 65}};

/// Of all scores, relative to the reference's.
double meanDifference(const at::Tensor& value, const at::Tensor& reference)
{
    return ((value - reference).norm() / reference.norm()).item<double>();
}

/// The heads are the classifier's own: they are tried all with the quickest trunk.
bool tried(const TrunkCase& trunk, Head head)
{
    return trunk.backbone == Backbone::ResNet20 || head == Head::Attention;
}

void addNetworks()
{
    QTest::addColumn<std::size_t>("trunk");
    QTest::addColumn<std::size_t>("head");
    for (std::size_t trunk = 0; trunk < trunks.size(); ++trunk) {
        for (std::size_t head = 0; head < heads.size(); ++head) {
            if (tried(trunks[trunk], heads[head])) {
                QTest::addRow("%s, %s", trunks[trunk].name, headNames[head]) << trunk << head;
            }
        }
    }
}

} // namespace

class TestPreparedNetwork : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        torch::manual_seed(1);
        at::set_num_threads(2);
    }

    void everyNetworkIsTheModules_data() { addNetworks(); }

    void everyNetworkIsTheModules()
    {
        QFETCH(std::size_t, trunk);
        QFETCH(std::size_t, head);
        const auto& [name, backbone, size] = trunks[trunk];
        auto model = makeNetwork(backbone, heads[head]);
        PreparedNetwork many(model);
        PreparedNetwork few(model, PreparedFor::Few);
        for (const int count : {1, 3, 32}) {
            auto& network = count == 3 ? few : many;
            const auto images = makeImages(count, size);
            const auto expected = runModule(model, images);
            const auto own = runPrepared(network, images);
            QCOMPARE(own.logits.sizes().vec(), expected.logits.sizes().vec());
            QVERIFY2(difference(own.logits, expected.logits) < tolerance,
                     qPrintable(QString::number(difference(own.logits, expected.logits))));
            QCOMPARE(own.features.back().sizes().vec(), expected.features.back().sizes().vec());
            QVERIFY(difference(own.features.back(), expected.features.back()) < tolerance);
            QVERIFY(!sameBits(own.features.back(),
                              expected.features.back())); // Or the module has done it.
            QCOMPARE(own.attention.defined(), expected.attention.defined());
            if (own.attention.defined()) {
                // A softmax magnifies what fifty layers have rounded, on each processor its own
                // way.
                const auto off = difference(own.attention, expected.attention);
                QVERIFY2(off < 3 * tolerance, qPrintable(QString::number(off)));
            }
        }
    }

    /// Widths that are no multiple of what a vector holds.
    void prunedNetworksAreTheModules()
    {
        for (const auto& [name, backbone, size] : trunks) {
            ModelConfig config;
            config.backbone = backbone;
            config.head = Head::Mean;
            config.widths = innerWidths(fullTrunk(backbone));
            for (std::size_t i = 0; i < config.widths.size(); ++i) {
                config.widths[i] -= 1 + static_cast<int>(i % 4) * config.widths[i] / 4;
            }
            auto model = makeNetwork(config);
            PreparedNetwork network(model);
            for (const int count : {1, 5}) {
                const auto images = makeImages(count, size);
                const auto expected = runModule(model, images);
                const auto own = runPrepared(network, images);
                QVERIFY2(difference(own.logits, expected.logits) < tolerance, name);
                QVERIFY2(!sameBits(own.features.back(), expected.features.back()), name);
            }
        }
    }

    void everyStageIsTheModules_data()
    {
        QTest::addColumn<std::size_t>("trunk");
        for (std::size_t trunk = 0; trunk < trunks.size(); ++trunk) {
            QTest::addRow("%s", trunks[trunk].name) << trunk;
        }
    }

    void everyStageIsTheModules()
    {
        QFETCH(std::size_t, trunk);
        const auto& [name, backbone, size] = trunks[trunk];
        ModelConfig config;
        config.backbone = backbone;
        config.head = Head::Attention;
        config.fusion = Fusion::Concat;
        config.fusionStages = 3;
        config.fusionChannels = 16;
        config.order = ReadingOrder::RowsColumns;
        auto model = makeNetwork(config);
        PreparedNetwork many(model);
        PreparedNetwork few(model, PreparedFor::Few);
        for (const int count : {1, 3, 32}) {
            auto& network = count == 3 ? few : many;
            const auto images = makeImages(count, size);
            const auto expected = runModule(model, images);
            const auto own = runPrepared(network, images);
            QVERIFY(difference(own.logits, expected.logits) < tolerance);
            QVERIFY(difference(own.attention, expected.attention) < tolerance);
            QCOMPARE(own.features.size(), std::size_t{3});
            QCOMPARE(expected.features.size(), std::size_t{3});
            for (std::size_t stage = 0; stage < 3; ++stage) {
                const auto& features = own.features[stage];
                QCOMPARE(features.sizes().vec(), expected.features[stage].sizes().vec());
                QVERIFY(difference(features, expected.features[stage]) < tolerance);
                QVERIFY(!sameBits(features, expected.features[stage]));
            }
        }
    }

    void bf16IsNoWorseThanTheModules_data()
    {
        QTest::addColumn<std::size_t>("head");
        for (std::size_t head = 0; head < heads.size(); ++head) {
            QTest::newRow(headNames[head]) << head;
        }
    }

    /// Every weight is rounded once, so that the errors of one network's pictures have much in
    /// common: it takes several networks to tell.
    void bf16IsNoWorseThanTheModules()
    {
        QFETCH(std::size_t, head);
        if (!processorHasBf16()) {
            QSKIP("this processor has no convolutions in bfloat16");
        }
        double own = 0;
        double theirs = 0;
        for (const auto& trunk : trunks) {
            if (!tried(trunk, heads[head])) {
                continue;
            }
            const auto& [name, backbone, size] = trunk;
            double ownFeatures = 0;
            double theirFeatures = 0;
            const std::uint64_t networks = backbone == Backbone::ResNet20 ? 12 : 4;
            for (std::uint64_t seed = 1; seed <= networks; ++seed) {
                auto model = makeNetwork(backbone, heads[head], seed);
                PreparedNetwork network(model);
                const auto images = makeImages(seed == 1 ? 1 : 4, size);
                const auto exact = runModule(model, images);
                const auto module = runModule(model, images, Precision::Bf16);
                const auto prepared = runPrepared(network, images, Precision::Bf16);
                QVERIFY(prepared.features.back().scalar_type() == at::kBFloat16);
                ownFeatures += meanDifference(prepared.features.back(), exact.features.back());
                theirFeatures += meanDifference(module.features.back(), exact.features.back());
                own += meanDifference(prepared.logits, exact.logits);
                theirs += meanDifference(module.logits, exact.logits);
            }
            QVERIFY(ownFeatures > 0); // Or it was float32 all the same.
            QVERIFY2(ownFeatures < theirFeatures, name);
        }
        QVERIFY2(own <= 1.5 * theirs, qPrintable(QString("%1 of %2").arg(own).arg(theirs)));
    }

    void aBatchGoesThroughInParts()
    {
        // Three parts in float32, the last of which is not full.
        auto model = makeNetwork(Backbone::ResNet18, Head::Attention);
        PreparedNetwork network(model);
        const auto images = makeImages(23, 224);
        const auto own = runPrepared(network, images);
        const auto expected = runModule(model, images);
        QCOMPARE(own.features.back().size(0), 23);
        QVERIFY(difference(own.logits, expected.logits) < tolerance);
        QVERIFY(difference(own.features.back(), expected.features.back()) < tolerance);
    }

    void picturesNeedNotBeSquareOrInOrder()
    {
        auto model = makeNetwork(Backbone::ResNet18Cifar, Head::Final);
        PreparedNetwork network(model);
        const auto images = (at::rand({4, 3, 50, 41}) * 4 - 2);
        const auto own = runPrepared(network, images);
        QVERIFY(difference(own.logits, runModule(model, images).logits) < tolerance);
        const auto turned = images.contiguous(at::MemoryFormat::ChannelsLast);
        QVERIFY(sameBits(runPrepared(network, turned), own));
        const auto part = at::cat({images, images}, 1).narrow(1, 0, 3);
        QVERIFY(sameBits(runPrepared(network, part), own));
    }

    void whatOneDnnDoesNotDoIsTheModules()
    {
        for (const auto head : {Head::Final, Head::Gap}) {
            auto model = makeNetwork(Backbone::ResNet20, head);
            PreparedNetwork network(model);
            const auto empty = makeImages(0, 32);
            QCOMPARE(runModule(model, empty).logits.size(0), std::int64_t{0});
            QCOMPARE(runPrepared(network, empty).logits.size(0), std::int64_t{0});

            model->to(at::kDouble); // After the network has been made.
            const auto images = makeImages(2, 32).to(at::kDouble);
            QVERIFY(sameBits(runPrepared(network, images), runModule(model, images)));
        }
    }

    void theModuleKeepsItsModeAndItsGradients()
    {
        auto model = makeNetwork(Backbone::ResNet20, Head::Last);
        PreparedNetwork network(model);
        const auto images = makeImages(2, 32);
        const auto expected = runModule(model, images);
        model->train();
        const auto own = network.forward(images);
        QVERIFY(model->is_training());
        QVERIFY(!own.logits.requires_grad());
        QVERIFY(difference(own.logits, expected.logits) < tolerance); // Of evaluation mode.
    }

    void repeatingGivesTheSameBits()
    {
        for (const auto precision : {Precision::Fp32, Precision::Bf16}) {
            auto model = makeNetwork(Backbone::ResNet18, Head::Attention);
            const auto few = makeImages(3, 97);
            const auto many = makeImages(20, 97);
            PreparedNetwork network(model);
            const auto ofFew = runPrepared(network, few, precision);
            const auto ofMany = runPrepared(network, many, precision);
            for (int i = 0; i < 3; ++i) {
                QVERIFY(sameBits(runPrepared(network, few, precision), ofFew));
                PreparedNetwork another(model);
                QVERIFY(sameBits(runPrepared(another, many, precision), ofMany));
                (void)runPrepared(network, makeImages(1 + i, 64), precision);
            }
        }
    }

    void changedWeightsAreTakenOver()
    {
        auto model = makeNetwork(Backbone::ResNet20, Head::Mean);
        PreparedNetwork network(model);
        const auto images = makeImages(4, 33);
        const auto agree = [&] {
            model->eval();
            const auto expected = runModule(model, images).logits;
            return difference(runPrepared(network, images).logits, expected) < tolerance;
        };
        QVERIFY(agree());
        const torch::NoGradGuard noGradients;
        for (auto& [name, tensor] : moduleState(*model)) {
            if (name.starts_with("backbone.layer3.0") && tensor.is_floating_point()) {
                const auto before = runPrepared(network, images).logits;
                at::Tensor(tensor).mul_(1.5); // In place, as an optimiser does.
                QVERIFY2(agree(), name.c_str());
                QVERIFY2(!sameBits(runPrepared(network, images).logits, before), name.c_str());
            }
        }
        auto first = model->backbone().parameters()[0];
        first.set_data(at::rand(first.sizes()) - 0.5); // Replaced.
        QVERIFY(agree());
        std::vector<float> memory(static_cast<std::size_t>(first.numel()));
        for (int i = 0; i < 2; ++i) { // The second time where the values before it lay.
            const auto there = at::from_blob(memory.data(), first.sizes());
            there.copy_(at::rand(first.sizes()) - 0.5);
            first.set_data(there);
            QVERIFY(agree());
        }
        first.set_data(first.detach().clone());
        const auto before = runPrepared(network, images).logits;
        model->train();
        (void)model->forward(images); // Nothing but the norms' statistics.
        QVERIFY(agree());
        QVERIFY(!sameBits(runPrepared(network, images).logits, before));
    }

    void threadsMayChange()
    {
        auto model = makeNetwork(Backbone::ResNet20, Head::Attention);
        PreparedNetwork network(model);
        const auto images = makeImages(5, 32);
        const auto expected = runModule(model, images).logits;
        for (const int threads : {1, 3, 2}) {
            double off = 1;
            std::thread another([&] {
                at::set_num_threads(threads);
                off = difference(runPrepared(network, images).logits, expected);
            });
            another.join();
            QVERIFY(off < tolerance);
        }
    }
};

int main(int argc, char** argv)
{
    at::set_num_threads(2);
    TestPreparedNetwork test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_prepared_network.moc"
