#include "tests/parity/layouts.h"
#include "tests/parity/tensors.h"

#include "core/model/activations_p.h"
#include "core/model/batch_norm_pass_p.h"

#include <QTest>

#include <torch/types.h>

using namespace weft;
using namespace weft::test;

/// The norm's own passes over memory, which need no particular processor.
class NormPassTest : public QObject
{
    Q_OBJECT
private slots:
    void passesAreThoseOfLibTorchInDouble_data()
    {
        QTest::addColumn<bool>("fixed");
        QTest::addColumn<bool>("more"); // A residual and ReLU.
        QTest::addColumn<int>("block");
        for (const int block : {8, 16}) {
            QTest::addRow("by the batch, %d", block) << false << false << block;
            QTest::addRow("by the batch, residual, relu, %d", block) << false << true << block;
            QTest::addRow("by given statistics, %d", block) << true << false << block;
            QTest::addRow("by given statistics, residual, relu, %d", block)
                << true << true << block;
        }
    }

    void passesAreThoseOfLibTorchInDouble()
    {
        QFETCH(bool, fixed);
        QFETCH(bool, more);
        QFETCH(int, block);
        const auto blocked = [block](const at::Tensor& images) { return inBlocks(images, block); };
        torch::manual_seed(1);
        const auto x = at::randn({3, 32, 9, 7}) + 0.5;
        const auto r = at::randn({3, 32, 9, 7});
        const auto gamma = at::rand({32}) + 0.5;
        const auto beta = at::rand({32}) - 0.5;
        const auto mean = at::randn({32});
        const auto variance = at::rand({32}) + 0.5;
        const auto gradient = at::randn({3, 32, 9, 7});

        const auto exact = [](const at::Tensor& tensor) {
            return tensor.detach().to(at::kDouble).requires_grad_();
        };
        const auto dx = exact(x), dr = exact(r), dg = exact(gamma), db = exact(beta);
        auto out = torch::batch_norm(dx, dg, db, mean.to(at::kDouble), variance.to(at::kDouble),
                                     !fixed, 0.1, 1e-5, false);
        if (more) {
            out = torch::relu(out + dr);
        }
        out.backward(gradient.to(at::kDouble));

        NormWork work;
        work.gamma = gamma;
        work.beta = beta;
        work.residual = more ? blocked(r) : at::Tensor();
        work.relu = more;
        if (fixed) {
            work.mean = mean;
            work.variance = variance;
        }
        const auto values = blocked(x);
        const auto pass = normForward(values, work);
        const auto own = normBackward(
            blocked(gradient),
            {values, gamma, pass.mean, pass.inverse, more ? pass.output : at::Tensor(), fixed},
            more);
        const auto off = [](const at::Tensor& seen, const at::Tensor& expected) {
            return (seen.to(at::kDouble) - expected).abs().max().item<double>();
        };
        QVERIFY(off(pass.output, blocked(out)) < 1e-5);
        QVERIFY(off(own.values, blocked(dx.grad())) < 1e-5);
        QVERIFY(off(own.gamma, dg.grad()) < 1e-4);
        QVERIFY(off(own.beta, db.grad()) < 1e-4);
        QCOMPARE(own.residual.defined(), more);
        QVERIFY(!more || off(own.residual, blocked(dr.grad())) < 1e-5);
    }
};

QTEST_GUILESS_MAIN(NormPassTest)
#include "test_norm_pass.moc"
