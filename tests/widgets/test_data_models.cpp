#include "widgets/images/class_count_model.h"
#include "widgets/images/skipped_file_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTest>

using namespace weft;

class TestDataModels : public QObject
{
    Q_OBJECT
private slots:
    void classesShowTheirCountsAndBars()
    {
        ClassCountModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCounts({"cat", "织物"}, {1500, 30}, {500, 10});
        QCOMPARE(model.rowCount(), 2);
        const auto cell = [&](int row, int column, int role = Qt::DisplayRole) {
            return model.data(model.index(row, column), role);
        };
        QCOMPARE(cell(1, ClassCountModel::NameColumn).toString(), QString("织物"));
        QCOMPARE(cell(0, ClassCountModel::TrainColumn).toString(), QString("1,500"));
        QCOMPARE(cell(0, ClassCountModel::BarColumn, ClassCountModel::TrainShareRole).toDouble(),
                 0.75);
        QCOMPARE(
            cell(1, ClassCountModel::BarColumn, ClassCountModel::ValidationShareRole).toDouble(),
            0.005);
        QVERIFY(cell(0, 0, Qt::ToolTipRole).toString().contains("500 validation"));
        model.setCounts({}, {}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void countsSortAsNumbers()
    {
        ClassCountModel model;
        QSortFilterProxyModel sorted;
        const QAbstractItemModelTester tester(
            &sorted, QAbstractItemModelTester::FailureReportingMode::QtTest);
        sorted.setSourceModel(&model);
        sorted.setSortRole(ClassCountModel::SortRole);
        model.setCounts({"a", "b", "c"}, {9, 1000, 80}, {1, 1, 1});
        sorted.sort(ClassCountModel::TrainColumn, Qt::DescendingOrder);
        QCOMPARE(sorted.index(0, 0).data().toString(), QString("b"));
        QCOMPARE(sorted.index(2, 0).data().toString(), QString("a"));
    }

    void skippedFilesAreNamedRelativeToTheirFolder()
    {
        SkippedFileModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFiles({{"/pictures/cat/cut.jpg", "the file ends early"},
                        {"/elsewhere/x.png", "the file is empty"}},
                       "/pictures");
        QCOMPARE(model.index(0, 0).data().toString(), QString("cat/cut.jpg"));
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(),
                 QString("/pictures/cat/cut.jpg"));
        QCOMPARE(model.index(1, 0).data().toString(), QString("/elsewhere/x.png"));
        QCOMPARE(model.index(1, 1).data().toString(), QString("the file is empty"));
    }
};

QTEST_MAIN(TestDataModels)
#include "test_data_models.moc"
