#include "tests/parity/tensors.h"

#include "core/model/onednn_lstm_p.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

using namespace weft;
using namespace weft::test;

namespace {

struct Case
{
    std::int64_t steps, batch, input, hidden;
};

/// A layer's parameters in the order of at::lstm: forward, then backward.
std::vector<at::Tensor> makeWeights(const Case& c)
{
    const double bound = 1 / std::sqrt(static_cast<double>(c.hidden));
    std::vector<at::Tensor> weights;
    for (int direction = 0; direction < 2; ++direction) {
        for (const auto& shape : std::vector<std::vector<std::int64_t>>{{4 * c.hidden, c.input},
                                                                        {4 * c.hidden, c.hidden},
                                                                        {4 * c.hidden},
                                                                        {4 * c.hidden}}) {
            weights.push_back(((at::rand(shape) * 2 - 1) * bound).set_requires_grad(true));
        }
    }
    return weights;
}

at::Tensor runOneDnn(OneDnnLstm& layer, const at::Tensor& sequence,
                     const std::vector<at::Tensor>& w, bool bf16 = false)
{
    return layer.forward(sequence, {LstmWeights{w[0], w[1], w[2], w[3]}, {w[4], w[5], w[6], w[7]}},
                         bf16);
}

at::Tensor runLibTorch(const at::Tensor& sequence, const std::vector<at::Tensor>& w)
{
    const auto state = at::zeros({2, sequence.size(1), w[1].size(1)});
    return std::get<0>(at::lstm(sequence, {state, state}, w, true, 1, 0.0, true, true, false));
}

/// Gradients of the sequence and the eight weights, for an output gradient that differs by place.
std::vector<at::Tensor> gradientsOf(const at::Tensor& output, const at::Tensor& sequence,
                                    const std::vector<at::Tensor>& weights,
                                    const at::Tensor& outputGradient)
{
    std::vector<at::Tensor> inputs{sequence};
    inputs.insert(inputs.end(), weights.begin(), weights.end());
    return torch::autograd::grad({output}, inputs, {outputGradient});
}

} // namespace

