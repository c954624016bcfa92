#include "tests/support/run_samples.h"

#include "app/pages/runs_page.h"
#include "app/session/workbench.h"

#include "widgets/runs/run_table_model.h"
#include "widgets/runs/run_table_view.h"
#include "widgets/util/empty_state.h"
#include "widgets/util/theme.h"

#include "core/store/run_library.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace weft;
namespace fs = std::filesystem;

class TestRunsPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        applyTheme(*qApp, false);
        // The wastebasket lies in the test's own home, so the runs must be on the same disk.
        QVERIFY(QDir().mkpath(home()));
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>(home() + "/library-XXXXXX");
        QVERIFY(m_folder->isValid());
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(m_folder->path());
        connect(m_workbench.get(), &Workbench::messagePosted, this,
                [this](const Message& message) { m_messages.append(message); });
        connect(m_workbench.get(), &Workbench::pageRequested, this,
                [this](PageId page) { m_pages.append(page); });
        m_messages.clear();
        m_pages.clear();
    }

    void cleanup()
    {
        m_page.reset();
        m_workbench.reset();
    }

    void anEmptyLibraryOffersTheWayToData()
    {
        showPage();
        auto* empty = m_page->findChild<EmptyState*>();
        QTRY_VERIFY(empty->button()->isVisible());
        QTest::mouseClick(empty->button(), Qt::LeftButton);
        QCOMPARE(m_pages, QVector<PageId>{PageId::Data});
    }

    void theRunsAreListedNewestFirstAndSortByAClick()
    {
        showThreeRuns();
        QCOMPARE(names(), (QStringList{"digits-03", "digits-02", "digits-01"}));
        QCOMPARE(m_page->subheading(), QString("3 runs"));
        clickHeader(RunTableModel::AccuracyColumn);
        QCOMPARE(names(), (QStringList{"digits-02", "digits-03", "digits-01"}));
        clickHeader(RunTableModel::AccuracyColumn);
        QCOMPARE(names(), (QStringList{"digits-01", "digits-03", "digits-02"}));
        clickRow(0);
        QTRY_VERIFY(shows("90.00 % in epoch 2"));
        QVERIFY(m_page->grab().save(QStringLiteral(WEFT_BINARY_DIR "/tests/runs_page.png")));
    }

    void typingIntoTheFilterNarrowsTheTable()
    {
        showThreeRuns();
        QTest::keyClicks(child<QLineEdit>("runFilter"), "flowers");
        QCOMPARE(names(), QStringList{"digits-02"});
        child<QLineEdit>("runFilter")->clear();
        QCOMPARE(names().size(), 3);
    }

    void f2RenamesInPlaceAndOnDisk()
    {
        showThreeRuns();
        clickRow(1);
        QTest::keyClick(table(), Qt::Key_F2);
        auto* editor = table()->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, "wide grid");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(RunDirectory::open(m_paths[1])->label().name, std::string("wide grid"));
        QTRY_COMPARE(names(), (QStringList{"digits-03", "wide grid", "digits-01"}));
        QVERIFY(m_pages.isEmpty()); // Return ended the edit; it opened nothing.
        QCOMPARE(RunDirectory::open(m_paths[1])->label().notes, std::string("keep me"));
    }

    void notesAreSavedAWhileAfterTheLastKeyAndWhenAnotherRunIsShown()
    {
        showThreeRuns();
        clickRow(0);
        QTest::keyClicks(child<QPlainTextEdit>("runNotes"), "first");
        QTRY_COMPARE(RunDirectory::open(m_paths[2])->label().notes, std::string("first"));
        QTest::keyClicks(child<QPlainTextEdit>("runNotes"), " second");
        clickRow(2);
        QTRY_COMPARE(RunDirectory::open(m_paths[2])->label().notes, std::string("first second"));
        QCOMPARE(child<QPlainTextEdit>("runNotes")->toPlainText(), QString());
        QCOMPARE(RunDirectory::open(m_paths[0])->label().notes, std::string());
    }

    void notesThatAreBeingWrittenSurviveTheEnd()
    {
        showThreeRuns();
        clickRow(0);
        QTest::keyClicks(child<QPlainTextEdit>("runNotes"), "in haste");
        m_page.reset();
        QCOMPARE(RunDirectory::open(m_paths[2])->label().notes, std::string("in haste"));
    }

    void aPrunedRunNamesItsParentAndSaysWhatItTakes()
    {
        const auto parent = samples::finishedRun(library(), "the parent");
        auto record = samples::record();
        record.created = "2024-05-09T09:30:00Z";
        record.parent.emplace();
        record.parent->id = parent.filename().string();
        record.parent->time = {4.25, 80};
        record.parent->prunedTime = {2.5, 41};
        samples::finishedRun(library(), "pruned", record);
        record.parent->id = "20200101-000000-gone";
        record.parent->prunedTime = {}; // As of a run that an earlier Weft has pruned.
        record.created = "2024-05-10T09:30:00Z";
        samples::finishedRun(library(), "orphan", record);
        showPage();
        QTRY_COMPARE(names().size(), 3);
        clickRow(static_cast<int>(names().indexOf("pruned")));
        QTRY_VERIFY(shows("the parent"));
        QVERIFY(shows("2.50 ms, of the parent 4.25 ms"));
        clickRow(static_cast<int>(names().indexOf("orphan")));
        QTRY_VERIFY(shows("20200101-000000-gone"));
        QVERIFY(!shows("Time of a picture"));
    }

    void enterAndADoubleClickOpenARun()
    {
        showThreeRuns();
        clickRow(1);
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(m_workbench->openRun(), QString::fromStdString(m_paths[1].string()));
        QCOMPARE(m_pages, QVector<PageId>{PageId::Train});
        clickRow(0);
        QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {}, centreOf(0));
        QCOMPARE(m_workbench->openRun(), QString::fromStdString(m_paths[2].string()));
        QCOMPARE(m_pages.size(), 2);
    }

    void duplicatingTakesTheConfiguration()
    {
        showThreeRuns();
        clickRow(1);
        click("duplicateRunButton");
        QCOMPARE(m_workbench->draft().data.source, std::string("flowers"));
        QCOMPARE(m_workbench->draft().train.lr, 0.1);
        QCOMPARE(m_pages, QVector<PageId>{PageId::Configure});
    }

    void theWastebasketGivesARunBack()
    {
        showThreeRuns();
        m_workbench->setOpenRun(QString::fromStdString(m_paths[2].string()));
        const auto before = hashesOf(m_paths[2]);
        const auto infosBefore = trashInfos();
        clickRow(0);
        click("trashRunButton");
        QTRY_COMPARE(names(), (QStringList{"digits-02", "digits-01"}));
        QVERIFY(!fs::exists(m_paths[2]));
        QVERIFY(m_workbench->openRun().isEmpty());
        QCOMPARE(m_messages.size(), 1);
        QVERIFY(m_messages[0].text.contains("digits-03"));
        QCOMPARE(m_messages[0].actionText, QString("Undo"));
        QCOMPARE(trashInfos().size(), infosBefore.size() + 1);

        m_messages[0].action();
        QTRY_COMPARE(names(), (QStringList{"digits-03", "digits-02", "digits-01"}));
        QCOMPARE(hashesOf(m_paths[2]), before);
        QCOMPARE(trashInfos(), infosBefore);
        QVERIFY(table()->currentRun() == QString::fromStdString(m_paths[2].string()));
    }

    void undoNeverReplacesWhatIsThereNow()
    {
        showThreeRuns();
        clickRow(0);
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_COMPARE(names().size(), 2);
        fs::create_directories(m_paths[2]);
        QVERIFY(samples::overwrite(m_paths[2] / "mine.txt", "precious"));
        m_messages[0].action();
        QTRY_COMPARE(m_messages.size(), 2);
        QCOMPARE(m_messages[1].kind, MessageKind::Error);
        QCOMPARE(samples::contentOf(m_paths[2] / "mine.txt"), QByteArray("precious"));
    }

    void aRunThatTrainsIsNeitherThrownAwayNorResumed()
    {
        auto writer = RunWriter::create(library(), samples::record(), {"live", {}}).value();
        QVERIFY(writer.writeStatus({RunState::Running, 1, 0, 0, 0, 0, {}}).ok());
        showPage();
        QTRY_COMPARE(names(), QStringList{"live"});
        clickRow(0);
        QVERIFY(!child<QPushButton>("trashRunButton")->isEnabled());
        QVERIFY(!child<QPushButton>("resumeRunButton")->isEnabled());
        QVERIFY(child<QPushButton>("openRunButton")->isEnabled());
        QVERIFY(child<QPushButton>("followRunButton")->isEnabled());
        click("followRunButton");
        QCOMPARE(m_workbench->openRun(), QString::fromStdString(writer.path().string()));
        QCOMPARE(m_pages, QVector<PageId>{PageId::Train});
        // Its name and state change by themselves.
        QVERIFY(saveRunLabel(writer.path(), {"still live", {}}).ok());
        QTRY_COMPARE_WITH_TIMEOUT(names(), QStringList{"still live"}, 8000);

        { // Its process ends without a word.
            const auto gone = std::move(writer);
        }
        m_workbench->notifyRunsChanged();
        QTRY_VERIFY(child<QPushButton>("resumeRunButton")->isEnabled());
        QVERIFY(child<QPushButton>("trashRunButton")->isEnabled());
        QVERIFY(!child<QPushButton>("followRunButton")->isEnabled());
    }

    void anUnreadableRunIsListedWithItsReasonAndCanBeThrownAway()
    {
        const auto path = samples::finishedRun(library(), "newer");
        QVERIFY(samples::overwrite(path / "run.json", R"({"schema": 99})"));
        showPage();
        QTRY_COMPARE(names(), QStringList{"newer"});
        clickRow(0);
        QVERIFY(!child<QPushButton>("openRunButton")->isEnabled());
        QVERIFY(!child<QPushButton>("renameRunButton")->isEnabled());
        QTest::keyClick(table(), Qt::Key_Return);
        QVERIFY(m_pages.isEmpty());
        QCOMPARE(m_messages.size(), 1);
        QVERIFY(m_messages[0].text.contains("99"));
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_VERIFY(!fs::exists(path));
    }

