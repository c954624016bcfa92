#include "tests/support/learning_run.h"
#include "tests/support/screenshot.h"
#include "train_page_support.h"

#include "app/pages/train/plot_saver.h"
#include "app/window/language.h"

#include "widgets/confusion/confusion_view.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/util/theme.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace weft;
using namespace weft::test;

class TestTrainPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        applyTheme(*qApp, false);
        m_finished = samples::writeLearningRun(library());
        m_stopped = samples::writeLearningRun(
            library(), {.name = "stopped-early", .epochsDone = 4, .state = RunState::Stopped});
        QVERIFY(!m_finished.empty());
        QVERIFY(!m_stopped.empty());
        m_heads = samples::writeLearningRun(library(), {.name = "three-heads", .heads = 3});
        QVERIFY(!m_heads.empty());
        m_taught = samples::writeLearningRun(library(), {.name = "taught", .teacher = 0.97});
        QVERIFY(!m_taught.empty());
    }

    void anEmptyPageOffersToConfigureARun()
    {
        Shown shown;
        QVERIFY(shown.says(QStringLiteral("No run yet")));
        QSignalSpy asked(&shown.workbench, &Workbench::pageRequested);
        QTest::mouseClick(shown.find<QPushButton>("configureRunButton"), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].value<PageId>(), PageId::Configure);
    }

    void anOpenedRunShowsWhatItsDirectoryTells()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        QCOMPARE(shown.page.heading(), QStringLiteral("quick-digits-01"));
        QVERIFY(shown.page.subheading().contains(QStringLiteral("ResNet-20 + BiLSTM + Attention")));
        QVERIFY(shown.says(QStringLiteral("Finished")));
        QVERIFY(shown.says(QStringLiteral("15 of 15 epochs done")));
        QVERIFY(shown.says(QStringLiteral("peak memory")));
        QVERIFY(shown.says(QStringLiteral("812")));
        QVERIFY(!shown.find<QPushButton>("stopButton")->isVisible());
        QVERIFY(!shown.find<QPushButton>("resumeRunButton")->isVisible());

        const auto loss = shown.find<CurvePlot>("lossPlot")->tables();
        QCOMPARE(loss[0].raw.size(), 15 * 23);
        QCOMPARE(loss[1].raw.size(), 15);
        QCOMPARE(shown.find<CurvePlot>("accuracyPlot")->tables()[1].raw.size(), 15);
        QCOMPARE(shown.find<ConfusionView>("confusionView")->model()->rowCount(), 10);
        QCOMPARE(shown.find<QTableView>("scoresTable")->model()->rowCount(), 10);
        QVERIFY2(shown.pictures(8), "the watched images' pictures come from the data set");
    }

    void theWatchedImagesShowTheHeadThatIsChosen()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        auto* chooser = shown.find<QComboBox>("watchedHeads");
        QVERIFY(!chooser->isVisible());
        QVERIFY(shown.open(m_heads));
        QTRY_VERIFY(chooser->isVisible());
        QCOMPARE(chooser->count(), 4);
        QVERIFY(shown.pictures(8));
        auto* watched = shown.find<WatchedView>("watchedView");
        const auto mean = watched->grab().toImage();
        chooser->setCurrentIndex(2);
        emit chooser->activated(2);
        const auto second = watched->grab().toImage();
        QVERIFY(second != mean);
        // Another epoch: the choice holds.
        auto* slider = shown.find<QSlider>("epochSlider");
        slider->setValue(14);
        QCOMPARE(chooser->currentIndex(), 2);
        slider->setValue(15);
        QCOMPARE(watched->grab().toImage(), second);
        saveScreenshots(shown.page, QStringLiteral("train-heads"));
        applyTheme(*qApp, false);
    }

    void theTeachersAccuracyLiesAcrossTheStudents()
    {
        Shown shown;
        QVERIFY(shown.open(m_taught));
        auto* accuracy = shown.find<CurvePlot>("accuracyPlot");
        QVERIFY(accuracy->level().has_value());
        QCOMPARE(accuracy->level()->value, 0.97);
        QCOMPARE(accuracy->readingsAt(3).back().value, 0.97);
        QVERIFY(!shown.find<CurvePlot>("lossPlot")->level().has_value());
        QVERIFY(shown.pictures(8));
        const Language language(shown.workbench.settings());
        for (const auto choice : {LanguageChoice::Chinese, LanguageChoice::English}) {
            shown.workbench.settings().setLanguage(choice);
            QTest::qWait(100);
            saveScreenshots(shown.page, choice == LanguageChoice::Chinese
                                            ? QStringLiteral("train-teacher-zh")
                                            : QStringLiteral("train-teacher"));
            QCOMPARE(accuracy->level()->name, accuracy->readingsAt(3).back().name);
            QVERIFY((accuracy->level()->name == QStringLiteral("teacher")) ==
                    (choice == LanguageChoice::English));
        }
        applyTheme(*qApp, false);
        // A run without one has no such line.
        QVERIFY(shown.open(m_finished));
        QTRY_VERIFY(!accuracy->level().has_value());
    }

    void everyPartFitsThePage()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        QVERIFY(shown.page.minimumSizeHint().width() <= pageSize.width());
        QVERIFY(shown.page.minimumSizeHint().height() <= pageSize.height());
        auto* matrix = shown.find<ConfusionView>("confusionView");
        const auto last = [&] { return matrix->visualRect(matrix->model()->index(9, 9)); };
        QTRY_VERIFY2(last().height() >= 16, "the numbers of ten classes can be read");
        QVERIFY(matrix->viewport()->rect().contains(last()));
        const auto* scores = shown.find<QTableView>("scoresTable");
        QVERIFY(!scores->horizontalScrollBar()->isVisible());
        QVERIFY(!scores->verticalScrollBar()->isVisible());
        auto* watched = shown.find<WatchedView>("watchedView");
        QVERIFY(watched->rect().contains(watched->tileRect(7)));
    }

    void theSliderShowsEarlierEpochs()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        auto* slider = shown.find<QSlider>("epochSlider");
        auto* matrix = shown.find<ConfusionView>("confusionView");
        QCOMPARE(slider->minimum(), 0);
        QCOMPARE(slider->value(), 15);
        const auto diagonal = [&] { return matrix->model()->index(0, 0).data().toInt(); };
        const int late = diagonal();
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);
        QVERIFY(shown.says(QStringLiteral("attention, epoch 0")));
        QVERIFY2(!matrix->isVisible(), "the untrained network was not validated");
        QTest::keyClick(slider, Qt::Key_Right);
        QVERIFY(matrix->isVisible());
        QVERIFY(diagonal() < late);
        QTest::keyClick(slider, Qt::Key_End);
        QCOMPARE(diagonal(), late);
    }

    void countsAndRatesTakeTurns()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        auto* model = shown.find<ConfusionView>("confusionView")->model();
        const auto rate = model->index(0, 0).data().toInt();
        QTest::mouseClick(shown.find<QToolButton>("confusionModeButton"), Qt::LeftButton);
        QVERIFY(shown.says(QStringLiteral("Confusion, images")));
        QVERIFY(model->index(0, 0).data().toInt() != rate);
    }

    void aClickOnACellLeadsToItsImages()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        QSignalSpy cell(&shown.workbench, &Workbench::inspectCellRequested);
        QSignalSpy place(&shown.workbench, &Workbench::pageRequested);
        auto* matrix = shown.find<ConfusionView>("confusionView");
        QTest::mouseClick(matrix->viewport(), Qt::LeftButton, {},
                          matrix->visualRect(matrix->model()->index(3, 8)).center());
        QCOMPARE(cell.value(0), QVariantList({3, 8}));
        QCOMPARE(place.value(0).value(0).value<PageId>(), PageId::Inspect);
    }

    void theSlidersAndSwitchesReachThePlots()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        auto* loss = shown.find<CurvePlot>("lossPlot");
        const auto smooth = loss->tables()[0].smoothed;
        shown.find<QSlider>("smoothingSlider")->setValue(0);
        QVERIFY(loss->tables()[0].smoothed != smooth);
        QVERIFY(shown.says(QStringLiteral("smoothing 0.00")));
        QTest::mouseClick(shown.find<QToolButton>("logAxisButton"), Qt::LeftButton);
        QVERIFY(loss->logarithmic());
    }

    void curvesAreSavedAsPictureAndTable()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        auto* card = shown.page.findChild<PlotCard*>();
        auto* saver = shown.page.findChild<PlotSaver*>();
        QSignalSpy told(&shown.workbench, &Workbench::messagePosted);
        const QString png = m_folder.filePath(QStringLiteral("loss.png"));
        const QString csv = m_folder.filePath(QStringLiteral("loss.csv"));
        saver->save(*card, PlotCard::FileKind::Png, png);
        saver->save(*card, PlotCard::FileKind::Csv, csv);
        QTRY_COMPARE(told.count(), 2);
        QCOMPARE(QImage(png).width(), 2 * card->plot().width());
        QFile table(csv);
        QVERIFY(table.open(QIODevice::ReadOnly));
        QCOMPARE(table.readAll().count('\n'), 1 + 15 * 23 + 15);

        saver->save(*card, PlotCard::FileKind::Csv, QStringLiteral("/nowhere/at all/loss.csv"));
        QTRY_COMPARE(told.count(), 3);
        QCOMPARE(told[2][0].value<Message>().kind, MessageKind::Error);
    }

    void aStoppedRunOffersToGoOn()
    {
        Shown shown;
        QVERIFY(shown.open(m_stopped));
        QVERIFY(shown.says(QStringLiteral("Stopped")));
        QVERIFY(shown.says(QStringLiteral("4 of 15 epochs done")));
        QVERIFY(shown.find<QPushButton>("resumeRunButton")->isVisible());
        auto* bar = shown.find<QProgressBar>("trainProgress");
        QVERIFY(qAbs(bar->value() / double(bar->maximum()) - 4.0 / 15) < 0.01);

        // Beside what measures it may not, and says so.
        const QSignalSpy told(&shown.workbench, &Workbench::messagePosted);
        shown.workbench.setBusy(HeavyWork::Comparing, true);
        shown.find<QPushButton>("resumeRunButton")->click();
        QVERIFY(!shown.workbench.training().active());
        QCOMPARE(told.count(), 1);
        QVERIFY(told[0][0].value<Message>().text.contains(QStringLiteral("comparison")));
    }

    void aDamagedRunSaysWhyItCannotBeRead()
    {
        const QString damaged = m_folder.filePath(QStringLiteral("damaged"));
        QVERIFY(QDir().mkpath(damaged));
        QFile record(damaged + QStringLiteral("/run.json"));
        QVERIFY(record.open(QIODevice::WriteOnly));
        record.write("{");
        record.close();
        Shown shown;
        shown.workbench.setOpenRun(damaged);
        QTRY_VERIFY(shown.says(QStringLiteral("This run cannot be read")));
        QVERIFY(shown.says(QStringLiteral("run.json")));
    }

    void anotherRunTakesThePlaceOfTheFirst()
    {
        Shown shown;
        QVERIFY(shown.open(m_finished));
        shown.workbench.setOpenRun(QString::fromStdString(m_stopped.string()));
        QTRY_VERIFY(shown.says(QStringLiteral("Stopped")));
        QCOMPARE(shown.find<CurvePlot>("lossPlot")->tables()[0].raw.size(), 4 * 23);
        QCOMPARE(shown.find<QSlider>("epochSlider")->value(), 4);
        shown.workbench.setOpenRun({});
        QVERIFY(shown.says(QStringLiteral("No run yet")));
    }

    void itLooksRightInBothThemes()
    {
        const QDir folder(QStringLiteral(WEFT_BINARY_DIR "/screenshots"));
        QVERIFY(folder.mkpath(QStringLiteral(".")));
        Shown shown;
        QVERIFY(shown.open(m_finished));
        QVERIFY(shown.pictures(8));
        for (const bool dark : {false, true}) {
            applyTheme(*qApp, dark);
            QTest::qWait(100); // Past the plots' next frame.
            const auto name =
                dark ? QStringLiteral("train-dark.png") : QStringLiteral("train-light.png");
            const QImage picture = shown.page.grab().toImage();
            QCOMPARE(picture.pixelColor(4, 4), (dark ? darkTokens() : lightTokens()).window);
            QVERIFY(picture.save(folder.filePath(name)));
        }
        applyTheme(*qApp, false);
    }

private:
    std::filesystem::path library() const { return m_folder.path().toStdString() + "/runs"; }

    QTemporaryDir m_folder;
    std::filesystem::path m_finished;
    std::filesystem::path m_stopped;
    std::filesystem::path m_heads;
    std::filesystem::path m_taught; ///< By a teacher.
};

QTEST_MAIN(TestTrainPage)
#include "test_train_page.moc"
