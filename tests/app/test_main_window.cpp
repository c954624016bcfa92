#include "app/main_window.h"
#include "app/pages/page.h"
#include "app/window/appearance.h"
#include "app/window/language.h"

#include "widgets/util/message_bar.h"
#include "widgets/util/theme.h"

#include "core/config/presets.h"
#include "core/features/feature_cache.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <filesystem>
#include <fstream>

using namespace weft;

namespace {

constexpr int patience = 120'000; ///< Milliseconds, for a small training on a busy machine.

/// A training that would take hours.
TrainRequest longRequest(const QTemporaryDir& library)
{
    TrainRequest request;
    request.config = presetConfig("quick").value();
    request.config.data.source = "builtin:digits";
    request.config.data.size = 16;
    request.config.data.flip = false;
    request.config.model.hidden = 8;
    request.config.model.grid = 4;
    request.config.train.epochs = 2000;
    request.config.train.batch = 64;
    request.library = library.path().toStdString();
    request.name = "long";
    return request;
}

QString messageOf(const MainWindow& window)
{
    return window.findChild<MessageBar*>(QStringLiteral("messageBar"))->text();
}

QString textOf(const QWidget& window, const char* name)
{
    return window.findChild<QLabel*>(QLatin1String(name))->text();
}

/// The question that closing asks; null while it does not.
QMessageBox* question(const MainWindow& window)
{
    return window.findChild<QMessageBox*>(QStringLiteral("closeQuestion"));
}

void answer(const MainWindow& window, const char* button)
{
    QTest::mouseClick(question(window)->findChild<QPushButton*>(QLatin1String(button)),
                      Qt::LeftButton);
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("WeftTest"));
        QCoreApplication::setApplicationName(QStringLiteral("TestMainWindow"));
    }

    void init()
    {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("language"), static_cast<int>(LanguageChoice::English));
        QSettings().setValue(QStringLiteral("theme"), static_cast<int>(ThemeChoice::Light));
    }

    void controlAndANumberGoToEachPlace()
    {
        Workbench workbench;
        MainWindow window(workbench);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        for (int place = 8; place >= 0; --place) {
            QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_1 + place), Qt::ControlModifier);
            QCOMPARE(window.currentPage(), static_cast<PageId>(place));
            QVERIFY(!textOf(window, "pageHeading").isEmpty());
        }
    }

    void theRailAndTheWorkbenchGoThereToo()
    {
        Workbench workbench;
        MainWindow window(workbench);
        auto* runs = window.findChild<QAbstractButton*>(QStringLiteral("runsPlace"));
        QTest::mouseClick(runs, Qt::LeftButton);
        QCOMPARE(window.currentPage(), PageId::Runs);
        workbench.goTo(PageId::Configure);
        QCOMPARE(window.currentPage(), PageId::Configure);
        QVERIFY(!runs->isChecked());
    }

    void theThemeChangesWhileTheWindowIsOpen()
    {
        Workbench workbench;
        const Appearance appearance(*qApp, workbench.settings());
        MainWindow window(workbench);
        window.show();
        const QPoint corner(4, 4); // Of the top bar.
        QCOMPARE(window.grab().toImage().pixelColor(corner), lightTokens().surface);
        workbench.settings().setTheme(ThemeChoice::Dark);
        QCOMPARE(window.grab().toImage().pixelColor(corner), darkTokens().surface);
        QCOMPARE(tokensOf(window.palette()).text, darkTokens().text);
    }

    void theLanguageChangesWhileTheWindowIsOpen()
    {
        Workbench workbench;
        const Language language(workbench.settings());
        MainWindow window(workbench);
        window.showPage(PageId::Train);
        auto* train = window.findChild<QAbstractButton*>(QStringLiteral("trainPlace"));
        auto* menu = window.findChild<QMenu*>(QStringLiteral("mainMenu"));
        QCOMPARE(train->text(), QStringLiteral("Train"));
        workbench.settings().setLanguage(LanguageChoice::Chinese);
        QCoreApplication::processEvents();
        QCOMPARE(train->text(), QStringLiteral("训练"));
        QCOMPARE(menu->actions().last()->text(), QStringLiteral("退出"));
        workbench.settings().setLanguage(LanguageChoice::English);
        QCoreApplication::processEvents();
        QCOMPARE(train->text(), QStringLiteral("Train"));
        QVERIFY(textOf(window, "statusThreads").contains(QLatin1String("thread")));
        QVERIFY(!textOf(window, "statusThreads").contains(QLatin1Char('(')));
    }

    void thePlaceAndTheSizeAreThereAfterARestart()
    {
        {
            Workbench workbench;
            MainWindow window(workbench);
            window.show();
            window.resize(1100, 700);
            window.showPage(PageId::Classify);
            window.close();
        }
        Workbench workbench;
        const MainWindow window(workbench);
        QCOMPARE(window.currentPage(), PageId::Classify);
        QCOMPARE(window.size(), QSize(1100, 700));
    }

    void theStatusLineTellsHowThisProcessComputes()
    {
        Workbench workbench;
        const MainWindow window(workbench);
        QVERIFY(textOf(window, "statusLibrary").startsWith(QLatin1String("LibTorch ")));
        QVERIFY(textOf(window, "statusMemory").contains(QLatin1String("iB")));
        QVERIFY(textOf(window, "statusPrecision").contains(QLatin1String("cpu")));
    }

    void whatIsNotThereIsSaidAndNothingElseHappens()
    {
        Workbench workbench;
        MainWindow window(workbench);
        const auto before = window.currentPage();
        window.openPaths({QStringLiteral("/nowhere/at/all")});
        QVERIFY(messageOf(window).contains(QLatin1String("/nowhere/at/all")));
        QCOMPARE(window.currentPage(), before);
    }

    void aWeightsFileDroppedOnTheWindowIsTheNextRunsFirst()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath("resnet.PTH");
        std::ofstream(file.toStdString()) << "x";
        Workbench workbench;
        MainWindow window(workbench);
        window.show();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &drop);
        QCOMPARE(window.currentPage(), PageId::Configure);
        QCOMPARE(workbench.draft().model.weights, file.toStdString());
        QTRY_VERIFY(textOf(window, "weightsText").contains("resnet.PTH"));
    }

    void anExportedNetworkDroppedOnTheWindowIsToClassify()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath("broken.ONNX");
        std::ofstream(file.toStdString()) << "this is no network";
        Workbench workbench;
        workbench.settings().setLibraryFolder(folder.filePath("runs"));
        MainWindow window(workbench);
        window.show();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &drop);
        QCOMPARE(window.currentPage(), PageId::Classify);
        QTRY_VERIFY_WITH_TIMEOUT(messageOf(window).contains(QLatin1String("broken.ONNX")), 20'000);
    }

    void aFolderOfClassesDroppedOnTheWindowOpensInData()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("cat")));
        Workbench workbench;
        MainWindow window(workbench);
        window.showPage(PageId::Runs);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(folder.path())});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &drop);
        QCOMPARE(window.currentPage(), PageId::Data);
    }

    void closingDuringARunAsksAndCancelGoesOn()
    {
        const QTemporaryDir library;
        Workbench workbench;
        MainWindow window(workbench);
        window.show();
        workbench.training().start(longRequest(library));
        const QSignalSpy steps(&workbench.training(), &TrainingSession::stepsArrived);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 0, patience);
        window.close();
        QVERIFY(window.isVisible());
        QVERIFY(question(window));
        window.close(); // Asks once.
        QCOMPARE(window.findChildren<QMessageBox*>().size(), 1);
        answer(window, "cancelCloseButton");
        QTRY_VERIFY(!question(window));
        QVERIFY(window.isVisible());
        QVERIFY(workbench.training().active());

        // Stop: a checkpoint, and nothing is offered afterwards.
        window.close();
        answer(window, "stopAndCloseButton");
        QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), patience);
        QCOMPARE(workbench.training().state(), RunState::Stopped);
        QCOMPARE(workbench.settings().unfinishedRun(), QString());
    }

    void aRunThatWasPausedAndKeptIsOfferedAtTheNextStart()
    {
        const QTemporaryDir library;
        QString run;
        {
            Workbench workbench;
            MainWindow window(workbench);
            window.show();
            workbench.training().start(longRequest(library));
            const QSignalSpy steps(&workbench.training(), &TrainingSession::stepsArrived);
            QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 0, patience);
            window.close();
            answer(window, "pauseAndKeepButton");
            QVERIFY(!messageOf(window).isEmpty()); // The window says what it waits for.
            QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), patience);
            run = workbench.training().runDirectory();
        }
        Workbench workbench;
        MainWindow window(workbench);
        QTRY_VERIFY(messageOf(window).contains(QLatin1String("long")));
        auto* resume = window.findChild<QPushButton*>(QStringLiteral("messageAction"));
        const QSignalSpy steps(&workbench.training(), &TrainingSession::stepsArrived);
        resume->click();
        QCOMPARE(window.currentPage(), PageId::Train);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 0, patience);
        QCOMPARE(workbench.training().runDirectory(), run);
    }

    void aboutNamesTheLibrariesAndTheLicence()
    {
        Workbench workbench;
        MainWindow window(workbench);
        window.show();
        for (auto* action : window.findChild<QMenu*>(QStringLiteral("mainMenu"))->actions()) {
            if (action->objectName() == QLatin1String("aboutAction")) {
                action->trigger();
            }
        }
        auto* about = window.findChild<QWidget*>(QStringLiteral("aboutDialog"));
        QVERIFY(about);
        QStringList texts;
        for (const auto* label : about->findChildren<QLabel*>()) {
            texts.append(label->text());
        }
        const auto all = texts.join(QLatin1Char('\n'));
        for (const char* word : {"Qt", "LibTorch", "oneDNN", "OpenCV", "QCustomPlot", "BLAS",
                                 "General Public License"}) {
            QVERIFY2(all.contains(QLatin1String(word)), word);
        }
        QVERIFY(all.contains(QLatin1String(qVersion())));
        about->close();
    }
    void theMenuClearsTheFeatureCache()
    {
        const auto cache = FeatureCache::standard();
        std::filesystem::create_directories(cache.folder);
        const auto file = cache.folder / "some.features";
        std::ofstream(file) << std::string(3'000'000, 'x');
        Workbench workbench;
        MainWindow window(workbench);
        window.show();
        auto* const menu = window.findChild<QMenu*>(QStringLiteral("mainMenu"));
        QAction* clear = nullptr;
        for (auto* action : menu->actions()) {
            clear = action->objectName() == QLatin1String("clearCacheAction") ? action : clear;
        }
        QVERIFY(clear != nullptr && !clear->isEnabled());
        emit menu->aboutToShow();
        QTRY_VERIFY(clear->isEnabled());
        QVERIFY2(clear->text().contains(QStringLiteral("MiB")), qPrintable(clear->text()));
        clear->trigger();
        QTRY_VERIFY(!std::filesystem::exists(file));
        QTRY_VERIFY2(messageOf(window).contains(QStringLiteral("MiB")),
                     qPrintable(messageOf(window)));
        emit menu->aboutToShow();
        QTRY_VERIFY(!clear->isEnabled());
    }
};

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
