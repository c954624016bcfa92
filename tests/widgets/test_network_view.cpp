#include "widgets/forms/network_view.h"
#include "widgets/runs/network_title.h"

#include "core/config/presets.h"

#include <QFontMetricsF>
#include <QImage>
#include <QTest>

using namespace weft;

/// The drawing of a network.
class TestNetworkView : public QObject
{
    Q_OBJECT
private slots:
    void theNetworkIsDrawnAsAChain()
    {
        NetworkView view;
        view.setNetwork(*describeNetwork(presetConfig("quick")->model, 32, 10));
        view.resize(1000, view.heightForWidth(1000));
        QVERIFY(view.accessibleDescription().contains("ResNet-20 64 × 8 × 8"));
        QVERIFY(view.accessibleDescription().contains("BiLSTM 49 × 256"));
        const auto first = view.stageRect(0);
        const auto last = view.stageRect(6);
        QCOMPARE(last.top(), first.top());
        QVERIFY(last.right() < 1000);

        // A narrow view goes on in the next row and says how much height it needs.
        view.resize(400, view.heightForWidth(400));
        QVERIFY(view.stageRect(6).top() > first.bottom());
        for (int stage = 0; stage < 7; ++stage) {
            QVERIFY(QRectF(view.rect()).contains(view.stageRect(stage)));
        }
    }

    void theDrawingShowsOrderHeadsAndFusion()
    {
        auto config = *presetConfig("quick");
        NetworkView view;
        const auto pictureOf = [&] {
            view.setNetwork(*describeNetwork(config.model, 32, 10));
            view.resize(1200, view.heightForWidth(1200));
            return view.grab().toImage();
        };
        const auto byRows = pictureOf();
        QVERIFY(view.accessibleDescription().contains("Sequence (Row by row) 49 × 64"));
        config.model.order = ReadingOrder::Hilbert;
        QVERIFY(pictureOf() != byRows);
        QVERIFY(view.accessibleDescription().contains("Sequence (Hilbert curve) 49 × 64"));
        config.model.order = ReadingOrder::RowsColumns;
        config.model.attentionHeads = 3;
        config.model.attentionHidden = 32;
        config.model.fusion = Fusion::Concat;
        config.model.fusionChannels = 48;
        (void)pictureOf();
        const auto text = view.accessibleDescription();
        QVERIFY(text.contains("Grid 96 × 7 × 7"));
        QVERIFY(text.contains("Fusion, concatenated (of the last 2 stages) 96 × 7 × 7"));
        QVERIFY(text.contains("BiLSTM × 2 49 × 512"));
        QVERIFY(text.contains("Attention × 3 (hidden units: 32) 1536"));
        QVERIFY(!text.contains("dropout"));
        config.model.attentionTemperature = 0.5;
        config.model.dropout = 0.25;
        config.model.layers = 2;
        (void)pictureOf();
        const auto more = view.accessibleDescription();
        QVERIFY2(more.contains("Attention × 3 (hidden units: 32, temperature 0.5) 1536"),
                 qPrintable(more));
        QVERIFY2(more.contains("BiLSTM × 2 (dropout 0.25 between layers) 49 × 512"),
                 qPrintable(more));
        QVERIFY2(more.contains("Classes (dropout 0.25 before) 10"), qPrintable(more));
        QCOMPARE(networkTitle(config),
                 QStringLiteral("ResNet-20 + Fusion + BiLSTM × 2 + Attention × 3"));
    }

    void theHiddenLayerOfAPlainNetworkIsAStageOfItsOwn()
    {
        auto config = *presetConfig("quick");
        config.model.head = Head::Gap;
        config.model.gapHidden = 48;
        NetworkView view;
        view.setNetwork(*describeNetwork(config.model, 32, 10));
        const auto text = view.accessibleDescription();
        QVERIFY2(text.contains("Average 64, Hidden layer 48, Classes 10"), qPrintable(text));
        QCOMPARE(text.count("Average"), 1);
        QCOMPARE(networkTitle(config),
                 QStringLiteral("ResNet-20 + Global average pooling + Hidden layer"));
    }

    /// In the boxes, not only in their tooltips.
    void optionsAreDrawnInTheirBoxes()
    {
        auto config = *presetConfig("quick");
        config.model.dropout = 0;
        NetworkView view;
        const auto draw = [&] {
            view.setNetwork(*describeNetwork(config.model, 32, 10), config.train);
            view.resize(1600, view.heightForWidth(1600));
            return view.grab().toImage();
        };
        (void)draw();
        const auto plainHeight = view.height();
        // Text below a box's usual lines.
        const auto remarked = [&](int stage) {
            const auto picture = draw();
            const auto box = view.stageRect(stage).toRect().adjusted(3, plainHeight - 13, -3, -3);
            const auto paper = picture.pixel(box.topLeft());
            for (int y = box.top(); y < box.bottom(); ++y) {
                for (int x = box.left(); x < box.right(); ++x) {
                    if (picture.pixel(x, y) != paper) {
                        return true;
                    }
                }
            }
            return false;
        };
        constexpr int backbone = 1;
        constexpr int head = 5;
        QCOMPARE(view.network().stages[head].kind, StageKind::Head);
        config.model.attentionTemperature = 0.5;
        QVERIFY(remarked(head));
        QVERIFY(!remarked(backbone));
        QVERIFY(view.height() > plainHeight);
        const QFontMetricsF font(view.font());
        config.model.attentionHidden = 1024;
        (void)draw();
        QVERIFY(view.stageRect(head).width() > font.horizontalAdvance("hidden units: 10") + 10);

        config.model.stochasticDepth = 0.2;
        config.model.weights = "somewhere.pth";
        config.train.freeze = Freeze::Backbone;
        config.train.unfreezeEpoch = 3;
        config.train.epochs = 9;
        config.train.backboneRate = 0.1;
        config.train.freezeNorms = true;
        QVERIFY(remarked(backbone));
        const auto text = view.accessibleDescription();
        QVERIFY2(text.contains("ResNet-20 (learned first weights, frozen before epoch 3, rate × "
                               "0.1, frozen norms, stochastic depth 0.2)"),
                 qPrintable(text));
        config.train.unfreezeEpoch = 0;
        (void)draw();
        QVERIFY2(view.accessibleDescription().contains(
                     "ResNet-20 (learned first weights, frozen, stochastic depth 0.2)"),
                 qPrintable(view.accessibleDescription()));
    }

    void aNetworkThatCannotBeSaysWhy()
    {
        NetworkView view;
        view.setProblem("The image is too small");
        QCOMPARE(view.accessibleDescription(), QStringLiteral("The image is too small"));
        QVERIFY(!view.grab().isNull());
    }
};

QTEST_MAIN(TestNetworkView)
#include "test_network_view.moc"
