#include "tests/parity/shared_sums.h"
#include "tests/parity/tensors.h"

#include "core/base/processor.h"
#include "core/model/classifier_p.h"
#include "core/train/precision_p.h"

#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace weft;
using namespace weft::test;

namespace {

constexpr int classCount = 5;

ModelConfig smallModel(Backbone backbone)
{
    ModelConfig model;
    model.backbone = backbone;
    model.head = Head::Final;
    model.grid = 2;
    model.hidden = 16;
    model.dropout = 0.3;
    return model;
}

struct NetworkBatch
{
    at::Tensor images;
    at::Tensor weights; ///< What each score counts in the loss.
};

NetworkBatch batchOf(std::int64_t side)
{
    torch::manual_seed(2);
    return {at::randn({8, 3, side, side}), at::rand({8, classCount}, at::kDouble) - 0.5};
}

/// Of one step: the scores, each parameter's gradient, and the running statistics.
struct NetworkOutcome
{
    at::Tensor logits;
    std::vector<std::string> names;
    std::vector<at::Tensor> gradients;
    std::vector<at::Tensor> statistics;
};

NetworkOutcome stepWith(Classifier& model, const NetworkBatch& batch, RowShare share,
                        std::int64_t own, Precision precision)
{
    model->train();
    model->seedDropout(11, share);
    const auto images =
        batch.images.narrow(0, share.first, own).to(model->parameters().front().scalar_type());
    NetworkOutcome outcome;
    {
        const PrecisionScope scope(precision, torch::kCPU);
        outcome.logits = model->forward(images).logits.to(at::kDouble);
    }
    (outcome.logits * batch.weights.narrow(0, share.first, own)).sum().backward();
    outcome.logits = outcome.logits.detach();
    for (const auto& item : model->named_parameters()) {
        if (!item.value().grad().defined()) {
            throw std::runtime_error(item.key() + " has no gradient");
        }
        outcome.names.push_back(item.key());
        outcome.gradients.push_back(item.value().grad().to(at::kDouble));
    }
    for (const auto& buffer : model->buffers()) {
        outcome.statistics.push_back(buffer.to(at::kDouble));
    }
    return outcome;
}

struct NetworkCase
{
    ModelConfig model;
    std::int64_t side = 32;
    at::ScalarType type = at::kFloat;
    Precision precision = Precision::Fp32;

    [[nodiscard]] Classifier make() const
    {
        Classifier made(model, classCount, 3);
        made->to(type);
        return made;
    }
};

NetworkCase smallCase(Backbone backbone)
{
    // The one that shrinks its pictures least gets the smallest.
    return {smallModel(backbone), backbone == Backbone::ResNet18Cifar ? 16 : 32};
}

NetworkOutcome wholeOutcome(const NetworkCase& one)
{
    auto model = one.make();
    return stepWith(model, batchOf(one.side), {}, 8, one.precision);
}

/// The second rank has the rest of the 8 images.
NetworkOutcome sharedOutcome(const NetworkCase& one, std::int64_t first)
{
    const auto batch = batchOf(one.side);
    std::vector<Classifier> models{one.make(), one.make()};
    std::vector<NetworkOutcome> seen(2);
    SharedSums sums(2);
    onRanks(2, [&](std::size_t rank) {
        models[rank]->synchronizeNorms(std::make_shared<ThreadExchange>(sums));
        const RowShare share{rank == 0 ? 0 : first, 8};
        seen[rank] =
            stepWith(models[rank], batch, share, rank == 0 ? first : 8 - first, one.precision);
    });
    auto whole = seen[0];
    whole.logits = at::cat({seen[0].logits, seen[1].logits});
    for (std::size_t i = 0; i < whole.gradients.size(); ++i) {
        whole.gradients[i] = seen[0].gradients[i] + seen[1].gradients[i];
    }
    for (std::size_t i = 0; i < whole.statistics.size(); ++i) {
        if (!seen[0].statistics[i].equal(seen[1].statistics[i])) {
            throw std::runtime_error("the ranks' statistics differ");
        }
    }
    return whole;
}

/// The largest error of any, by the root of its squares, relative to its reference. Some are 0 but
/// for rounding, such as the gradient of a shift ahead of a linear layer with a norm behind it:
/// those count beside the largest.
double largestError(const std::vector<at::Tensor>& seen, const std::vector<at::Tensor>& expected)
{
    double largest = 0;
    for (const auto& one : expected) {
        largest = std::max(largest, one.norm().item<double>());
    }
    double error = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto scale = std::max(expected[i].norm().item<double>(), 1e-3 * largest);
        error = std::max(error, (seen[i] - expected[i]).norm().item<double>() / scale);
    }
    return error;
}

