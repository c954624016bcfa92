#include "tests/app/compare_page_support.h"
#include "tests/support/screenshot.h"

#include "app/pages/compare/result_card.h"
#include "app/pages/save_dialog.h"

#include "widgets/runs/comparison_model.h"

#include "core/compare/comparison.h"
#include "core/model/network_description.h"
#include "core/store/run_library.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QImage>
#include <QSignalSpy>
#include <QTableView>

using namespace weft;
using namespace weft::test;

/// Configurations are added, trained with their seeds and judged, by real clicks.
class TestComparePage : public ComparePageBench
{
    Q_OBJECT
private slots:
    void initTestCase() { prepareImages(); }
    void init() { openPage(); }
    void cleanup() { closePage(); }

    void theReadyMadeComparisonRunsToItsVerdict()
    {
        m_workbench->setData(m_data);
        m_workbench->setDraft(tinyConfig(Head::Attention));
        button("compareReadyButton")->click();
        QCOMPARE(list()->count(), 3);
        QCOMPARE(title()->text(), QStringLiteral("CNN against CNN + BiLSTM"));
        seeds()->setValue(2);
        button("compareStartButton")->click();
        QTRY_VERIFY_WITH_TIMEOUT(label("compareWhat")->text().contains("Run 1 of 6"), patience);
        QCOMPARE(button("compareStartButton")->text(), QStringLiteral("Stop"));
        QVERIFY(!seeds()->isEnabled());
        QVERIFY(m_workbench->training().active());
        QTRY_VERIFY_WITH_TIMEOUT(label("compareWhat")->text().contains("Timing"), patience);
        QVERIFY(m_workbench->obstacleTo(HeavyWork::Training).contains("comparison"));
        QTRY_COMPARE_WITH_TIMEOUT(button("compareStartButton")->text(), QStringLiteral("Start"),
                                  patience);
        QVERIFY(m_workbench->obstacleTo(HeavyWork::Training).isEmpty());
        QVERIFY(!label("compareWhat")->isVisible());
        QCOMPARE(listRuns(m_library->path().toStdString())->size(), 6U);

        auto* const table = m_page->findChild<QTableView*>("compareTable")->model();
        QCOMPARE(table->rowCount(), 3);
        const auto cell = [table](int row, int column) {
            return table->index(row, column).data().toString();
        };
        QCOMPARE(cell(0, ComparisonModel::VerdictColumn), QStringLiteral("baseline"));
        QVERIFY(cell(1, ComparisonModel::AccuracyColumn).contains(QChar(0xB1)));
        QVERIFY(cell(2, ComparisonModel::OneColumn).contains("ms"));
        // The matched baseline has about as many parameters as the hybrid.
        const auto parameters = [&](int row) {
            return QLocale().toLongLong(cell(row, ComparisonModel::ParametersColumn));
        };
        QVERIFY(parameters(0) < parameters(2));
        QVERIFY(std::abs(parameters(1) - parameters(2)) <= 67);
        saveScreenshots(*m_page, "compare-result");
        savesFiles();

        // Another window finds it in the library.
        ComparePage other(*m_workbench);
        other.show();
        auto* const earlier = other.findChild<QComboBox*>("compareEarlier");
        QTRY_COMPARE(earlier->count(), 1);
        earlier->setCurrentIndex(0);
        emit earlier->activated(0);
        auto* const opened = other.findChild<QTableView*>("compareTable")->model();
        QTRY_COMPARE(opened->rowCount(), 3);
        QCOMPARE(other.findChild<QListWidget*>("compareList")->count(), 3);
        for (int column = 0; column < table->columnCount(); ++column) {
            QCOMPARE(opened->index(1, column).data().toString(), cell(1, column));
        }
    }

