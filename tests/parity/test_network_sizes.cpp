#include "core/model/classifier_p.h"
#include "core/model/network_description.h"
#include "core/model/network_widths.h"
#include "core/model/trunk_topology.h"

#include <QTest>

#include <ATen/ops/randn.h>

using namespace weft;

namespace {

std::int64_t parametersOf(const Classifier& model)
{
    std::int64_t count = 0;
    for (const auto& parameter : model->parameters()) {
        count += parameter.numel();
    }
    return count;
}

const NetworkStage& stageOf(const NetworkDescription& network, StageKind kind)
{
    return *std::ranges::find(network.stages, kind, &NetworkStage::kind);
}

ModelConfig variantOf(int variant)
{
    ModelConfig config;
    config.hidden = 12;
    config.grid = 3;
    config.fusionChannels = 20;
    switch (variant) {
    case 0:
        config.attentionHeads = 3;
        config.gapHidden = 11;
        config.fusion = Fusion::Concat;
        break;
    case 1:
        config.attentionHidden = 9;
        config.fusion = Fusion::Sum;
        config.fusionStages = 3;
        break;
    case 2:
        config.order = ReadingOrder::RowsColumns;
        config.attentionHidden = 5;
        config.attentionHeads = 2;
        break;
    case 3:
        config.order = ReadingOrder::RowsColumns;
        config.fusion = Fusion::Concat;
        config.fusionStages = 3;
        break;
    default:
        config.gapHidden = 70;
        config.order = ReadingOrder::Hilbert;
        break;
    }
    return config;
}

/// Each matrix multiplies every cell once, but for the last layer, and for all of head gap, which
/// multiply once; and attention's weighted sums.
std::int64_t multiplyAddsAfterTheTrunk(const Classifier& model)
{
    const auto& config = model->config();
    const std::int64_t cells = std::int64_t{config.grid} * config.grid;
    std::int64_t count = 0;
    std::int64_t lastInput = 0;
    for (const auto& item : model->named_parameters()) {
        const auto& weights = item.value();
        if (item.key().starts_with("backbone.") || weights.dim() != 2) {
            continue;
        }
        const bool once = config.head == Head::Gap || item.key() == "fc.weight";
        count += weights.numel() * (once ? 1 : cells);
        if (item.key() == "fc.weight") {
            lastInput = weights.size(1);
        }
    }
    return config.head == Head::Attention ? count + cells * lastInput : count;
}

} // namespace

class TestNetworkSizes : public QObject
{
    Q_OBJECT
private slots:
    void theArticlesCountsAreMet()
    {
        ModelConfig model;
        const auto parameters = [&](Head head) {
            model.head = head;
            return describeNetwork(model, 224, 100).value().parameters;
        };
        QCOMPARE(parameters(Head::Gap), 11'227'812);
        QCOMPARE(parameters(Head::Last), 14'381'732);
        QCOMPARE(parameters(Head::Attention), 14'382'245);

        const auto network = describeNetwork(model, 224, 100).value();
        QCOMPARE(stageOf(network, StageKind::Backbone).parameters, 11'176'512);
        QCOMPARE(stageOf(network, StageKind::BiLstm).parameters, 3'153'920);
        QCOMPARE(network.grid, (std::array{512, 7, 7}));
        QCOMPARE(network.sequenceLength, 49);
        // He et al. 2015, table 1: 1.8 x 10^9 multiply-adds.
        QCOMPARE(stageOf(network, StageKind::Backbone).multiplyAdds / 10'000'000, 181);
    }