class TestOneDnnLstm : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        torch::manual_seed(1);
        at::set_num_threads(2);
    }

    void outputsAndGradientsAreLibTorchs_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("input");
        QTest::addColumn<int>("hidden");
        QTest::addColumn<int>("threads");
        QTest::newRow("one of everything") << 1 << 1 << 1 << 1 << 2;
        QTest::newRow("one step") << 1 << 5 << 16 << 8 << 2;
        QTest::newRow("one image") << 49 << 1 << 64 << 128 << 2;
        QTest::newRow("odd sizes") << 9 << 3 << 37 << 19 << 2;
        QTest::newRow("quick preset") << 49 << 32 << 64 << 128 << 2;
        QTest::newRow("second layer") << 49 << 7 << 256 << 128 << 2;
        QTest::newRow("article") << 49 << 4 << 512 << 256 << 2;
        QTest::newRow("long sequence") << 784 << 2 << 3 << 5 << 2;
        QTest::newRow("large batch") << 4 << 131 << 20 << 12 << 2;
        QTest::newRow("long sequence, one image") << 784 << 1 << 16 << 8 << 2;
        QTest::newRow("one thread") << 5 << 9 << 4 << 6 << 1;
        QTest::newRow("a batch in parts") << 5 << 43 << 4 << 6 << 7;
    }

    void outputsAndGradientsAreLibTorchs()
    {
        QFETCH(int, steps);
        QFETCH(int, batch);
        QFETCH(int, input);
        QFETCH(int, hidden);
        QFETCH(int, threads);
        at::set_num_threads(threads);
        const Case c{steps, batch, input, hidden};
        const auto weights = makeWeights(c);
        const auto sequence = (at::rand({c.steps, c.batch, c.input}) - 0.5).set_requires_grad(true);
        // Laid out as it arrives from heads that take the batch first.
        const auto outputGradient =
            (at::rand({c.batch, c.steps, 2 * c.hidden}) - 0.5).transpose(0, 1);
        OneDnnLstm layer;
        const auto own = runOneDnn(layer, sequence, weights);
        QVERIFY(own.defined());
        const auto theirs = runLibTorch(sequence, weights);
        QVERIFY2(difference(own, theirs) < 1e-5,
                 qPrintable(QString::number(difference(own, theirs))));

        const auto ownGradients = gradientsOf(own, sequence, weights, outputGradient);
        const auto theirGradients = gradientsOf(theirs, sequence, weights, outputGradient);
        for (std::size_t i = 0; i < ownGradients.size(); ++i) {
            const auto off = difference(ownGradients[i], theirGradients[i]);
            QVERIFY2(off < 1e-5, qPrintable(QString("gradient %1: %2").arg(i).arg(off)));
        }

        const torch::NoGradGuard noGradients;
        QVERIFY(difference(runOneDnn(layer, sequence, weights), theirs) < 1e-5);
    }

    void bf16StaysCloseToFloat32()
    {
        const Case c{49, 16, 64, 128};
        const auto weights = makeWeights(c);
        const auto sequence = (at::rand({c.steps, c.batch, c.input}) - 0.5).set_requires_grad(true);
        const auto outputGradient = at::rand({c.steps, c.batch, 2 * c.hidden}) - 0.5;
        OneDnnLstm layer;
        const auto output = runOneDnn(layer, sequence, weights, true);
        if (!output.defined()) {
            QSKIP("this processor has no products in bfloat16");
        }
        QCOMPARE(output.scalar_type(), at::kBFloat16);
        const auto exact = runLibTorch(sequence, weights);
        // Eight bits of mantissa: 0.4 % a value.
        QVERIFY(difference(output.to(at::kFloat), exact) < 0.01);
        QVERIFY(difference(output.to(at::kFloat), exact) > 0); // Or it was float32 all the same.
        const auto own = gradientsOf(output, sequence, weights, outputGradient.to(at::kBFloat16));
        const auto theirs = gradientsOf(exact, sequence, weights, outputGradient);
        for (std::size_t i = 0; i < own.size(); ++i) {
            QCOMPARE(own[i].scalar_type(), at::kFloat);
            const auto off = difference(own[i], theirs[i]);
            QVERIFY2(off < 0.02, qPrintable(QString("gradient %1: %2").arg(i).arg(off)));
        }
        const torch::NoGradGuard noGradients;
        QVERIFY(runOneDnn(layer, sequence, weights, true).equal(output));
    }

    void aChangedWeightIsNoticed()
    {
        const torch::NoGradGuard noGradients;
        const Case c{6, 9, 7, 5};
        auto weights = makeWeights(c);
        const auto sequence = at::rand({c.steps, c.batch, c.input});
        OneDnnLstm layer;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            QVERIFY(difference(runOneDnn(layer, sequence, weights),
                               runLibTorch(sequence, weights)) < 1e-5);
            if (i % 2 == 0) {
                weights[i].mul_(-1); // In place, as an optimiser does.
            } else {
                weights[i] = at::rand(weights[i].sizes()); // As a loaded checkpoint may.
            }
        }
        QVERIFY(difference(runOneDnn(layer, sequence, weights), runLibTorch(sequence, weights)) <
                1e-5);
    }

    void replacedValuesAreNoticed()
    {
        const Case c{6, 9, 7, 5};
        const auto weights = makeWeights(c);
        const auto sequence = at::rand({c.steps, c.batch, c.input}).set_requires_grad(true);
        const auto outputGradient = at::rand({c.steps, c.batch, 2 * c.hidden});
        OneDnnLstm layer;
        const auto agrees = [&] {
            const auto own = runOneDnn(layer, sequence, weights);
            const auto theirs = runLibTorch(sequence, weights);
            const auto gradients = gradientsOf(own, sequence, weights, outputGradient);
            const auto expected = gradientsOf(theirs, sequence, weights, outputGradient);
            return difference(own, theirs) < 1e-5 && difference(gradients[0], expected[0]) < 1e-5;
        };
        QVERIFY(agrees());
        std::vector<float> memory(static_cast<std::size_t>(4 * c.hidden * c.input));
        for (auto weight : weights) {
            // As Module::to() does: the tensor stays, and so does its count of writings.
            weight.set_data(at::rand(weight.sizes()) - 0.5);
            QVERIFY(agrees());
            for (int i = 0; i < 2; ++i) { // The second time where the values before it lay.
                const auto there = at::from_blob(memory.data(), weight.sizes());
                there.copy_(at::rand(weight.sizes()) - 0.5);
                weight.set_data(there);
                QVERIFY(agrees());
            }
            weight.set_data(weight.detach().clone()); // The memory is the next one's.
        }
    }

    void aNumberThatIsNoneComesThrough()
    {
        const torch::NoGradGuard noGradients;
        const auto weights = makeWeights({3, 2, 4, 4});
        auto sequence = at::rand({3, 2, 4});
        sequence[0][1][2] = std::numeric_limits<float>::quiet_NaN();
        OneDnnLstm layer;
        for (const bool bf16 : {false, true}) {
            const auto output = runOneDnn(layer, sequence, weights, bf16);
            if (output.defined()) {
                // The forward direction carries it on; the backward one meets it last.
                QVERIFY(output.select(1, 1).narrow(1, 0, 4).isnan().all().item<bool>());
                QVERIFY(output[0][1].isnan().all().item<bool>());
                QVERIFY(output.select(1, 0).isfinite().all().item<bool>());
            }
        }
    }

    void whatItDoesNotHandleIsLeftToLibTorch()
    {
        OneDnnLstm layer;
        const auto weights = makeWeights({2, 2, 4, 4});
        QVERIFY(!runOneDnn(layer, at::rand({2, 0, 4}), weights).defined());
        QVERIFY(!runOneDnn(layer, at::rand({2, 2, 4}).to(at::kDouble), weights).defined());
    }

    void repeatingGivesTheSameBits()
    {
        const Case c{49, 32, 64, 128};
        const auto weights = makeWeights(c);
        const auto sequence = at::rand({c.steps, c.batch, c.input}).set_requires_grad(true);
        const auto outputGradient = at::rand({c.steps, c.batch, 2 * c.hidden});
        std::vector<at::Tensor> first;
        for (int i = 0; i < 5; ++i) {
            OneDnnLstm layer;
            const auto output = runOneDnn(layer, sequence, weights);
            auto values = gradientsOf(output, sequence, weights, outputGradient);
            values.push_back(output);
            if (first.empty()) {
                first = values;
            }
            for (std::size_t k = 0; k < values.size(); ++k) {
                QVERIFY(values[k].equal(first[k]));
            }
        }
    }

    void twoLayersRunInTwoThreads()
    {
        const Case c{20, 8, 16, 24};
        const auto weights = makeWeights(c);
        const auto sequence = at::rand({c.steps, c.batch, c.input}).set_requires_grad(true);
        const auto outputGradient = at::rand({c.steps, c.batch, 2 * c.hidden});
        const auto threads = at::get_num_threads();
        const auto work = [&](bool& same) {
            at::set_num_threads(threads);
            OneDnnLstm layer;
            const auto expected = runOneDnn(layer, sequence, weights);
            const auto gradients = gradientsOf(expected, sequence, weights, outputGradient);
            same = true;
            for (int i = 0; i < 10; ++i) {
                const auto output = runOneDnn(layer, sequence, weights);
                const auto now = gradientsOf(output, sequence, weights, outputGradient);
                same = same && output.equal(expected) &&
                       std::ranges::equal(now, gradients,
                                          [](const auto& a, const auto& b) { return a.equal(b); });
            }
        };
        bool left = false;
        bool right = false;
        std::thread one(work, std::ref(left));
        std::thread two(work, std::ref(right));
        one.join();
        two.join();
        QVERIFY(left);
        QVERIFY(right);
    }
};

int main(int argc, char** argv)
{
    at::set_num_threads(2);
    TestOneDnnLstm test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_onednn_lstm.moc"