struct NetworkErrors
{
    double logits = 0, gradients = 0, statistics = 0;
};

NetworkErrors errorsOf(const NetworkOutcome& seen, const NetworkOutcome& expected)
{
    return {meanError(seen.logits, expected.logits),
            largestError(seen.gradients, expected.gradients),
            largestError(seen.statistics, expected.statistics)};
}

QString described(const NetworkErrors& errors)
{
    return QString("scores %1, gradients %2, statistics %3")
        .arg(errors.logits)
        .arg(errors.gradients)
        .arg(errors.statistics);
}

/// The only rank's exchange, which fails at the given call.
class FailingExchange : public NormExchange
{
public:
    explicit FailingExchange(int failing)
        : m_failing(failing)
    {
    }
    void sum(std::span<double> /*values*/) override
    {
        if (calls++ == m_failing) {
            throw std::runtime_error("rank 1 is gone");
        }
    }

    int calls = 0;

private:
    int m_failing;
};

constexpr int never = -1;

} // namespace

/// Networks of ranks that share a batch learn what one process with the whole batch learns.
class SynchronizedNetworksTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { at::set_num_threads(1); } // Each of the ranks has a core then.

    void sharesMakeTheWholeBatch_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<int>("first");
        for (const int first : {5, 8, 0}) {
            QTest::addRow("resnet20, %d", first) << int(Backbone::ResNet20) << first;
        }
        QTest::addRow("resnet18-cifar, 5") << int(Backbone::ResNet18Cifar) << 5;
        for (const int first : {5, 8}) {
            QTest::addRow("efficientnet-b0, %d", first) << int(Backbone::EfficientNetB0) << first;
        }
    }

    /// In double there is no rounding for deep norms to amplify, and so a wrong formula, mask or
    /// order has nothing to hide behind.
    void sharesMakeTheWholeBatch()
    {
        QFETCH(int, backbone);
        QFETCH(int, first);
        auto one = smallCase(static_cast<Backbone>(backbone));
        one.model.stochasticDepth = 0.4;
        one.type = at::kDouble;
        const auto errors = errorsOf(sharedOutcome(one, first), wholeOutcome(one));
        QVERIFY2(errors.logits < 1e-6 && errors.gradients < 1e-6 && errors.statistics < 1e-12,
                 qPrintable(described(errors)));
    }

    void sharesAreAsExactAsTheWholeBatch_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<int>("first");
        QTest::addColumn<bool>("bf16");
        for (const bool bf16 : {false, true}) {
            const auto* const type = bf16 ? "bf16" : "fp32";
            for (const int first : {5, 8}) {
                QTest::addRow("resnet20, %d, %s", first, type)
                    << int(Backbone::ResNet20) << first << bf16;
            }
            QTest::addRow("resnet18-cifar, 5, %s", type)
                << int(Backbone::ResNet18Cifar) << 5 << bf16;
        }
        QTest::newRow("efficientnet-b0, 5, fp32") << int(Backbone::EfficientNetB0) << 5 << false;
    }

    /// As trainings run them, the residual ones on the fast path.
    void sharesAreAsExactAsTheWholeBatch()
    {
        QFETCH(int, backbone);
        QFETCH(int, first);
        QFETCH(bool, bf16);
        if (bf16 && !processorHasBf16()) {
            QSKIP("This processor has no bfloat16.");
        }
        auto one = smallCase(static_cast<Backbone>(backbone));
        one.precision = bf16 ? Precision::Bf16 : Precision::Fp32;
        auto inDouble = one;
        inDouble.type = at::kDouble;
        inDouble.precision = Precision::Fp32;
        const auto exact = wholeOutcome(inDouble);
        const auto whole = errorsOf(wholeOutcome(one), exact);
        const auto shared = errorsOf(sharedOutcome(one, first), exact);
        // Of what is rounded elsewhere, norms of a deep network make more or less.
        const auto holds = [](double own, double other) { return own <= 1.5 * other + 1e-6; };
        QVERIFY2(holds(shared.logits, whole.logits) && holds(shared.gradients, whole.gradients) &&
                     holds(shared.statistics, whole.statistics),
                 qPrintable(described(shared) + " against " + described(whole)));
    }

    void everyHeadTakesPartWithoutImages_data()
    {
        QTest::addColumn<int>("head");
        QTest::addColumn<int>("order");
        QTest::addColumn<int>("fusion");
        const auto add = [](const char* name, Head head, ReadingOrder order, Fusion fusion) {
            QTest::newRow(name) << int(head) << int(order) << int(fusion);
        };
        add("last", Head::Last, ReadingOrder::Row, Fusion::None);
        add("final", Head::Final, ReadingOrder::Snake, Fusion::None);
        add("attention", Head::Attention, ReadingOrder::RowsColumns, Fusion::Concat);
        add("mean", Head::Mean, ReadingOrder::Column, Fusion::Sum);
        add("gap", Head::Gap, ReadingOrder::Row, Fusion::None);
    }

    void everyHeadTakesPartWithoutImages()
    {
        QFETCH(int, head);
        QFETCH(int, order);
        QFETCH(int, fusion);
        NetworkCase one{smallModel(Backbone::ResNet20)};
        one.model.head = static_cast<Head>(head);
        one.model.order = static_cast<ReadingOrder>(order);
        one.model.fusion = static_cast<Fusion>(fusion);
        one.model.gapHidden = one.model.head == Head::Gap ? 8 : 0;
        auto model = one.make();
        std::vector<at::Tensor> before;
        for (const auto& buffer : model->buffers()) {
            before.push_back(buffer.clone());
        }
        const auto exchange = std::make_shared<FailingExchange>(never);
        model->synchronizeNorms(exchange);
        for (const auto precision : {Precision::Fp32, Precision::Bf16}) {
            const auto seen = stepWith(model, batchOf(32), {8, 8}, 0, precision);
            QCOMPARE(seen.logits.sizes(), (at::IntArrayRef{0, classCount}));
            for (const auto& gradient : seen.gradients) {
                QCOMPARE(gradient.abs().max().item<double>(), 0.0);
            }
        }
        QCOMPARE(exchange->calls, 2 * 2 * 21);
        // With no image on any rank there is nothing that the statistics could follow.
        for (std::size_t i = 0; i < before.size(); ++i) {
            QVERIFY(model->buffers()[i].equal(before[i]));
        }
    }

    void frozenNormsExchangeNothing()
    {
        const NetworkCase one{smallModel(Backbone::ResNet20)};
        auto model = one.make();
        const auto exchange = std::make_shared<FailingExchange>(0);
        model->synchronizeNorms(exchange);
        model->freezeNorms();
        stepWith(model, batchOf(32), {}, 8, Precision::Fp32);
        model->eval();
        static_cast<void>(model->forward(batchOf(32).images));
        QCOMPARE(exchange->calls, 0);
    }

    void whatAnExchangeThrowsComesOut_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::newRow("fast") << int(Backbone::ResNet20);
        QTest::newRow("modules") << int(Backbone::EfficientNetB0);
    }

    void whatAnExchangeThrowsComesOut()
    {
        QFETCH(int, backbone);
        const auto one = smallCase(static_cast<Backbone>(backbone));
        auto model = one.make();
        const auto messageOf = [&](int failing, bool& backward) {
            const auto exchange = std::make_shared<FailingExchange>(failing);
            model->synchronizeNorms(exchange);
            model->train();
            backward = false;
            try {
                const auto loss = model->forward(batchOf(32).images).logits.sum();
                backward = true;
                loss.backward();
            } catch (const std::runtime_error& error) {
                return std::string(error.what());
            }
            return std::to_string(exchange->calls);
        };
        bool backward = false;
        const int calls = std::stoi(messageOf(never, backward));
        QVERIFY(messageOf(3, backward).starts_with("rank 1 is gone"));
        QVERIFY(!backward);
        QVERIFY(messageOf(calls - 3, backward).starts_with("rank 1 is gone"));
        QVERIFY(backward);
        // Nothing is left of it.
        QCOMPARE(messageOf(never, backward), std::to_string(calls));
    }
};

QTEST_GUILESS_MAIN(SynchronizedNetworksTest)
#include "test_synchronized_networks.moc"
