#include "tests/parity/layouts.h"
#include "tests/parity/shared_sums.h"
#include "tests/parity/tensors.h"

#include "core/base/processor.h"
#include "core/model/activations_p.h"
#include "core/model/conv_norm_p.h"
#include "core/model/norm_moments.h"
#include "core/train/precision_p.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace weft;
using namespace weft::test;

namespace {

enum class Way { Modules, Fast };

struct LayerParts
{
    torch::nn::Conv2d conv;
    torch::nn::BatchNorm2d norm;
};

LayerParts makeLayer()
{
    torch::manual_seed(1);
    LayerParts parts{
        torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2).padding(1).bias(false)),
        torch::nn::BatchNorm2d(32)};
    const torch::NoGradGuard noGradients;
    parts.norm->weight.uniform_(0.5, 1.5);
    parts.norm->bias.uniform_(-0.5, 0.5);
    parts.conv->weight.set_data(parts.conv->weight.contiguous(at::MemoryFormat::ChannelsLast));
    return parts;
}

/// Images, what is added to what becomes of them, and what each place counts in the loss.
struct LayerBatch
{
    at::Tensor images, residual, weights;

    [[nodiscard]] LayerBatch rows(std::int64_t first, std::int64_t count) const
    {
        return {images.narrow(0, first, count), residual.narrow(0, first, count),
                weights.narrow(0, first, count)};
    }
};

LayerBatch makeBatch()
{
    torch::manual_seed(2);
    auto images = at::randn({8, 16, 9, 7}) + 0.5;
    // The ranks' pictures are not alike.
    images.narrow(0, 5, 3).mul_(2).add_(1);
    return {images, at::randn({8, 32, 5, 4}), at::rand({8, 32, 5, 4}, at::kDouble) - 0.5};
}

/// By name, what a pass gives for each row, what the ranks' gradients are summed to, and what is to
/// be the same on all.
struct LayerOutcome
{
    std::vector<std::pair<std::string, at::Tensor>> rows, sums, same;
};

LayerOutcome passThrough(const LayerParts& parts, const LayerBatch& batch, Way way, bool bf16,
                         std::shared_ptr<NormExchange> exchange)
{
    ConvNorm layer(parts.conv, parts.norm);
    layer.synchronize(std::move(exchange));
    auto x = batch.images.detach().clone().requires_grad_();
    auto r = batch.residual.detach().clone().requires_grad_();
    at::Tensor output;
    if (way == Way::Fast && x.numel() > 0) {
        output = toImages(layer.train(laidOut(x, bf16), laidOut(r, bf16), true));
    } else {
        const PrecisionScope scope(bf16 ? Precision::Bf16 : Precision::Fp32, torch::kCPU);
        output = layer.forward(x, r, Activation::Relu);
    }
    (output.to(at::kDouble) * batch.weights).sum().backward();
    const auto inDouble = [](const at::Tensor& tensor) {
        return tensor.detach().to(at::kDouble).contiguous();
    };
    return {{{"output", inDouble(output)},
             {"images' gradient", inDouble(x.grad())},
             {"residual's gradient", inDouble(r.grad())}},
            {{"weights' gradient", inDouble(parts.conv->weight.grad())},
             {"gamma's gradient", inDouble(parts.norm->weight.grad())},
             {"beta's gradient", inDouble(parts.norm->bias.grad())}},
            {{"running mean", inDouble(parts.norm->running_mean)},
             {"running variance", inDouble(parts.norm->running_var)},
             {"batches", inDouble(parts.norm->num_batches_tracked)}}};
}

std::vector<std::pair<std::string, at::Tensor>> allOf(const LayerOutcome& outcome)
{
    auto all = outcome.rows;
    all.insert(all.end(), outcome.sums.begin(), outcome.sums.end());
    all.insert(all.end(), outcome.same.begin(), outcome.same.end());
    return all;
}

/// torch::nn::BatchNorm2d on the whole batch.
LayerOutcome exactly()
{
    auto parts = makeLayer();
    parts.conv->to(at::kDouble);
    parts.norm->to(at::kDouble);
    auto batch = makeBatch();
    batch.images = batch.images.to(at::kDouble);
    batch.residual = batch.residual.to(at::kDouble);
    return passThrough(parts, batch, Way::Modules, false, nullptr);
}

bool hasFastWay(bool bf16)
{
    return ConvNorm(makeLayer().conv, makeLayer().norm).trains({8, 16, 9, 7, bf16}).has_value();
}

/// The second rank has the rest of the 8 images.
LayerOutcome onTwoRanks(std::int64_t first, std::array<Way, 2> ways, bool bf16)
{
    const auto batch = makeBatch();
    const std::vector<LayerParts> parts{makeLayer(), makeLayer()};
    std::vector<LayerOutcome> seen(2);
    SharedSums sums(2);
    onRanks(2, [&](std::size_t rank) {
        const auto rows = rank == 0 ? batch.rows(0, first) : batch.rows(first, 8 - first);
        seen[rank] = passThrough(parts[rank], rows, ways[rank], bf16,
                                 std::make_shared<ThreadExchange>(sums));
    });
    if (sums.rounds() != 2) {
        throw std::runtime_error("a norm is to exchange once forward and once backward");
    }
    auto whole = seen[0];
    for (std::size_t i = 0; i < whole.rows.size(); ++i) {
        whole.rows[i].second = at::cat({seen[0].rows[i].second, seen[1].rows[i].second});
        whole.sums[i].second = seen[0].sums[i].second + seen[1].sums[i].second;
        if (!seen[0].same[i].second.equal(seen[1].same[i].second)) {
            throw std::runtime_error("the ranks differ in the " + whole.same[i].first);
        }
    }
    return whole;
}

} // namespace

