#include "tests/parity/prepared_support.h"
#include "tests/parity/tensors.h"

#include "core/compress/channel_removal_p.h"
#include "core/compress/ranked_channels_p.h"
#include "core/model/network_description.h"

#include <QTest>

#include <array>

using namespace weft;
using namespace weft::test;

namespace {

struct Family
{
    const char* name;
    Backbone backbone;
    int size;
};
constexpr std::array families{Family{"basic blocks", Backbone::ResNet20, 27},
                              Family{"basic blocks, large stem", Backbone::ResNet18, 65},
                              Family{"bottlenecks", Backbone::ResNet50, 65},
                              Family{"inverted bottlenecks", Backbone::EfficientNetB0, 65}};

/// The weights that read what is within a block, in the order of ModelConfig::widths, by
/// torchvision's names alone: a basic block's second convolution; a bottleneck's second and third;
/// of an inverted bottleneck, whose first convolution expands, the squeeze and the projection.
std::vector<std::vector<std::string>> readersOf(const Classifier& model)
{
    std::vector<std::vector<std::string>> readers;
    for (const auto& item : model->named_parameters()) {
        const QString name = QString::fromStdString(item.key());
        const bool block = name.contains("layer");
        if (block && (name.endsWith("conv2.weight") || name.endsWith("conv3.weight"))) {
            readers.push_back({item.key()});
        } else if (name.endsWith("block.2.fc1.weight")) {
            const auto projection = QString(name).replace("2.fc1.weight", "3.0.weight");
            readers.push_back({item.key(), projection.toStdString()});
        }
    }
    return readers;
}

/// What is left of each width: odd numbers of channels, some one alone.
std::vector<int> narrowed(const std::vector<int>& widths)
{
    std::vector<int> left;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        left.push_back(i % 4 == 3 ? 1 : std::max(1, widths[i] / (2 + static_cast<int>(i % 3)) - 1));
    }
    return left;
}

} // namespace

/// Channels that are really removed leave the function that the network is with them silenced.
class TestChannelRemoval : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        torch::manual_seed(3);
        at::set_num_threads(2);
    }

    void theRestComputesWhatItDidWithoutThem_data()
    {
        QTest::addColumn<std::size_t>("family");
        QTest::addColumn<int>("rank");
        for (std::size_t family = 0; family < families.size(); ++family) {
            for (const int rank : {0, 1}) {
                QTest::addRow("%s, rank %d", families[family].name, rank) << family << rank;
            }
        }
    }

    void theRestComputesWhatItDidWithoutThem()
    {
        QFETCH(std::size_t, family);
        QFETCH(int, rank);
        const auto& [name, backbone, size] = families[family];
        auto full = makeNetwork(backbone, Head::Attention);
        const auto images = makeImages(3, size);
        const auto untouched = runModule(full, images);

        const auto channels = rankChannels(full, size);
        auto config = full->config();
        config.widths = narrowed(innerWidths(fullTrunk(backbone)));
        const auto kept = keptChannels(channels.by(static_cast<PruneRank>(rank)), config.widths);
        Classifier pruned(config, classes);
        const auto narrow = withoutChannels(moduleState(*full), fullTrunk(backbone), kept);
        const auto loaded = loadModuleState(*pruned, narrow); // Which fits by name and shape.
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : toString(loaded.error()).c_str());
        pruned->eval();
        QVERIFY(runModule(full, images).logits.equal(untouched.logits));
        silence(full, kept);
        const auto expected = runModule(full, images);
        QVERIFY(difference(untouched.logits, expected.logits) > 1e-3); // They had a say.

        const auto own = runModule(pruned, images);
        QVERIFY(difference(own.features.back(), expected.features.back()) < 1e-5);
        QVERIFY(difference(own.logits, expected.logits) < 1e-5);
        PreparedNetwork prepared(pruned);
        QVERIFY(difference(runPrepared(prepared, images).logits, expected.logits) < tolerance);

        std::int64_t parameters = 0;
        for (const auto& parameter : pruned->parameters()) {
            parameters += parameter.numel();
        }
        QCOMPARE(describeNetwork(config, size < 32 ? 32 : size, classes)->parameters, parameters);
    }

    /// A bottleneck of a network that has been pruned before.
    void whatIsLeftCanBePrunedAgain()
    {
        ModelConfig config;
        config.backbone = Backbone::ResNet50;
        config.head = Head::Gap;
        config.widths = narrowed(innerWidths(fullTrunk(config.backbone)));
        auto once = makeNetwork(config);
        const auto topology = trunkTopology(once->config());
        config = once->config();
        config.widths = narrowed(config.widths);
        const auto kept =
            keptChannels(rankChannels(once, 64).by(PruneRank::BatchNorm), config.widths);
        Classifier twice(config, classes);
        QVERIFY(loadModuleState(*twice, withoutChannels(moduleState(*once), topology, kept)).ok());
        twice->eval();
        const auto images = makeImages(2, 64);
        silence(once, kept);
        QVERIFY(difference(runModule(twice, images).logits, runModule(once, images).logits) < 1e-5);
    }

private:
    /// Nobody reads the channels that are not kept.
    static void silence(Classifier& model, const std::vector<std::vector<std::int64_t>>& kept)
    {
        const torch::NoGradGuard noGradients;
        auto parameters = model->named_parameters();
        const auto readers = readersOf(model);
        QCOMPARE(readers.size(), kept.size());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            for (const auto& name : readers[i]) {
                auto weights = parameters[name];
                auto reads = at::zeros({weights.size(1)});
                for (const auto channel : kept[i]) {
                    reads[channel] = 1;
                }
                weights.mul_(reads.view({1, -1, 1, 1}));
            }
        }
    }
};

int main(int argc, char** argv)
{
    at::set_num_threads(2);
    TestChannelRemoval test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_channel_removal.moc"
