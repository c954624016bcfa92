#include <QTest>

#include "core/metrics/confusion_matrix.h"

using namespace weft;

class TestConfusionMatrix : public QObject
{
    Q_OBJECT
private slots:
    void scoresFollowTheirDefinitions()
    {
        // Rows are true classes: class 0 is found 8 of 10 times, class 1 is said 3 times, 1 of them right.
        const ConfusionMatrix matrix(3, {8, 2, 0, 3, 1, 0, 0, 0, 0});
        QCOMPARE(matrix.total(), 14);
        QCOMPARE(matrix.accuracy(), 9.0 / 14.0);
        const auto scores = matrix.perClass();
        QCOMPARE(scores[0].precision, 8.0 / 11.0);
        QCOMPARE(scores[0].recall, 0.8);
        QCOMPARE(scores[0].f1, 2 * (8.0 / 11.0) * 0.8 / (8.0 / 11.0 + 0.8));
        QCOMPARE(scores[1].precision, 1.0 / 3.0);
        QCOMPARE(scores[1].support, 4);
    }

    void aClassNeverSeenScoresZero()
    {
        const auto scores = ConfusionMatrix(2, {4, 0, 0, 0}).perClass();
        QCOMPARE(scores[1].precision, 0.0);
        QCOMPARE(scores[1].recall, 0.0);
        QCOMPARE(scores[1].f1, 0.0);
    }

    void mergingEqualsCountingTogether()
    {
        ConfusionMatrix left(2);
        left.add(0, 1);
        ConfusionMatrix right(2);
        right.add(1, 1, 3);
        left.merge(right);
        QCOMPARE(left, ConfusionMatrix(2, {0, 1, 0, 3}));
    }

    void anEmptyMatrixHasNoAccuracy() { QCOMPARE(ConfusionMatrix(4).accuracy(), 0.0); }
};

QTEST_GUILESS_MAIN(TestConfusionMatrix)
#include "test_confusion_matrix.moc"
