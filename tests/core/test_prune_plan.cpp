#include "core/compress/ranked_channels_p.h"
#include "core/model/network_description.h"
#include "core/model/trunk_topology.h"
#include "core/store/module_state_p.h"

#include <ATen/ops/full.h>
#include <c10/core/GradMode.h>

// After LibTorch, whose headers have members named slots.
#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <limits>

using namespace weft;

namespace {

constexpr int classes = 10;

ModelConfig quickModel(Backbone backbone = Backbone::ResNet20)
{
    ModelConfig model;
    model.backbone = backbone;
    model.head = Head::Attention;
    model.layers = 1;
    model.hidden = 32;
    return model;
}

/// Scores as if drawn, and the same each time.
RankedChannels someChannels(const ModelConfig& model)
{
    RankedChannels channels{model, 64, classes, {}};
    std::uint32_t number = 1;
    for (auto& scores : channels.scores) {
        for (const int width : innerWidths(trunkTopology(model))) {
            auto& block = scores.emplace_back();
            for (int i = 0; i < width; ++i) {
                number = number * 1664525U + 1013904223U;
                block.push_back(0.1 + static_cast<double>(number >> 16U) / 65536);
            }
        }
    }
    return channels;
}

PruneOptions withRatio(double ratio, int multiple = 8)
{
    PruneOptions options;
    options.ratio = ratio;
    options.multiple = multiple;
    return options;
}

PruneOptions withFlops(double flops, int multiple = 8)
{
    PruneOptions options;
    options.flops = flops;
    options.multiple = multiple;
    return options;
}

std::int64_t parametersOf(const Classifier& model)
{
    std::int64_t count = 0;
    for (const auto& parameter : model->parameters()) {
        count += parameter.numel();
    }
    return count;
}

} // namespace

class TestPrunePlan : public QObject
{
    Q_OBJECT
private slots:
    void theLeastChannelsGo()
    {
        const c10::NoGradGuard noGradients;
        Classifier network(quickModel(), classes);
        auto state = moduleState(*network);
        auto gamma = state.at("backbone.layer1.1.bn1.weight");
        gamma.fill_(1);
        gamma[3] = 0.1;
        gamma[7] = -0.2; // Small, whatever its sign.
        gamma[9] = -5;
        auto filters = state.at("backbone.layer2.0.conv1.weight");
        filters.fill_(0.5);
        filters[4] = -0.01;
        filters[30] = 0;
        state.at("backbone.layer2.0.bn1.weight").fill_(1); // Has no say in L1.
        const auto channels = rankChannels(network, 32);
        auto widths = innerWidths(fullTrunk(Backbone::ResNet20));
        widths[1] = 14;
        widths[3] = 30;
        const auto byNorm = keptChannels(channels.by(PruneRank::BatchNorm), widths);
        QCOMPARE(byNorm[1],
                 (std::vector<std::int64_t>{0, 1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15}));
        const auto byFilter = keptChannels(channels.by(PruneRank::L1), widths);
        QCOMPARE(byFilter[3].size(), std::size_t(30));
        QVERIFY(std::ranges::find(byFilter[3], 4) == byFilter[3].end());
        QVERIFY(std::ranges::find(byFilter[3], 30) == byFilter[3].end());
        QCOMPARE(byFilter[0].size(), std::size_t(16)); // Left whole.
    }

    /// What an inverted bottleneck is expanded to passes two norms; the second is what is read.
    void invertedBottlenecksAreRankedByTheirDepthwiseNorm()
    {
        const c10::NoGradGuard noGradients;
        Classifier network(quickModel(Backbone::EfficientNetB0), classes);
        auto state = moduleState(*network);
        state.at("backbone.features.2.0.block.0.1.weight")[5] = 0;
        state.at("backbone.features.2.0.block.1.1.weight")[6] = 0;
        auto widths = innerWidths(fullTrunk(Backbone::EfficientNetB0));
        QCOMPARE(widths.size(), std::size_t(15));
        QCOMPARE(widths.front(), 96);
        --widths.front();
        const auto kept =
            keptChannels(rankChannels(network, 64).by(PruneRank::BatchNorm), widths).front();
        QVERIFY(std::ranges::find(kept, 5) != kept.end());
        QVERIFY(std::ranges::find(kept, 6) == kept.end());
    }

    void aRatioIsTakenFromEveryBlock()
    {
        const auto channels = someChannels(quickModel());
        const auto half = planPruning(channels, withRatio(0.5)).value();
        QCOMPARE(half.widths, (std::vector{8, 8, 8, 16, 16, 16, 32, 32, 32}));
        QCOMPARE(half.before, (std::vector{16, 16, 16, 32, 32, 32, 64, 64, 64}));
        QCOMPARE(planPruning(channels, withRatio(0.3, 1))->widths,
                 (std::vector{11, 11, 11, 22, 22, 22, 45, 45, 45}));
        QCOMPARE(planPruning(channels, withRatio(0.5, 16))->widths, // A vector's channels stay.
                 (std::vector{16, 16, 16, 16, 16, 16, 32, 32, 32}));
        QCOMPARE(planPruning(channels, withRatio(0.999))->widths, // No block is left empty.
                 std::vector<int>(9, 8));
        QCOMPARE(planPruning(channels, withRatio(0.999, 1))->widths, std::vector<int>(9, 1));
    }

