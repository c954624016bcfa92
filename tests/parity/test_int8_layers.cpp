#include "tests/parity/tensors.h"

#include "core/base/processor.h"
#include "core/compress/quantized_matrix.h"
#include "core/model/bilstm_p.h"
#include "core/model/initialization_p.h"
#include "core/model/int8_layer_p.h"
#include "core/model/int8_lstm_p.h"
#include "core/model/linear_p.h"

#include <torch/nn/modules/conv.h>

#include <QTest>

#include <cmath>
#include <limits>

using namespace weft;
using namespace weft::test;

namespace {

constexpr float noNumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

struct Row
{
    RowScale scale;
    std::vector<std::uint8_t> numbers;
};

Row quantized(const std::vector<float>& values)
{
    Row row;
    row.numbers.resize(values.size());
    row.scale =
        quantizeRow(values.data(), static_cast<std::int64_t>(values.size()), row.numbers.data());
    return row;
}

/// What a layer in int8 reads of a matrix, by the kernel that has a test of its own.
at::Tensor asRead(const at::Tensor& matrix)
{
    auto read = at::empty(matrix.sizes(), at::kDouble);
    const auto plain = matrix.to(at::kFloat).contiguous();
    const auto width = plain.size(-1);
    for (std::int64_t first = 0; first < plain.numel(); first += width) {
        const float* values = plain.data_ptr<float>() + first;
        const auto row = quantized({values, values + width});
        for (std::int64_t i = 0; i < width; ++i) {
            const int number = row.numbers[static_cast<std::size_t>(i)];
            read.data_ptr<double>()[first + i] =
                double(row.scale.scale) * (number - row.scale.zero);
        }
    }
    return read;
}

/// A bidirectional layer, a step at a time in double, that reads inputs and states as int8 does.
at::Tensor slowLstm(const at::Tensor& sequence, const std::vector<at::Tensor>& w)
{
    std::vector<at::Tensor> directions;
    for (std::size_t direction = 0; direction < 2; ++direction) {
        const auto* own = w.data() + 4 * direction;
        const auto bias = (own[2] + own[3]).to(at::kDouble);
        auto state = at::zeros({sequence.size(1), own[1].size(1)}, at::kDouble);
        auto cell = state;
        std::vector<at::Tensor> outputs(static_cast<std::size_t>(sequence.size(0)));
        for (std::int64_t i = 0; i < sequence.size(0); ++i) {
            const auto step = direction == 0 ? i : sequence.size(0) - 1 - i;
            const auto gates = (asRead(sequence[step]).mm(own[0].to(at::kDouble).t()) +
                                asRead(state).mm(own[1].to(at::kDouble).t()) + bias)
                                   .chunk(4, 1);
            cell = gates[1].sigmoid() * cell + gates[0].sigmoid() * gates[2].tanh();
            state = gates[3].sigmoid() * cell.tanh();
            outputs[static_cast<std::size_t>(step)] = state;
        }
        directions.push_back(at::stack(outputs));
    }
    return at::cat(directions, 2).to(at::kFloat);
}

/// A layer's eight parameters in the order of at::lstm, rounded.
std::vector<at::Tensor> roundedWeights(std::int64_t input, std::int64_t hidden)
{
    std::vector<at::Tensor> weights;
    for (int direction = 0; direction < 2; ++direction) {
        for (const auto& shape : std::vector<std::vector<std::int64_t>>{
                 {4 * hidden, input}, {4 * hidden, hidden}, {4 * hidden}, {4 * hidden}}) {
            auto& values = weights.emplace_back((at::rand(shape) * 2 - 1) /
                                                std::sqrt(static_cast<double>(hidden)));
            if (shape.size() == 2) {
                roundToInt8(values);
            }
        }
    }
    return weights;
}

BiLstmWeights asLayer(const std::vector<at::Tensor>& w)
{
    return {LstmWeights{w[0], w[1], w[2], w[3]}, {w[4], w[5], w[6], w[7]}};
}

#define SKIP_WITHOUT_INT8()                                                                        \
    if (!processorHasInt8()) {                                                                     \
        QSKIP("this processor has no exact products of bytes");                                    \
    }

} // namespace