/// Norms of ranks that share a batch are those of one process with the whole batch.
class SynchronizedNormsTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { at::set_num_threads(1); } // Each of the ranks has a core then.

    void sharesMakeTheWholeBatch_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("one");
        QTest::addColumn<int>("other");
        QTest::addColumn<bool>("bf16");
        const auto name = [](Way way) { return way == Way::Fast ? "fast" : "modules"; };
        const std::vector<std::pair<Way, Way>> ways{
            {Way::Fast, Way::Fast}, {Way::Modules, Way::Modules}, {Way::Fast, Way::Modules}};
        for (const auto& [one, other] : ways) {
            for (const int first : {4, 5, 8, 0}) {
                for (const bool bf16 : {false, true}) {
                    QTest::addRow("%s of %d, %s of %d, %s", name(one), first, name(other),
                                  8 - first, bf16 ? "bf16" : "fp32")
                        << first << int(one) << int(other) << bf16;
                }
            }
        }
    }

    void sharesMakeTheWholeBatch()
    {
        QFETCH(int, first);
        QFETCH(int, one);
        QFETCH(int, other);
        QFETCH(bool, bf16);
        const std::array ways{static_cast<Way>(one), static_cast<Way>(other)};
        if (bf16 && !processorHasBf16()) {
            QSKIP("This processor has no bfloat16.");
        }
        if (ways[0] == Way::Fast && !hasFastWay(bf16)) {
            QSKIP("This processor trains by LibTorch's modules.");
        }
        const auto expected = allOf(exactly());
        const auto seen = allOf(onTwoRanks(first, ways, bf16));
        const auto alone = [&](Way way) {
            return allOf(passThrough(makeLayer(), makeBatch(), way, bf16, nullptr));
        };
        const std::array whole{alone(ways[0]), alone(ways[1])};
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const auto error = bf16 ? meanError(seen[i].second, expected[i].second)
                                    : difference(seen[i].second, expected[i].second);
            // bfloat16 rounds a share as it rounds the whole.
            const auto rounding = std::max(meanError(whole[0][i].second, expected[i].second),
                                           meanError(whole[1][i].second, expected[i].second));
            const auto allowed = bf16 ? 1.25 * rounding + 1e-6 : 1e-5;
            QVERIFY2(error < allowed, qPrintable(QString("%1: %2, not %3")
                                                     .arg(QString::fromStdString(seen[i].first))
                                                     .arg(error)
                                                     .arg(allowed)));
        }
    }

    /// Or else the test above would pass without any exchange.
    void sharesByThemselvesAreAnotherNorm()
    {
        const auto expected = exactly();
        const auto seen =
            passThrough(makeLayer(), makeBatch().rows(0, 5), Way::Modules, false, nullptr);
        QVERIFY(difference(seen.rows[0].second, expected.rows[0].second.narrow(0, 0, 5)) > 1e-2);
        QVERIFY(difference(seen.same[1].second, expected.same[1].second) > 1e-3);
    }

    void momentsMergeFarFromZero()
    {
        std::mt19937 random(1);
        std::normal_distribution<double> around(1e4, 0.5);
        const auto momentsOf = [](std::span<const float> values) {
            NormMoments moments{static_cast<double>(values.size()), {0}, {0}};
            for (const double value : values) {
                moments.mean[0] += value / moments.count;
            }
            for (const double value : values) {
                moments.squares[0] += (value - moments.mean[0]) * (value - moments.mean[0]);
            }
            return moments;
        };
        std::vector<float> values(5000);
        for (auto& value : values) {
            value = static_cast<float>(around(random));
        }
        const auto expected = momentsOf(values);
        const auto all = std::span<const float>(values);
        std::vector<NormMoments> parts{momentsOf(all.first(3000)), momentsOf(all.subspan(3000))};
        SharedSums sums(2);
        onRanks(2, [&](std::size_t rank) {
            ThreadExchange exchange(sums);
            mergeOverRanks(parts[rank], exchange);
        });
        for (const auto& merged : parts) {
            QCOMPARE(merged.count, 5000.0);
            QVERIFY(std::abs(merged.mean[0] / expected.mean[0] - 1) < 1e-14);
            QVERIFY(std::abs(merged.squares[0] / expected.squares[0] - 1) < 1e-6);
        }
    }

    void whatIsNoNumberStaysOneOnAllRanks()
    {
        NormMoments broken{1, {std::numeric_limits<double>::quiet_NaN()}, {0}};
        NormMoments sound{1, {1}, {0}};
        SharedSums sums(2);
        onRanks(2, [&](std::size_t rank) {
            ThreadExchange exchange(sums);
            mergeOverRanks(rank == 0 ? broken : sound, exchange);
        });
        QVERIFY(std::isnan(sound.mean[0]) && std::isnan(sound.squares[0]));
    }
};

QTEST_GUILESS_MAIN(SynchronizedNormsTest)
#include "test_synchronized_norms.moc"
