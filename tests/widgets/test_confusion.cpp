#include "widgets/confusion/class_scores_view.h"
#include "widgets/confusion/confusion_model.h"
#include "widgets/confusion/confusion_view.h"
#include "widgets/util/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace weft;

namespace {

ConfusionMatrix animals()
{
    return {3, {90, 9, 1, 46, 950, 4, 0, 0, 0}};
}

QStringList animalNames()
{
    return {QStringLiteral("cat"), QStringLiteral("dog"), QStringLiteral("owl")};
}

ConfusionMatrix large(int classes)
{
    ConfusionMatrix matrix(classes);
    for (int i = 0; i < classes; ++i) {
        matrix.add(i, i, 90);
        matrix.add(i, (i * 7 + 3) % classes, 10);
    }
    return matrix;
}

} // namespace

class TestConfusion : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, false); }

    void theModelKeepsTheRulesThroughEveryChange()
    {
        ConfusionModel model;
        const QAbstractItemModelTester tester(&model);
        model.setMatrix(animals(), animalNames());
        model.setMode(ConfusionModel::Mode::Counts);
        model.setMatrix(ConfusionMatrix(3), animalNames());
        model.setMatrix(large(20), {});
        model.setMatrix({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void cellsSayCountsOrSharesOfTheTrueClass()
    {
        ConfusionModel model;
        model.setMatrix(animals(), animalNames());
        const auto index = model.index(1, 0);
        QCOMPARE(index.data().toString(), QStringLiteral("5"));
        QCOMPARE(index.data(ConfusionModel::RateRole).toDouble(), 0.046);
        QCOMPARE(index.data(Qt::ToolTipRole).toString(),
                 QStringLiteral("true dog, said cat: 46 (4.6 %)"));
        model.setMode(ConfusionModel::Mode::Counts);
        QCOMPARE(index.data().toString(), QStringLiteral("46"));
        QCOMPARE(model.index(2, 2).data(ConfusionModel::RateRole).toDouble(), 0.0);
        QCOMPARE(model.headerData(2, Qt::Vertical, Qt::DisplayRole).toString(),
                 QStringLiteral("owl"));
    }

    void aNewEpochKeepsTheViewsPlace()
    {
        ConfusionModel model;
        model.setMatrix(animals(), animalNames());
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setMatrix(ConfusionMatrix(3), animalNames());
        QCOMPARE(resets.count(), 0);
        QCOMPARE(changes.count(), 1);
    }

    void clickingACellNamesIt()
    {
        const View shown(animals(), animalNames());
        QSignalSpy clicked(shown.view.get(), &ConfusionView::cellClicked);
        const auto index = shown.model->index(1, 2);
        QTest::mouseClick(shown.view->viewport(), Qt::LeftButton, {},
                          shown.view->visualRect(index).center());
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0], QVariantList({1, 2}));

        QTest::mouseClick(shown.view->viewport(), Qt::LeftButton, {}, {2, 10});
        QCOMPARE(clicked.count(), 1); // A label is no cell.
    }

    void arrowKeysMoveAndReturnChooses()
    {
        const View shown(animals(), animalNames());
        QSignalSpy clicked(shown.view.get(), &ConfusionView::cellClicked);
        shown.view->setFocus();
        shown.view->setCurrentIndex(shown.model->index(0, 0));
        QTest::keyClick(shown.view.get(), Qt::Key_Right);
        QTest::keyClick(shown.view.get(), Qt::Key_Down);
        QTest::keyClick(shown.view.get(), Qt::Key_Down);
        QTest::keyClick(shown.view.get(), Qt::Key_Down); // Stays on the last row.
        QTest::keyClick(shown.view.get(), Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0], QVariantList({2, 1}));
    }

    void theShadeFollowsTheRate()
    {
        const View shown(animals(), animalNames());
        const QImage image = shown.view->viewport()->grab().toImage();
        const auto shade = [&](int row, int column) {
            const QRect cell = shown.view->visualRect(shown.model->index(row, column));
            return image.pixelColor(cell.topLeft() + QPoint(5, 5));
        };
        QVERIFY(shade(1, 1).lightness() < shade(0, 1).lightness());
        QVERIFY(shade(0, 1).lightness() < shade(0, 2).lightness());
    }

    void aHundredClassesScrollAndStayQuick()
    {
        const View shown(large(100), {});
        auto& view = *shown.view;
        QVERIFY(view.verticalScrollBar()->maximum() > 0);
        QElapsedTimer time;
        time.start();
        for (int i = 0; i < 10; ++i) {
            view.verticalScrollBar()->setValue(i * 10);
            view.viewport()->repaint();
        }
        QVERIFY2(time.elapsed() < 2000, qPrintable(QString::number(time.elapsed())));

        QSignalSpy clicked(&view, &ConfusionView::cellClicked);
        view.scrollTo(shown.model->index(99, 99));
        const QPoint last = view.visualRect(shown.model->index(99, 99)).center();
        QVERIFY(view.viewport()->rect().contains(last));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, last);
        QCOMPARE(clicked.value(0), QVariantList({99, 99}));
    }

    void aThousandClassesZoomAroundThePointer()
    {
        const View shown(large(1000), {});
        auto& view = *shown.view;
        const QPoint pointer = view.visualRect(shown.model->index(12, 9)).center();
        const auto turn = [&](int notches) {
            QWheelEvent wheel(pointer, view.viewport()->mapToGlobal(pointer), {},
                              {0, notches * 120}, Qt::NoButton, Qt::ControlModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(view.viewport(), &wheel);
        };
        const auto fitting = view.visualRect(shown.model->index(12, 9)).size();
        turn(5);
        const auto zoomed = view.indexAt(pointer);
        QVERIFY(view.visualRect(zoomed).height() > 2 * fitting.height());
        QCOMPARE(zoomed, shown.model->index(12, 9));
        turn(-30);
        QCOMPARE(view.visualRect(view.indexAt(pointer)).height(), 1); // All the way out.
        QVERIFY(view.indexAt(pointer).row() > 12 + 20);
        QTest::keyClick(&view, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(view.visualRect(shown.model->index(0, 0)).size(), fitting);
        QTest::keyClick(&view, Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(view.visualRect(shown.model->index(0, 0)).height() > fitting.height());
    }

    void cellsWithoutAGapShowTheirShadesAsWell()
    {
        const View shown(large(1000), {});
        auto& view = *shown.view;
        QVERIFY(view.visualRect(shown.model->index(0, 0)).height() < 10);
        const auto check = [&] {
            const QImage image = view.viewport()->grab().toImage();
            const auto shade = [&](int row, int column) {
                return image.pixelColor(view.visualRect(shown.model->index(row, column)).center());
            };
            QVERIFY(shade(20, 20).lightness() < shade(20, 143).lightness());
            QVERIFY(shade(20, 143).lightness() < shade(20, 21).lightness());
            QCOMPARE(shade(20, 21), shade(21, 20));
        };
        view.resize(1200, 400); // (20 * 7 + 3) % 1000 is in sight.
        check();
        view.zoom(-3, {100, 100});
        view.horizontalScrollBar()->setValue(0);
        view.verticalScrollBar()->setValue(0);
        check();
    }

    void aSmallMatrixHasNothingToZoomOutTo()
    {
        const View shown(animals(), animalNames());
        const auto before = shown.view->visualRect(shown.model->index(0, 0)).size();
        shown.view->zoom(-5, {100, 100});
        QCOMPARE(shown.view->visualRect(shown.model->index(0, 0)).size(), before);
    }

    void theScoresModelKeepsTheRules()
    {
        ClassScoresModel model;
        const QAbstractItemModelTester tester(&model);
        model.setScores(animals().perClass(), animalNames());
        QCOMPARE(model.index(1, ClassScoresModel::RecallColumn).data().toString(),
                 QStringLiteral("95 %"));
        QCOMPARE(model.index(1, ClassScoresModel::SupportColumn).data().toString(),
                 QStringLiteral("1,000"));
        model.setScores(ConfusionMatrix(3).perClass(), animalNames());
        model.setScores({}, {});
    }

    void scoresSortByNumberAtAClickOnTheHeading()
    {
        ClassScoresView view;
        view.setScores(animals().perClass(), animalNames());
        view.resize(320, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const auto first = [&] { return view.model()->index(0, 0).data().toString(); };
        QCOMPARE(first(), QStringLiteral("cat")); // The data set's order, before any click.

        auto* heads = view.horizontalHeader();
        const int support = ClassScoresModel::SupportColumn;
        const QPoint head(heads->sectionViewportPosition(support) + heads->sectionSize(support) / 2,
                          heads->height() / 2);
        QTest::mouseClick(heads->viewport(), Qt::LeftButton, {}, head);
        const QString once = first();
        QTest::mouseClick(heads->viewport(), Qt::LeftButton, {}, head);
        const QString twice = first();
        QCOMPARE(QStringList({once, twice}).contains(QStringLiteral("dog")), true); // 1,000 > 100.
        QCOMPARE(QStringList({once, twice}).contains(QStringLiteral("owl")), true);
    }

private:
    struct View
    {
        View(const ConfusionMatrix& matrix, const QStringList& names)
            : model(std::make_unique<ConfusionModel>())
            , view(std::make_unique<ConfusionView>())
        {
            model->setMatrix(matrix, names);
            view->setModel(model.get());
            view->resize(320, 260);
            view->show();
            if (!QTest::qWaitForWindowExposed(view.get())) {
                QTest::qFail("the view does not show", __FILE__, __LINE__);
            }
        }
        std::unique_ptr<ConfusionModel> model;
        std::unique_ptr<ConfusionView> view;
    };
};

QTEST_MAIN(TestConfusion)
#include "test_confusion.moc"