class TestInt8Layers : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        torch::manual_seed(1);
        at::set_num_threads(2);
    }

    void aRowIsRoundedExactly()
    {
        // The range is 255 steps of a quarter: each value is its own quotient.
        const auto row = quantized({-32, 31.75F, 0, 0.25F, 0.125F, 0.375F, -0.125F, -0.375F, 1});
        QVERIFY(row.scale.scale == 0.25F);
        QCOMPARE(row.scale.zero, 128);
        // Halves go to the even quotient: 0.5 to 0, 1.5 to 2.
        QCOMPARE(row.numbers,
                 (std::vector<std::uint8_t>{0, 255, 128, 129, 128, 130, 128, 126, 132}));

        // What is never negative has the whole range; so has what is never positive.
        const auto positive = quantized(std::vector<float>(37, 510));
        QVERIFY(positive.scale.scale == 2 && positive.scale.zero == 0);
        QCOMPARE(positive.numbers, std::vector<std::uint8_t>(37, 255));
        const auto negative = quantized({-510, -2, 0});
        QVERIFY(negative.scale.scale == 2 && negative.scale.zero == 255);
        QCOMPARE(negative.numbers, (std::vector<std::uint8_t>{0, 254, 255}));
    }

    void noValueOfARowIsOffByMoreThanAStep()
    {
        for (std::int64_t width = 1; width < 70; ++width) {
            const auto values = at::randn({width}) * at::rand({1}) * 10 + at::randn({1});
            const auto off = (asRead(values) - values.to(at::kDouble)).abs().max().item<double>();
            const float* first = values.data_ptr<float>();
            const auto step = quantized({first, first + width}).scale.scale;
            // Half a step, and half a one at the ends of the range, for zero is rounded as well.
            QVERIFY2(off <= step * 1.0001, qPrintable(QString("%1 of %2").arg(off).arg(step)));
        }
    }

    void zerosAndWhatIsNoNumber()
    {
        const auto zeros = quantized({0, -0.0F, 1e-38F});
        QVERIFY(zeros.scale.scale == 0);
        QCOMPARE(zeros.numbers, (std::vector<std::uint8_t>{0, 0, 0}));
        for (const float odd : {noNumber, -noNumber, infinity, -infinity}) {
            std::vector<float> values(40, 1);
            values[33] = odd;
            QVERIFY(std::isnan(quantized(values).scale.scale));
        }
        QVERIFY(std::isfinite(quantized({1e38F, -1e38F}).scale.scale));
    }

    void productsAreExact_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("outputs");
        QTest::newRow("one of everything") << 1 << 1 << 1;
        QTest::newRow("a row") << 1 << 256 << 1024;
        QTest::newRow("an output") << 49 << 512 << 1;
        QTest::newRow("odd sizes") << 3 << 37 << 19;
        QTest::newRow("a layer's inputs") << 49 << 512 << 1024;
    }

    void productsAreExact()
    {
        SKIP_WITHOUT_INT8();
        QFETCH(int, rows);
        QFETCH(int, inputs);
        QFETCH(int, outputs);
        const Int8Product product(dnnl::engine(dnnl::engine::kind::cpu, 0), rows, inputs, outputs);
        // Whole numbers whose largest is 127 are their own numbers. The first output's and the
        // first row's are all at the end of the range: what adds pairs in 16 bits is found out.
        auto weights = at::randint(-127, 128, {outputs, inputs}).to(at::kFloat);
        weights.select(1, 0).fill_(127);
        weights[0].fill_(127);
        auto numbers = at::randint(0, 256, {rows, inputs}).to(at::kByte);
        numbers[0].fill_(255);
        Int8Weights packed;
        product.pack(weights, packed);
        QVERIFY(at::tensor(packed.scales).eq(1).all().item<bool>());
        QVERIFY(at::tensor(packed.sums).eq(weights.sum(1)).all().item<bool>());
        auto sums = at::empty({rows, outputs}, at::kInt);
        Int8Product::Runner(product, packed)(numbers.data_ptr<std::uint8_t>(),
                                             sums.data_ptr<std::int32_t>());
        const auto expected = numbers.to(at::kDouble).mm(weights.to(at::kDouble).t());
        QVERIFY(sums.to(at::kDouble).equal(expected));
    }

    void aLinearLayerIsItsRoundedProduct()
    {
        for (const bool bias : {true, false}) {
            Linear layer(torch::nn::LinearOptions(37, 19).bias(bias));
            const auto before = layer->weight.detach().clone();
            layer->useInt8();
            // A step of an output is its largest weight's 127th part.
            const auto step = before.abs().amax(1, true) / 127;
            QVERIFY((layer->weight - before).abs().le(step * 0.501).all().item<bool>());
            QVERIFY(difference(layer->weight, before) > 0);

            const auto input = at::randn({3, 5, 37});
            const torch::NoGradGuard noGradients;
            auto expected = (processorHasInt8() ? asRead(input) : input.to(at::kDouble))
                                .matmul(layer->weight.to(at::kDouble).t());
            if (bias) {
                expected = expected + layer->bias;
            }
            QCOMPARE(layer->forward(input).sizes(), expected.sizes());
            QVERIFY(difference(layer->forward(input), expected.to(at::kFloat)) < 1e-5);
            // Another number of rows, one alone, and a change of the weights.
            const auto alone = layer->forward(input[1][2]);
            QVERIFY(difference(alone, layer->forward(input)[1][2]) < 1e-6);
            layer->weight.mul_(2);
            const auto twice = layer->forward(input[1][2]) - (bias ? layer->bias : at::zeros({19}));
            const auto once = alone - (bias ? layer->bias : at::zeros({19}));
            QVERIFY(difference(twice, 2 * once) < 1e-5);
        }
    }

    void theLstmIsItsRoundedProducts_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("input");
        QTest::addColumn<int>("hidden");
        QTest::newRow("one of everything") << 1 << 1 << 1 << 1;
        QTest::newRow("one image") << 49 << 1 << 64 << 128;
        QTest::newRow("odd sizes") << 9 << 3 << 37 << 19;
        QTest::newRow("a batch in parts") << 16 << 33 << 20 << 12;
        QTest::newRow("the article's") << 49 << 2 << 512 << 256;
    }

    void theLstmIsItsRoundedProducts()
    {
        SKIP_WITHOUT_INT8();
        QFETCH(int, steps);
        QFETCH(int, batch);
        QFETCH(int, input);
        QFETCH(int, hidden);
        const auto weights = roundedWeights(input, hidden);
        const auto sequence = at::rand({steps, batch, input}) - 0.3;
        Int8Lstm layer;
        const auto own = layer.forward(sequence, asLayer(weights));
        QVERIFY(own.defined());
        // A state on the verge of two numbers may fall to the other one: a step of 1/255.
        const auto off = difference(own, slowLstm(sequence, weights));
        QVERIFY2(off < 2e-3, qPrintable(QString::number(off)));

        const auto zero = at::zeros({2, batch, hidden});
        const auto exact = std::get<0>(
            at::lstm(sequence, {zero, zero}, weights, true, 1, 0.0, false, true, false));
        QVERIFY2(difference(own, exact) < 0.03,
                 qPrintable(QString::number(difference(own, exact))));
        QVERIFY(difference(own, exact) > 0);
    }

    void neitherThreadsNorNeighboursChangeABit()
    {
        SKIP_WITHOUT_INT8();
        const auto weights = roundedWeights(20, 12);
        const auto sequence = at::rand({9, 43, 20});
        Int8Lstm layer;
        const auto expected = layer.forward(sequence, asLayer(weights));
        QVERIFY(layer.forward(sequence, asLayer(weights)).equal(expected));
        for (const int threads : {1, 7}) {
            at::set_num_threads(threads);
            QVERIFY(layer.forward(sequence, asLayer(weights)).equal(expected));
        }
        const auto alone = layer.forward(sequence.narrow(1, 5, 1), asLayer(weights));
        QVERIFY(alone.equal(expected.narrow(1, 5, 1)));
    }

    void changedWeightsAreNoticed()
    {
        SKIP_WITHOUT_INT8();
        auto weights = roundedWeights(7, 5);
        const auto sequence = at::rand({6, 3, 7});
        Int8Lstm layer;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            QVERIFY(difference(layer.forward(sequence, asLayer(weights)),
                               slowLstm(sequence, weights)) < 2e-3);
            weights[i].mul_(-1);
        }
        QVERIFY(difference(layer.forward(sequence, asLayer(weights)), slowLstm(sequence, weights)) <
                2e-3);
    }

    void whatIsNoNumberIsNotHidden()
    {
        const torch::NoGradGuard noGradients;
        BiLstm lstm(7, 5, 2);
        initializeWeights(*lstm, 1);
        lstm->eval();
        useInt8(*lstm);
        KeyedDropout dropout(0);
        auto sequence = at::rand({3, 6, 7});
        QVERIFY(lstm->forward(sequence, dropout).isfinite().all().item<bool>());
        sequence[1][2][3] = noNumber;
        const auto output = lstm->forward(sequence, dropout);
        QVERIFY(output[1].isnan().any().item<bool>());
        QVERIFY(output[0].isfinite().all().item<bool>());
        QVERIFY(output[2].isfinite().all().item<bool>());
    }

    void withGradientsTheRoundedWeightsAreMultiplied()
    {
        BiLstm rounded(16, 8, 2);
        BiLstm plain(16, 8, 2);
        for (auto lstm : {rounded, plain}) {
            initializeWeights(*lstm, 1);
            lstm->eval();
        }
        useInt8(*rounded);
        const auto theirs = rounded->named_parameters();
        for (auto& parameter : plain->named_parameters()) {
            const torch::NoGradGuard noGradients;
            const bool weights = parameter.value().dim() == 2;
            QCOMPARE(parameter.value().equal(theirs[parameter.key()]), !weights);
            parameter.value().copy_(theirs[parameter.key()]);
        }
        KeyedDropout dropout(0);
        const auto sequence = (at::rand({3, 16, 16}) - 0.5).set_requires_grad(true);
        const auto expected = plain->forward(sequence, dropout);
        const auto output = rounded->forward(sequence, dropout);
        QVERIFY(output.equal(expected));
        QVERIFY(torch::autograd::grad({output.sum()}, {sequence})[0].equal(
            torch::autograd::grad({expected.sum()}, {sequence})[0]));
        const torch::NoGradGuard noGradients;
        const auto off = difference(rounded->forward(sequence, dropout), expected);
        QVERIFY2(processorHasInt8() ? off > 1e-5 && off < 0.05 : off < 1e-6,
                 qPrintable(QString::number(off)));
    }

    void onlyBiLstmsAndLinearLayersAreRounded()
    {
        const auto network = std::make_shared<torch::nn::Module>("network");
        network->register_module("convolution", torch::nn::Conv2d(3, 4, 3));
        network->register_module("linear", Linear(5, 6));
        network->register_module("lstm", BiLstm(7, 3, 1));
        std::map<std::string, at::Tensor> before;
        for (const auto& parameter : network->named_parameters()) {
            const torch::NoGradGuard noGradients;
            parameter.value().normal_();
            before[parameter.key()] = parameter.value().clone();
        }
        useInt8(*network);
        for (const auto& parameter : network->named_parameters()) {
            QCOMPARE(parameter.value().equal(before[parameter.key()]),
                     parameter.value().dim() != 2);
        }
    }
};

QTEST_GUILESS_MAIN(TestInt8Layers)
#include "test_int8_layers.moc"
