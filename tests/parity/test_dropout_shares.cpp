#include "tests/parity/tensors.h"

#include "core/model/bilstm_p.h"
#include "core/model/initialization_p.h"
#include "core/model/keyed_dropout_p.h"

#include <QTest>

#include <exception>
#include <vector>

using namespace weft;

namespace {

using Shares = std::vector<std::int64_t>;

at::Tensor joined(const std::vector<at::Tensor>& parts, std::int64_t dimension)
{
    return at::cat(parts, dimension);
}

} // namespace

/// Processes that share a batch drop what one process with the whole batch drops.
class DropoutSharesTest : public QObject
{
    Q_OBJECT
private slots:
    void sharesAreTheWholeBatchsRows_data()
    {
        QTest::addColumn<Shares>("shares");
        QTest::newRow("all in one") << Shares{8};
        QTest::newRow("halves") << Shares{4, 4};
        QTest::newRow("uneven") << Shares{5, 3};
        QTest::newRow("one without rows") << Shares{8, 0};
        QTest::newRow("the first without rows") << Shares{0, 8};
        QTest::newRow("many") << Shares{1, 2, 1, 3, 1};
    }

    void sharesAreTheWholeBatchsRows()
    {
        QFETCH(Shares, shares);
        torch::manual_seed(1);
        const auto rows = at::rand({8, 37}) + 1;
        const auto steps = at::rand({9, 8, 37}) + 1; // As the BiLSTM has them.
        const auto images = at::rand({8, 5, 3, 3}) + 1;
        const auto drop = [&](RowShare share, std::int64_t own) {
            KeyedDropout dropout(0.4);
            dropout.seed(7, share);
            const auto part = [&](const at::Tensor& whole, std::int64_t dimension) {
                return whole.narrow(dimension, share.first, own);
            };
            // One after the other, so that all have to draw as much.
            return std::vector<at::Tensor>{
                dropout.apply(part(steps, 1), true, 1), dropout.apply(part(rows, 0), true),
                dropout.applyToRows(part(images, 0), true), dropout.apply(part(rows, 0), true)};
        };
        const auto whole = drop({}, 8);
        std::vector<std::vector<at::Tensor>> parts(whole.size());
        std::int64_t first = 0;
        for (const auto own : shares) {
            const auto mine = drop({first, 8}, own);
            for (std::size_t i = 0; i < mine.size(); ++i) {
                parts[i].push_back(mine[i]);
            }
            first += own;
        }
        QVERIFY(!whole[1].equal(whole[3]));
        for (std::size_t i = 0; i < whole.size(); ++i) {
            QVERIFY(joined(parts[i], i == 0 ? 1 : 0).equal(whole[i]));
        }
    }

    void rowsThatAreMissingMoveTheOthersUp()
    {
        const auto values = at::ones({8, 37});
        KeyedDropout dropout(0.4);
        dropout.seed(7, {4, 8});
        const auto all = dropout.apply(values.narrow(0, 4, 4), true);
        dropout.seed(7, {4, 8});
        QVERIFY(dropout.apply(values.narrow(0, 4, 3), true).equal(all.narrow(0, 0, 3)));
    }

    void moreRowsThanTheBatchHasAreRefused()
    {
        KeyedDropout dropout(0.4);
        dropout.seed(7, {4, 8});
        QVERIFY_THROWS_EXCEPTION(std::exception,
                                 static_cast<void>(dropout.apply(at::ones({5, 37}), true)));
    }

    void aBiLstmsSharesAreTheWholeBatchs()
    {
        BiLstm lstm(24, 16, 3);
        initializeWeights(*lstm, 3);
        lstm->to(at::kDouble); // Whose products do not depend on the number of rows.
        torch::manual_seed(1);
        const auto sequence = at::rand({8, 9, 24}, at::kDouble) - 0.5;
        const auto run = [&](RowShare share, std::int64_t own) {
            KeyedDropout dropout(0.5);
            dropout.seed(7, share);
            return lstm->forward(sequence.narrow(0, share.first, own), dropout).detach();
        };
        const auto whole = run({}, 8);
        const auto shared = joined({run({0, 8}, 5), run({5, 8}, 3)}, 0);
        QVERIFY(at::allclose(shared, whole, 1e-12, 1e-12));
        // Without a share the second process would draw as the first.
        QVERIFY(!at::allclose(joined({run({}, 5), shared.narrow(0, 5, 3)}, 0), whole, 1e-3, 1e-3));
    }
};

QTEST_GUILESS_MAIN(DropoutSharesTest)
#include "test_dropout_shares.moc"