    void stopKeepsACheckpointAndStartGoesOn()
    {
        m_workbench->setData(m_data);
        add(tinyConfig(Head::Mean, 40));
        add(tinyConfig(Head::Last, 1));
        title()->setText("Long and short");
        seeds()->setValue(1);
        QSignalSpy epochs(&m_workbench->training(), &TrainingSession::epochArrived);
        button("compareStartButton")->click();
        QTRY_VERIFY_WITH_TIMEOUT(epochs.size() >= 2, patience);
        button("compareStartButton")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_workbench->training().active(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(button("compareStartButton")->text(), QStringLiteral("Start"),
                                  patience);
        QCOMPARE(listRuns(m_library->path().toStdString())->size(), 1U);
        button("compareStartButton")->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_workbench->training().active(), patience);
        QVERIFY(m_workbench->training().resumed());
        QTRY_COMPARE_WITH_TIMEOUT(button("compareStartButton")->text(), QStringLiteral("Start"),
                                  patience);
        QCOMPARE(listRuns(m_library->path().toStdString())->size(), 2U);
        auto* const table = m_page->findChild<QTableView*>("compareTable")->model();
        QCOMPARE(table->index(1, ComparisonModel::VerdictColumn).data().toString(),
                 QStringLiteral("too few seeds"));
    }

    void aStoppedTimingKeepsTheProcessorUntilItHasReturned()
    {
        m_workbench->setData(m_data);
        add(tinyConfig(Head::Mean));
        add(tinyConfig(Head::Last));
        title()->setText("Not timed");
        seeds()->setValue(1);
        const QSignalSpy posted(m_workbench.get(), &Workbench::messagePosted);
        button("compareStartButton")->click();
        QTRY_VERIFY_WITH_TIMEOUT(label("compareWhat")->text().contains("Timing"), patience);
        button("compareStartButton")->click();
        QVERIFY(m_workbench->obstacleTo(HeavyWork::Training).contains("comparison"));
        QTRY_COMPARE_WITH_TIMEOUT(button("compareStartButton")->text(), QStringLiteral("Start"),
                                  patience);
        QVERIFY(m_workbench->obstacleTo(HeavyWork::Training).isEmpty());
        QCOMPARE(posted.size(), 0); // Who stops it need not be told of a failure.
    }

    /// Their number comes from the run's record, which is read in the background.
    void theTableCountsTheImagesClassesAsSoonAsARunHasBegun()
    {
        m_workbench->setData(m_data);
        add(tinyConfig(Head::Mean, 1000));
        add(tinyConfig(Head::Last, 1));
        title()->setText("Counted");
        seeds()->setValue(1);
        button("compareStartButton")->click();
        auto* const table = m_page->findChild<QTableView*>("compareTable")->model();
        const auto parameters = [&](int row) {
            const auto cell = table->index(row, ComparisonModel::ParametersColumn);
            return static_cast<std::int64_t>(QLocale().toLongLong(cell.data().toString()));
        };
        const auto expected = [this](Head head) {
            const auto classes = static_cast<int>(m_data->classNames.size());
            return describeNetwork(tinyConfig(head).model, 16, classes)->parameters;
        };
        QTRY_COMPARE_WITH_TIMEOUT(parameters(0), expected(Head::Mean), patience);
        QCOMPARE(parameters(1), expected(Head::Last));
        QVERIFY(m_workbench->training().active()); // Not only at the first run's end.
        button("compareStartButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(button("compareStartButton")->text(), QStringLiteral("Start"),
                                  patience);
    }

