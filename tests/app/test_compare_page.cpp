#include "tests/support/screenshot.h"
#include "tests/support/tiny_run.h"

#include "app/pages/compare/plan_card.h"
#include "app/pages/compare/result_card.h"
#include "app/pages/compare_page.h"
#include "app/session/workbench.h"

#include "widgets/runs/comparison_model.h"

#include "core/store/run_library.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;

namespace {

constexpr int patience = 180'000; ///< Milliseconds, for small trainings on a busy machine.

RunConfig tinyConfig(Head head, int epochs = 1)
{
    auto config = *presetConfig("quick");
    config.data.size = 16;
    config.model.head = head;
    config.model.grid = 4;
    config.model.hidden = 8;
    config.train.epochs = epochs;
    config.train.batch = 8;
    config.train.watched = 2;
    config.train.threads = 1;
    return config;
}

} // namespace

/// Configurations are added, trained with their seeds and judged, by real clicks.
class TestComparePage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(samples::makeColourFolder(m_folder.filePath("images").toStdString()));
        auto data = openDataSource(m_folder.filePath("images").toStdString());
        QVERIFY(data.ok());
        m_data = std::make_shared<const DataSource>(std::move(*data));
    }

    void init()
    {
        m_library = std::make_unique<QTemporaryDir>();
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(m_library->path());
        m_page = std::make_unique<ComparePage>(*m_workbench);
        m_page->resize(1190, 730);
        m_page->show();
    }

    void cleanup()
    {
        m_page.reset();
        m_workbench.reset();
    }

    void itSaysWhatIsMissing()
    {
        QVERIFY(!button("compareStartButton")->isEnabled());
        QVERIFY(runsText().contains("Data"));
        m_workbench->setData(m_data);
        QVERIFY(runsText().contains("two configurations"));
        add(tinyConfig(Head::Attention));
        QVERIFY(!button("compareStartButton")->isEnabled());
        add(tinyConfig(Head::Mean));
        QVERIFY(!button("compareStartButton")->isEnabled()); // No title.
        title()->setText("Heads");
        QVERIFY(button("compareStartButton")->isEnabled());
        QVERIFY2(runsText().startsWith("6 runs"), qPrintable(runsText()));
        seeds()->setValue(2);
        QVERIFY(runsText().startsWith("4 runs"));
        saveScreenshots(*m_page, "compare-plan");
    }

    void configurationsAreRenamedAndRemoved()
    {
        m_workbench->setData(m_data);
        add(tinyConfig(Head::Mean));
        add(tinyConfig(Head::Mean));
        QCOMPARE(list()->count(), 2);
        QVERIFY(list()->item(0)->text() != list()->item(1)->text()); // Names are told apart.
        list()->item(1)->setText("Second");
        QCOMPARE(plan().configs[1].name, std::string("Second"));
        list()->item(0)->setText("Second"); // Taken.
        QCOMPARE(plan().configs[0].name, std::string("Second (2)"));
        list()->item(0)->setText("  ");
        QCOMPARE(list()->item(0)->text(), QStringLiteral("Second (2)"));
        list()->setCurrentRow(0);
        button("compareRemoveButton")->click();
        QCOMPARE(list()->count(), 1);
        QCOMPARE(plan().configs[0].name, std::string("Second"));
    }

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
        QTRY_COMPARE_WITH_TIMEOUT(button("compareStartButton")->text(), QStringLiteral("Start"),
                                  patience);
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
        QCOMPARE(earlier->count(), 1);
        earlier->setCurrentIndex(0);
        emit earlier->activated(0);
        QCOMPARE(other.findChild<QTableView*>("compareTable")->model()->rowCount(), 3);
        QCOMPARE(other.findChild<QListWidget*>("compareList")->count(), 3);
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

    void anotherPlanUnderTheSameTitleIsRefused()
    {
        m_workbench->setData(m_data);
        QSignalSpy posted(m_workbench.get(), &Workbench::messagePosted);
        const auto there = Comparison::begin(
            {"Taken", {{"a", withData(Head::Mean), {}}, {"b", withData(Head::Last), {}}}, {0}},
            m_library->path().toStdString());
        QVERIFY(there.ok());
        add(tinyConfig(Head::Mean));
        add(tinyConfig(Head::Attention));
        title()->setText("Taken");
        button("compareStartButton")->click();
        QCOMPARE(posted.size(), 1);
        QCOMPARE(posted[0][0].value<Message>().kind, MessageKind::Error);
        QVERIFY(!m_workbench->training().active());
    }

    void theModelKeepsTheRules()
    {
        ComparisonModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ComparisonTable table;
        table.rows.resize(3);
        table.rows[1].verdict = Verdict::TooFew;
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
        for (const auto* name : {"table.md", "runs.csv", "picture.png"}) {
            card->save(m_library->filePath(name));
        }
        QTRY_COMPARE(posted.size(), 3);
        QFile markdown(m_library->filePath("table.md"));
        QVERIFY(markdown.open(QIODevice::ReadOnly));
        QVERIFY(markdown.readAll().contains("CNN + BiLSTM"));
        QFile csv(m_library->filePath("runs.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), 7);
        const QImage picture(m_library->filePath("picture.png"));
        QVERIFY(picture.width() > 1000);
        posted.clear();
        card->save(m_library->filePath("no such folder/table.md"));
        QTRY_COMPARE(posted.size(), 1);
        QCOMPARE(posted[0][0].value<Message>().kind, MessageKind::Error);
    }

    RunConfig withData(Head head)
    {
        auto config = tinyConfig(head);
        config.data.source = m_data->location;
        return config;
    }

    void add(const RunConfig& config)
    {
        m_workbench->setDraft(config);
        button("compareAddButton")->click();
    }

    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return m_page->findChild<QPushButton*>(QLatin1String(name));
    }
    [[nodiscard]] QLabel* label(const char* name) const
    {
        return m_page->findChild<QLabel*>(QLatin1String(name));
    }
    [[nodiscard]] QLineEdit* title() const { return m_page->findChild<QLineEdit*>("compareTitle"); }
    [[nodiscard]] QListWidget* list() const
    {
        return m_page->findChild<QListWidget*>("compareList");
    }
    [[nodiscard]] QSpinBox* seeds() const { return m_page->findChild<QSpinBox*>("compareSeeds"); }
    [[nodiscard]] QString runsText() const { return label("compareRuns")->text(); }
    [[nodiscard]] ComparisonPlan plan() const { return m_page->findChild<PlanCard*>()->plan(); }

    QTemporaryDir m_folder;
    std::shared_ptr<const DataSource> m_data;
    std::unique_ptr<QTemporaryDir> m_library;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<ComparePage> m_page;
};

QTEST_MAIN(TestComparePage)
#include "test_compare_page.moc"
