#include "tests/support/run_samples.h"

#include "widgets/runs/run_details.h"
#include "widgets/runs/run_filter_model.h"
#include "widgets/runs/run_table_model.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace weft;

namespace {

LibraryEntry entry(const std::string& name, std::int64_t parameters, double accuracy,
                   double seconds, const std::string& created)
{
    LibraryEntry run;
    run.path = "/library/" + name;
    run.record = samples::record();
    run.record->parameters = parameters;
    run.record->created = created;
    run.label.name = name;
    run.status.state = RunState::Finished;
    run.status.bestEpoch = accuracy > 0 ? 3 : 0;
    run.status.bestAccuracy = accuracy;
    run.status.seconds = seconds;
    return run;
}

/// Texts would sort these otherwise: "9.9 k" behind "11.2 M", "9.0 %" behind "85.0 %".
std::vector<LibraryEntry> library()
{
    auto runs = std::vector{entry("alpha", 11'227'812, 0.85, 59, "2024-03-01T10:00:00Z"),
                            entry("Beta", 9'900, 0.09, 3'600, "2024-01-01T10:00:00Z"),
                            entry("gamma", 472'426, 0, 0.5, "2024-02-01T10:00:00Z")};
    runs[0].record->config.model.head = Head::Attention;
    runs[1].label.notes = "wider grid, all Tulips wrong";
    runs[1].record->dataTitle = "Flowers";
    LibraryEntry broken;
    broken.path = "/library/broken";
    broken.label.name = "broken";
    broken.error = {ErrorCode::NewerFormat, "/library/broken/run.json", "its format is version 2"};
    runs.push_back(broken);
    return runs;
}

QStringList names(const QAbstractItemModel& model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row) {
        list << model.index(row, RunTableModel::NameColumn).data().toString();
    }
    return list;
}

} // namespace

class TestRunTable : public QObject
{
    Q_OBJECT
private slots:
    void aRowTellsWhatARunIs()
    {
        RunTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEntries(library());
        const auto text = [&](int row, int column) {
            return model.index(row, column).data().toString();
        };
        QCOMPARE(text(0, RunTableModel::NameColumn), QString("alpha"));
        QCOMPARE(text(0, RunTableModel::StateColumn), QString("Finished"));
        QCOMPARE(text(0, RunTableModel::DataColumn), QString("Digits"));
        QVERIFY(text(0, RunTableModel::NetworkColumn).contains("ResNet-18"));
        QVERIFY(text(0, RunTableModel::NetworkColumn).contains("Attention"));
        QCOMPARE(text(0, RunTableModel::AccuracyColumn), QString("85.0 %"));
        QCOMPARE(text(0, RunTableModel::TimeColumn), QString("59 s"));
        QVERIFY(text(0, RunTableModel::DateColumn).startsWith("2024-03-01"));
        // No epoch is done yet: no accuracy, rather than one of 0 %.
        QCOMPARE(text(2, RunTableModel::AccuracyColumn), QString("–"));
    }

    void aRunThatCannotBeReadSaysWhy()
    {
        RunTableModel model;
        model.setEntries(library());
        const auto name = model.index(3, RunTableModel::NameColumn);
        QCOMPARE(name.data().toString(), QString("broken"));
        QVERIFY(!name.data(RunTableModel::ReadableRole).toBool());
        QVERIFY(!(name.flags() & Qt::ItemIsEditable));
        const auto why = model.index(3, RunTableModel::DataColumn).data().toString();
        QVERIFY2(why.contains("run.json") && why.contains("its format is version 2"),
                 qPrintable(why));
        QCOMPARE(name.data(Qt::ToolTipRole).toString(), why);
    }

    void columnsSortByValue_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QStringList>("rising");
        QTest::newRow("name") << int(RunTableModel::NameColumn)
                              << QStringList{"alpha", "Beta", "broken", "gamma"};
        QTest::newRow("parameters") << int(RunTableModel::ParametersColumn)
                                    << QStringList{"broken", "Beta", "gamma", "alpha"};
        QTest::newRow("accuracy") << int(RunTableModel::AccuracyColumn)
                                  << QStringList{"gamma", "broken", "Beta", "alpha"};
        QTest::newRow("time") << int(RunTableModel::TimeColumn)
                              << QStringList{"broken", "gamma", "alpha", "Beta"};
        QTest::newRow("date") << int(RunTableModel::DateColumn)
                              << QStringList{"broken", "Beta", "gamma", "alpha"};
    }

