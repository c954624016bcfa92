#include "core/inspect/explanation_p.h"
#include "core/model/classifier_p.h"

#include <QTest>

#include <ATen/ops/zeros.h>
#include <torch/types.h>

#include <algorithm>

using namespace weft;

namespace {

constexpr int channels = 64; ///< Of ResNet-20.

/// A network whose BiLSTMs say of a step what its first channel says, and forget it at once, and
/// whose attention goes where that is.
Classifier networkThatSees(ReadingOrder order, int side)
{
    ModelConfig config;
    config.backbone = Backbone::ResNet20;
    config.head = Head::Attention;
    config.grid = side;
    config.hidden = 2;
    config.layers = 1;
    config.order = order;
    Classifier model(config, 3);
    const torch::NoGradGuard noGradients;
    for (const auto& item : model->named_parameters()) {
        const auto& name = item.key();
        auto values = item.value();
        if (name.starts_with("lstm")) {
            values.zero_();
            // Rows: input gate, forget gate, cell, output gate, of two units each.
            if (name.find("weight_ih") != std::string::npos) {
                values.narrow(0, 4, 2).select(1, 0).fill_(10);
            } else if (name.find("bias_ih") != std::string::npos) {
                values.narrow(0, 0, 2).fill_(20);
                values.narrow(0, 2, 2).fill_(-20);
                values.narrow(0, 6, 2).fill_(20);
            }
        } else if (name == "attention.weight") {
            values.fill_(10);
        }
    }
    model->eval();
    return model;
}

} // namespace

class TestLitCell : public QObject
{
    Q_OBJECT
private slots:
    void attentionIsDrawnWhereTheCellIs_data()
    {
        QTest::addColumn<int>("order");
        QTest::addColumn<int>("side");
        for (int order = 0; order < 5; ++order) {
            for (const int side : {2, 4, 5, 7}) {
                QTest::addRow("order %d, %d cells a side", order, side) << order << side;
            }
        }
    }

    void attentionIsDrawnWhereTheCellIs()
    {
        QFETCH(int, order);
        QFETCH(int, side);
        auto model = networkThatSees(static_cast<ReadingOrder>(order), side);
        for (int cell = 0; cell < side * side; ++cell) {
            auto features = at::zeros({1, channels, side, side});
            features[0][0][cell / side][cell % side] = 1;
            const auto maps = explainFeatures(model, {features}, HeatMapKind::Attention).heatMaps;
            const auto& cells = maps.at(0).cells;
            const auto brightest = std::ranges::max_element(cells) - cells.begin();
            QCOMPARE(static_cast<int>(brightest), cell);
            QVERIFY(cells[static_cast<std::size_t>(cell)] > 0.9F);
        }
    }

    void aGridOf784CellsIsReadAndLearntFrom()
    {
        ModelConfig config;
        config.backbone = Backbone::ResNet20;
        config.head = Head::Attention;
        config.grid = 28;
        config.hidden = 8;
        config.layers = 2;
        config.order = ReadingOrder::Hilbert;
        Classifier model(config, 3);
        const auto output = model->classifyFeatures({torch::rand({2, channels, 28, 28})});
        QCOMPARE(output.attention.sizes().vec(), (std::vector<std::int64_t>{2, 1, 784}));
        output.logits.square().sum().backward();
        for (const auto& item : model->named_parameters()) {
            if (!item.key().starts_with("backbone.")) {
                QVERIFY2(item.value().grad().isfinite().all().item<bool>(), item.key().c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestLitCell)
#include "test_lit_cell.moc"