    /// Parameters as torchvision's documentation lists them for 1000 classes. Multiply-adds of one
    /// picture of 224 x 224: torchvision 0.14.1's networks with a forward hook on each Conv2d and
    /// Linear, which adds up its outputs times the weights that make one of them.
    void plainNetworksAreTorchvisions_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<qint64>("parameters");
        QTest::addColumn<qint64>("multiplyAdds");
        const auto row = [](const char* name, Backbone backbone, qint64 parameters, qint64 ops) {
            QTest::newRow(name) << static_cast<int>(backbone) << parameters << ops;
        };
        row("resnet18", Backbone::ResNet18, 11'689'512, 1'814'073'344);
        row("resnet34", Backbone::ResNet34, 21'797'672, 3'663'761'408);
        row("resnet50", Backbone::ResNet50, 25'557'032, 4'089'184'256);
        row("efficientnet_b0", Backbone::EfficientNetB0, 5'288'548, 385'814'752);
    }

    void plainNetworksAreTorchvisions()
    {
        QFETCH(int, backbone);
        QFETCH(qint64, parameters);
        QFETCH(qint64, multiplyAdds);
        ModelConfig model;
        model.backbone = static_cast<Backbone>(backbone);
        model.head = Head::Gap;
        const auto network = describeNetwork(model, 224, 1000).value();
        QCOMPARE(network.parameters, parameters);
        QCOMPARE(network.flops, 2 * multiplyAdds);
    }

    void theDescriptionIsTheNetwork_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<int>("head");
        for (int backbone = 0; backbone < 6; ++backbone) {
            for (int head = 0; head < 5; ++head) {
                QTest::addRow("backbone %d, head %d", backbone, head) << backbone << head;
            }
        }
    }

    void theDescriptionIsTheNetwork()
    {
        QFETCH(int, backbone);
        QFETCH(int, head);
        ModelConfig config;
        config.backbone = static_cast<Backbone>(backbone);
        config.head = static_cast<Head>(head);
        config.hidden = 24;
        config.grid = 3;
        Classifier model(config, 7);
        model->eval();
        const auto network = describeNetwork(config, 50, 7).value();
        QCOMPARE(network.parameters, parametersOf(model));

        const auto output = model->forward(at::randn({2, 3, 50, 50}));
        const auto& features = stageOf(network, StageKind::Backbone).shape;
        QCOMPARE(output.features.back().sizes().slice(1).vec(), features);
        QCOMPARE(output.logits.sizes().vec(), (std::vector<std::int64_t>{2, 7}));
        QCOMPARE(output.attention.defined(), config.head == Head::Attention);
        if (output.attention.defined()) {
            QCOMPARE(output.attention.size(2), network.sequenceLength);
            QVERIFY((output.attention.sum(2) - 1).abs().max().item<float>() < 1e-5);
        }
    }

    void optionsAreDescribedAsTheyAreBuilt_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<int>("head");
        QTest::addColumn<int>("variant");
        for (int backbone = 0; backbone < 6; ++backbone) {
            for (int head = 0; head < 5; ++head) {
                for (int variant = 0; variant < 5; ++variant) {
                    // What follows the trunk is tried in full on the quickest one.
                    const bool full = backbone == static_cast<int>(Backbone::ResNet20);
                    const bool fused = variant == 1 || variant == 3;
                    const bool ends = head == static_cast<int>(Head::Attention) ||
                                      head == static_cast<int>(Head::Gap);
                    if (full || (fused && ends)) {
                        QTest::addRow("backbone %d, head %d, variant %d", backbone, head, variant)
                            << backbone << head << variant;
                    }
                }
            }
        }
    }

    void optionsAreDescribedAsTheyAreBuilt()
    {
        QFETCH(int, backbone);
        QFETCH(int, head);
        QFETCH(int, variant);
        auto config = variantOf(variant);
        config.backbone = static_cast<Backbone>(backbone);
        config.head = static_cast<Head>(head);
        const Classifier model(config, 7);
        const auto network = describeNetwork(config, 64, 7).value();
        QCOMPARE(network.parameters, parametersOf(model));
        const auto backboneOps = stageOf(network, StageKind::Backbone).multiplyAdds;
        QCOMPARE(network.flops, 2 * (backboneOps + multiplyAddsAfterTheTrunk(model)));
        // The drawing's chain: each weight is in a stage, and the last reads what is before it.
        QCOMPARE(network.stages.back().parameters,
                 (network.stages[network.stages.size() - 2].shape[0] + 1) * 7);
    }

