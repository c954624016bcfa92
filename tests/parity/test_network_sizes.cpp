#include "core/model/classifier_p.h"
#include "core/model/network_description.h"

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
        QCOMPARE(output.features.sizes().slice(1).vec(), features);
        QCOMPARE(output.logits.sizes().vec(), (std::vector<std::int64_t>{2, 7}));
        QCOMPARE(output.attention.defined(), config.head == Head::Attention);
        if (output.attention.defined()) {
            QCOMPARE(output.attention.size(1), network.sequenceLength);
            QVERIFY((output.attention.sum(1) - 1).abs().max().item<float>() < 1e-5);
        }
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
