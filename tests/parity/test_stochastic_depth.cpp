#include "core/model/initialization_p.h"
#include "core/model/keyed_dropout_p.h"
#include "core/model/trunk_p.h"

#include <QTest>

#include <torch/types.h>

using namespace weft;

class StochasticDepthTest : public QObject
{
    Q_OBJECT
private slots:
    /// Each image's branch is left away, or grows by what is left away on the mean.
    void stochasticDepthDropsBranchesOfImages()
    {
        KeyedDropout dropout(0.4);
        dropout.seed(5);
        const auto branch = at::rand({64, 3, 2, 2}) + 1;
        const auto rows = (dropout.applyToRows(branch, true) / branch).flatten(1);
        const auto kept = (rows - 1 / 0.6).abs().lt(1e-5).all(1);
        const auto dropped = rows.eq(0).all(1);
        QVERIFY(kept.logical_xor(dropped).all().item<bool>());
        QVERIFY(dropped.any().item<bool>() && kept.any().item<bool>());
        QVERIFY(dropout.applyToRows(branch, false).equal(branch));
    }

    void stochasticDepthRepeatsByItsSeed()
    {
        const auto& topology = fullTrunk(Backbone::EfficientNetB0);
        Trunk trunk(topology, 0.5);
        initializeWeights(*trunk, 3);
        torch::manual_seed(4);
        const auto images = at::randn({4, 3, 64, 64});
        const auto of = [&](std::uint64_t seed) {
            trunk->seedDropout(seed);
            return trunk->forward(images).detach();
        };
        const auto first = of(1);
        QVERIFY(first.equal(of(1)));
        QVERIFY(!first.equal(of(2)));
    }
};

QTEST_GUILESS_MAIN(StochasticDepthTest)
#include "test_stochastic_depth.moc"