    void figuresAreThoseOfTheBuiltNetwork()
    {
        for (int backbone = 0; backbone < 6; ++backbone) {
            auto model = quickModel(static_cast<Backbone>(backbone));
            const auto channels = someChannels(model);
            const auto plan = planPruning(channels, withRatio(0.5)).value();
            QCOMPARE(plan.parametersBefore, parametersOf(Classifier(model, classes)));
            QCOMPARE(plan.flopsBefore, describeNetwork(model, 64, classes)->flops);
            model.widths = plan.widths;
            QCOMPARE(plan.parameters, parametersOf(Classifier(model, classes)));
            QCOMPARE(plan.flops, describeNetwork(model, 64, classes)->flops);
            QVERIFY(plan.parameters < plan.parametersBefore);
            QVERIFY(plan.flops < plan.flopsBefore);
        }
    }

    void aShareOfFlopsIsMet_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<double>("share");
        for (int backbone = 0; backbone < 6; ++backbone) {
            for (const double share : {0.9, 0.6}) {
                QTest::addRow("backbone %d, %.1f", backbone, share) << backbone << share;
            }
        }
    }

    void aShareOfFlopsIsMet()
    {
        QFETCH(int, backbone);
        QFETCH(double, share);
        const auto channels = someChannels(quickModel(static_cast<Backbone>(backbone)));
        for (const int multiple : {1, 8}) {
            const auto plan = planPruning(channels, withFlops(share, multiple)).value();
            const auto left =
                static_cast<double>(plan.flops) / static_cast<double>(plan.flopsBefore);
            QVERIFY2(std::abs(left - share) < (multiple == 1 ? 0.01 : 0.03),
                     qPrintable(QString::number(left)));
            for (std::size_t i = 0; i < plan.widths.size(); ++i) {
                QVERIFY(plan.widths[i] >= multiple && plan.widths[i] <= plan.before[i]);
                QCOMPARE(plan.widths[i] % multiple, 0);
            }
        }
    }

    /// Beside one another the blocks give what they can spare most easily.
    void channelsOfAllBlocksAreRankedTogether()
    {
        auto channels = someChannels(quickModel());
        auto& scores = channels.scores[0];
        for (auto& block : scores) {
            block.assign(block.size(), 1);
        }
        for (std::size_t i = 0; i < 40; ++i) {
            scores[7][i] = 0.001; // Of 64.
        }
        const auto plan = planPruning(channels, withFlops(0.97, 1)).value();
        QVERIFY(plan.widths[7] < 60 && plan.widths[7] >= 24);
        for (const std::size_t other : {0, 1, 2, 3, 4, 5, 6, 8}) {
            QCOMPARE(plan.widths[other], plan.before[other]);
        }
    }

    void whatCannotBeIsRefused()
    {
        const auto channels = someChannels(quickModel());
        constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
        for (const double wrong : {0.0, 1.0, -0.5, 2.0, nan}) {
            const auto ratio = planPruning(channels, withRatio(wrong));
            QVERIFY(!ratio);
            QCOMPARE(ratio.error().code, ErrorCode::InvalidArgument);
            QCOMPARE(ratio.error().subject, std::string("ratio"));
            QCOMPARE(planPruning(channels, withFlops(wrong)).error().subject, std::string("FLOPs"));
        }
        for (const int wrong : {0, -8, 65}) {
            QCOMPARE(planPruning(channels, withRatio(0.5, wrong)).error().subject,
                     std::string("multiple"));
        }
        QVERIFY(!planPruning(channels, withRatio(0.01))); // Nothing would go.
        QVERIFY(!planPruning(channels, withFlops(0.999)));

        const double least = leastFlops(channels, 8);
        QVERIFY(least > 0.1 && least < 0.9);
        const auto tooLittle = planPruning(channels, withFlops(least - 0.02));
        QVERIFY(!tooLittle);
        QVERIFY(tooLittle.error().reason.find("least share") != std::string::npos);
        QVERIFY(planPruning(channels, withFlops(least + 0.01)).ok());
        QVERIFY(leastFlops(channels, 1) < least);
    }

    void aPlanIsQuickEnoughForASlider()
    {
        const auto channels = someChannels(quickModel(Backbone::ResNet50));
        QElapsedTimer timer;
        timer.start();
        constexpr int moves = 20;
        for (int i = 0; i < moves; ++i) {
            QVERIFY(planPruning(channels, withFlops(0.5 + 0.01 * i)).ok());
        }
        QVERIFY2(timer.elapsed() < moves * 50, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestPrunePlan)
#include "test_prune_plan.moc"