    void prunedTrunksAreDescribedAsTheyAreBuilt()
    {
        for (int backbone = 0; backbone < 6; ++backbone) {
            ModelConfig config;
            config.backbone = static_cast<Backbone>(backbone);
            config.head = Head::Gap;
            const auto& full = fullTrunk(config.backbone);
            const auto whole = describeNetwork(config, 64, 7).value();
            config.widths = innerWidths(full);
            QCOMPARE(describeNetwork(config, 64, 7)->parameters, whole.parameters);
            for (std::size_t i = 0; i < config.widths.size(); ++i) {
                config.widths[i] -= 1 + static_cast<int>(i % 3) * config.widths[i] / 4;
            }
            QCOMPARE(innerWidths(trunkTopology(config)), config.widths);
            const Classifier model(config, 7);
            const auto network = describeNetwork(config, 64, 7).value();
            QCOMPARE(network.parameters, parametersOf(model));
            QVERIFY(network.parameters < whole.parameters);
            QCOMPARE(stageOf(network, StageKind::Backbone).shape,
                     stageOf(whole, StageKind::Backbone).shape);

            const auto sides = stepSides(full, 64); // Which widths do not change.
            const auto parameters = model->named_parameters();
            std::int64_t multiplyAdds = 0;
            for (std::size_t i = 0; i < sides.size(); ++i) {
                const auto name = "backbone." + full.steps[i].name;
                for (const auto& [part, cells] : {std::pair(".weight", sides[i] * sides[i]),
                                                  {".fc1.weight", 1},
                                                  {".fc2.weight", 1}}) {
                    const auto* const weights = parameters.find(name + part);
                    multiplyAdds += weights == nullptr ? 0 : weights->numel() * cells;
                }
            }
            QCOMPARE(stageOf(network, StageKind::Backbone).multiplyAdds, multiplyAdds);
        }
    }

    void widthsOfAnotherTrunkAreRefused()
    {
        ModelConfig model;
        model.backbone = Backbone::ResNet20;
        const std::vector good{8, 8, 8, 16, 16, 16, 32, 32, 32};
        model.widths = good;
        QVERIFY(describeNetwork(model, 32, 10).ok());
        for (const auto& [place, width] : {std::pair(0, 17), {0, 0}, {8, -3}, {8, 65}}) {
            model.widths = good;
            model.widths[static_cast<std::size_t>(place)] = width;
            const auto refused = describeNetwork(model, 32, 10);
            QVERIFY(!refused);
            QCOMPARE(refused.error().subject, std::string("model.widths"));
        }
        model.widths = good;
        model.backbone = Backbone::ResNet18;
        const auto refused = describeNetwork(model, 32, 10);
        QVERIFY(!refused);
        QVERIFY(refused.error().reason.find("ResNet-18 has 8 inner widths, and these are 9") !=
                std::string::npos);
    }

    void stagesAreOfOneResolution()
    {
        for (int backbone = 0; backbone < 6; ++backbone) {
            const auto& topology = fullTrunk(static_cast<Backbone>(backbone));
            const auto sides = stepSides(topology, 256);
            QCOMPARE(topology.stageEnds.back(), topology.steps.size() - 1);
            QVERIFY(topology.stageEnds.size() >= 3);
            for (std::size_t i = 1; i < topology.stageEnds.size(); ++i) {
                QCOMPARE(sides[topology.stageEnds[i - 1]], 2 * sides[topology.stageEnds[i]]);
            }
        }
        ModelConfig model;
        model.fusion = Fusion::Concat;
        model.fusionStages = 3;
        model.backbone = Backbone::EfficientNetB0;
        QCOMPARE(usedStages(model), (std::vector{40, 112, 1280})); // Tan and Le 2019, table 1.
        model.backbone = Backbone::ResNet18;
        QCOMPARE(usedStages(model), (std::vector{128, 256, 512}));
        QCOMPARE(pooledChannels(model), 896);
    }

    void aNetworkThatCannotBeIsRefused()
    {
        ModelConfig model;
        model.hidden = 0;
        const auto refused = describeNetwork(model, 224, 10);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(refused.error().subject, std::string("model.hidden"));
    }
};

QTEST_GUILESS_MAIN(TestNetworkSizes)
#include "test_network_sizes.moc"
