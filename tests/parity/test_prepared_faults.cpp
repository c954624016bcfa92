#include "tests/parity/prepared_support.h"

#include <QTest>

#include <limits>

using namespace weft;
using namespace weft::test;

/// What is no number in a prepared network.
class TestPreparedFaults : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        torch::manual_seed(1);
        at::set_num_threads(2);
    }

    void whatIsNoNumberIsNotHidden_data()
    {
        QTest::addColumn<bool>("bf16");
        QTest::newRow("fp32") << false;
        QTest::newRow("bf16") << true;
    }

    void whatIsNoNumberIsNotHidden()
    {
        QFETCH(bool, bf16);
        const auto precision = bf16 ? Precision::Bf16 : Precision::Fp32;
        auto model = makeNetwork(Backbone::ResNet18, Head::Attention);
        PreparedNetwork network(model);
        const auto images = makeImages(2, 97);
        const auto sound = runPrepared(network, images, precision);
        QVERIFY(sound.logits.isfinite().all().item<bool>());
        const torch::NoGradGuard noGradients;
        const auto nan = std::numeric_limits<float>::quiet_NaN();
        for (auto& [name, tensor] : moduleState(*model)) {
            if (!name.starts_with("backbone.") || !tensor.is_floating_point() ||
                name.find(".1.") != std::string::npos) {
                continue;
            }
            auto value = at::Tensor(tensor);
            while (value.dim() > 0) {
                value = value[0];
            }
            const float kept = value.item<float>();
            value.fill_(nan);
            QVERIFY2(!runPrepared(network, images, precision).logits.isfinite().any().item<bool>(),
                     name.c_str());
            value.fill_(kept);
        }
        QVERIFY(sameBits(runPrepared(network, images, precision), sound));

        // A number that is none in one picture: that one's scores show it, the other's do not.
        auto spoilt = images.clone();
        spoilt[1][2][40][40] = nan;
        const auto seen = runPrepared(network, spoilt, precision).logits;
        QVERIFY(!seen[1].isfinite().any().item<bool>());
        QVERIFY(seen[0].isfinite().all().item<bool>());
        QVERIFY(sameBits(runPrepared(network, images, precision), sound));
    }

    void whatGrowsBeyondAllNumbersIsNotHidden_data()
    {
        QTest::addColumn<QString>("layer");
        for (const char* layer : {"bn1", "layer1.0.bn1", "layer1.0.bn2", "layer2.0.downsample.1",
                                  "layer3.1.bn1", "layer4.0.bn2", "layer4.1.bn1"}) {
            QTest::newRow(layer) << layer;
        }
    }

    void whatGrowsBeyondAllNumbersIsNotHidden()
    {
        QFETCH(QString, layer);
        auto model = makeNetwork(Backbone::ResNet18, Head::Last);
        PreparedNetwork network(model);
        const torch::NoGradGuard noGradients;
        // Its output becomes infinite; in the next layer's sums infinities of both signs meet.
        for (auto& item : model->backbone().named_parameters()) {
            if (item.key() == layer.toStdString() + ".weight") {
                item.value().fill_(3e38F);
            }
        }
        const auto images = makeImages(2, 97);
        QVERIFY(!runModule(model, images).logits.isfinite().any().item<bool>());
        QVERIFY(!runPrepared(network, images).logits.isfinite().any().item<bool>());
    }
};

QTEST_GUILESS_MAIN(TestPreparedFaults)
#include "test_prepared_faults.moc"