private:
    static QString home() { return qEnvironmentVariable("XDG_DATA_HOME"); }
    [[nodiscard]] fs::path library() const { return m_folder->path().toStdString(); }

    void showPage()
    {
        m_page = std::make_unique<RunsPage>(*m_workbench);
        m_page->resize(1184, 720);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }

    void showThreeRuns()
    {
        m_paths.clear();
        const double accuracies[] = {0.9, 0.1, 0.5};
        for (int number = 1; number <= 3; ++number) {
            auto record = samples::record(number == 2 ? "flowers" : "builtin:digits");
            record.dataTitle = number == 2 ? "Flowers" : "Digits";
            record.created = "2024-05-0" + std::to_string(number) + "T09:30:00Z";
            m_paths.push_back(samples::finishedRun(library(), "digits-0" + std::to_string(number),
                                                   record, accuracies[number - 1]));
        }
        QVERIFY(saveRunLabel(m_paths[1], {"digits-02", "keep me"}).ok());
        showPage();
        QTRY_COMPARE(names().size(), 3);
    }

    template <typename Widget>
    Widget* child(const char* name) const
    {
        return m_page->findChild<Widget*>(QLatin1String(name));
    }
    [[nodiscard]] RunTableView* table() const { return child<RunTableView>("runTable"); }

    [[nodiscard]] QStringList names() const
    {
        QStringList list;
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            list << table()->model()->index(row, RunTableModel::NameColumn).data().toString();
        }
        return list;
    }

    [[nodiscard]] QPoint centreOf(int row) const
    {
        return table()
            ->visualRect(table()->model()->index(row, RunTableModel::StateColumn))
            .center();
    }

    [[nodiscard]] bool shows(const QString& text) const
    {
        const auto labels = m_page->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
            return label->isVisible() && label->text() == text;
        });
    }

    void click(const char* button)
    {
        QTest::mouseClick(child<QPushButton>(button), Qt::LeftButton);
    }
    void clickRow(int row)
    {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, centreOf(row));
        table()->setFocus();
    }
    void clickHeader(int column)
    {
        auto* header = table()->horizontalHeader();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          {header->sectionViewportPosition(column) + 20, header->height() / 2});
    }

    static QMap<QString, QByteArray> hashesOf(const fs::path& run) { return samples::treeOf(run); }
    static QStringList trashInfos()
    {
        return QDir(home() + "/Trash/info").entryList({"digits-03*"}, QDir::Files);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<RunsPage> m_page;
    std::vector<fs::path> m_paths;
    QVector<Message> m_messages;
    QVector<PageId> m_pages;
};

QTEST_MAIN(TestRunsPage)
#include "test_runs_page.moc"