    void aWindowThatClosesAtOnceLosesNothing()
    {
        m_workbench->setData(m_data);
        add(tinyConfig(Head::Mean, 1000));
        add(tinyConfig(Head::Last, 1));
        title()->setText("Closed");
        seeds()->setValue(1);
        QSignalSpy known(&m_workbench->training(), &TrainingSession::runDirectoryKnown);
        button("compareStartButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(known.size(), 1, patience);
        const auto directory = known[0][0].toString();
        cleanup();
        const auto folder = m_library->filePath("Closed.comparison").toStdString();
        const auto first = [&] { return Comparison::open(folder)->runs().at(0); };
        QTRY_COMPARE(first().state, ComparedState::Begun);
        QCOMPARE(QString::fromStdString(first().directory.string()), directory);
        QVERIFY(!Comparison::open(folder)->next()->unfinished.empty());
    }

    void anotherPlanUnderTheSameTitleIsRefused()
    {
        m_workbench->setData(m_data);
        QSignalSpy posted(m_workbench.get(), &Workbench::messagePosted);
        auto there = Comparison::begin(
            {"Taken", {{"a", withData(Head::Mean), {}}, {"b", withData(Head::Last), {}}}, {0}},
            m_library->path().toStdString());
        QVERIFY(there.ok());
        QVERIFY(there->noteBegun(0, m_library->filePath("one").toStdString()).ok());
        add(tinyConfig(Head::Mean));
        add(tinyConfig(Head::Attention));
        title()->setText("Taken");
        button("compareStartButton")->click();
        QTRY_COMPARE(posted.size(), 1);
        QCOMPARE(posted[0][0].value<Message>().kind, MessageKind::Error);
        QVERIFY(!m_workbench->training().active());
        QCOMPARE(button("compareStartButton")->text(), QStringLiteral("Start"));
    }

    void theSaveDialogProposesANameAndRemembersTheFolder()
    {
        QString chosen;
        askWhereToSave(m_page.get(), m_workbench->settings(),
                       {"Save it", "the table.csv", "Tables (*.csv)"},
                       [&chosen](const QString& file) { chosen = file; });
        auto* const dialog = m_page->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->acceptMode(), QFileDialog::AcceptSave);
        QCOMPARE(QFileInfo(dialog->selectedFiles().value(0)).fileName(),
                 QStringLiteral("the table.csv"));
        dialog->selectFile(m_library->filePath("another"));
        QVERIFY(QMetaObject::invokeMethod(dialog, "accept"));
        QCOMPARE(chosen, m_library->filePath("another.csv"));
        QCOMPARE(m_workbench->settings().lastFolder(), m_library->path());
    }

    void theModelKeepsTheRules()
    {
        ComparisonModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ComparisonTable table;
        table.rows.resize(3);
        table.rows[1].judgement.verdict = Verdict::TooFew;
        table.rows[2].failed = 2;
        model.setTable(table);
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(model.index(2, 0).data().toString().contains('2'));
        model.retranslate();
        model.setTable({});
        QCOMPARE(model.rowCount(), 0);
    }

private:
    void savesFiles()
    {
        QSignalSpy posted(m_workbench.get(), &Workbench::messagePosted);
        auto* const card = m_page->findChild<ResultCard*>();
        for (const auto* name : {"table.md", "table.csv", "picture.png"}) {
            card->save(m_library->filePath(name));
        }
        card->saveRuns(m_library->filePath("runs.csv"));
        QTRY_COMPARE(posted.size(), 4);
        QFile table(m_library->filePath("table.csv"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        const auto lines = table.readAll().split('\n');
        QCOMPARE(lines.size(), 1 + 3 + 1 + 1); // The pair of the same size has a line of its own.
        QVERIFY(lines[2].startsWith("\"CNN, same size\",2,0,"));
        QVERIFY(lines[4].startsWith("CNN + BiLSTM,2,0,"));
        QVERIFY(lines[4].contains(",\"CNN, same size\","));
        QFile markdown(m_library->filePath("table.md"));
        QVERIFY(markdown.open(QIODevice::ReadOnly));
        QVERIFY(markdown.readAll().contains("CNN + BiLSTM"));
        QFile csv(m_library->filePath("runs.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), 7);
        const QImage picture(m_library->filePath("picture.png"));
        QVERIFY(picture.width() > 1000);
        QCOMPARE(picture.convertToFormat(QImage::Format_RGB32), plain(card->picture()));
        posted.clear();
        card->save(m_library->filePath("no such folder/table.md"));
        QTRY_COMPARE(posted.size(), 1);
        QCOMPARE(posted[0][0].value<Message>().kind, MessageKind::Error);
    }

    /// As it is read again: without the scale.
    static QImage plain(QImage picture)
    {
        picture.setDevicePixelRatio(1);
        return picture;
    }
};

QTEST_MAIN(TestComparePage)
#include "test_compare_page.moc"