    void columnsSortByValue()
    {
        QFETCH(int, column);
        QFETCH(QStringList, rising);
        RunTableModel model;
        RunFilterModel shown;
        const QAbstractItemModelTester tester(
            &shown, QAbstractItemModelTester::FailureReportingMode::QtTest);
        shown.setSourceModel(&model);
        model.setEntries(library());
        shown.sort(column, Qt::AscendingOrder);
        QCOMPARE(names(shown), rising);
    }

    void theFilterLooksIntoNameDataNetworkAndNotes()
    {
        RunTableModel model;
        RunFilterModel shown;
        const QAbstractItemModelTester tester(
            &shown, QAbstractItemModelTester::FailureReportingMode::QtTest);
        shown.setSourceModel(&model);
        model.setEntries(library());
        const auto filtered = [&](const char* words) {
            shown.setFilter(QString(words));
            return names(shown);
        };
        QCOMPARE(filtered("ALPHA"), QStringList{"alpha"});
        QCOMPARE(filtered("flowers"), QStringList{"Beta"});
        QCOMPARE(filtered("attention"), QStringList{"alpha"});
        QCOMPARE(filtered("tulips"), QStringList{"Beta"});
        QCOMPARE(filtered("grid beta"), QStringList{"Beta"});
        QCOMPARE(filtered("grid alpha"), QStringList{});
        QCOMPARE(filtered("").size(), 4);
    }

    void aNewNameIsTrimmedAndAnEmptyOneRefused()
    {
        RunTableModel model;
        model.setEntries(library());
        QSignalSpy renamed(&model, &RunTableModel::renamed);
        const auto name = model.index(1, RunTableModel::NameColumn);
        QVERIFY(!model.setData(name, "   ", Qt::EditRole));
        QVERIFY(!model.setData(name, "Beta", Qt::EditRole));
        QVERIFY(!model.setData(model.index(1, RunTableModel::DataColumn), "x", Qt::EditRole));
        QCOMPARE(renamed.count(), 0);
        QVERIFY(model.setData(name, "  第二次 ", Qt::EditRole));
        QCOMPARE(model.entry(1).label.name, std::string("第二次"));
        QCOMPARE(renamed.count(), 1);
        QCOMPARE(renamed.at(0).at(0).toInt(), 1);
    }

    void aRenameKeepsTheRowAViewHolds()
    {
        RunTableModel model;
        model.setEntries(library());
        const QPersistentModelIndex held = model.index(2, 0);
        auto again = library();
        again[2].status.bestEpoch = 1;
        again[2].status.bestAccuracy = 0.5;
        model.setEntries(std::move(again));
        QVERIFY(held.isValid());
        QCOMPARE(held.sibling(held.row(), RunTableModel::AccuracyColumn).data().toString(),
                 QString("50.0 %"));
        QCOMPARE(model.rowOf("/library/gamma"), 2);
        QCOMPARE(model.rowOf("/library/none"), -1);
    }

    void theDetailsSayHowManyProcessesARunHas()
    {
        RunDetails details;
        const auto says = [&](const QString& text) {
            const auto labels = details.findChildren<QLabel*>();
            return std::ranges::any_of(labels,
                                       [&](const QLabel* label) { return label->text() == text; });
        };
        auto run = library().front();
        details.showRun(&run);
        QVERIFY(says(QStringLiteral("Threads")) && !says(QStringLiteral("Processes")));
        run.record->config.train.processes = 4;
        details.showRun(&run);
        QVERIFY(says(QStringLiteral("Processes")) && !says(QStringLiteral("Threads")));
        QVERIFY(says(QStringLiteral("4 processes × 2 threads")));
    }
};

QTEST_MAIN(TestRunTable)
#include "test_run_table.moc"
