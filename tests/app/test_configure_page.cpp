#include "tests/support/screenshot.h"

#include "app/pages/configure_page.h"
#include "app/session/workbench.h"
#include "app/window/language.h"

#include "widgets/forms/config_form.h"
#include "widgets/forms/network_view.h"
#include "widgets/images/image_convert.h"
#include "widgets/images/paired_images.h"

#include "core/data/data_source.h"
#include "core/data/view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

using namespace weft;

namespace {

std::shared_ptr<const DataSource> digits()
{
    static const auto source =
        std::make_shared<const DataSource>(*openDataSource("builtin:digits"));
    return source;
}

/// A page on a workbench of its own, whose runs go to a folder of their own.
struct Bench
{
    Bench()
    {
        workbench.settings().setLibraryFolder(folder.path());
        page.resize(1190, 730);
        page.show();
    }

    template <typename T>
    T* find(const char* name)
    {
        return page.findChild<T*>(QLatin1String(name));
    }

    void choosePreset(const QString& name)
    {
        auto* const combo = find<QComboBox>("presetCombo");
        combo->setCurrentIndex(combo->findData(name));
        emit combo->activated(combo->currentIndex());
    }

    QTemporaryDir folder;
    Workbench workbench;
    ConfigurePage page{workbench};
};

} // namespace

class TestConfigurePage : public QObject
{
    Q_OBJECT
private slots:
    void withoutImagesItSaysWhereToChooseThem()
    {
        Bench bench;
        QVERIFY(!bench.find<QPushButton>("startButton")->isEnabled());
        QVERIFY(!bench.find<QPushButton>("measureButton")->isEnabled());
        QVERIFY(bench.find<QLabel>("startReason")->text().contains("Data"));
        QCOMPARE(bench.page.subheading(), QStringLiteral("No images chosen"));
        QVERIFY(!bench.find<NetworkView>("networkView")->network().stages.empty());
    }

    void smallImagesBringTheQuickPreset()
    {
        Bench bench;
        bench.workbench.setData(digits());
        QCOMPARE(bench.find<QComboBox>("presetCombo")->currentData().toString(),
                 QStringLiteral("quick"));
        QVERIFY(bench.find<QPushButton>("startButton")->isEnabled());
        QVERIFY(!bench.find<QCheckBox>("field_data_flip")->isChecked());
        QCOMPARE(bench.workbench.draft().data.source, std::string("builtin:digits"));
        QCOMPARE(bench.workbench.draft().model.backbone, Backbone::ResNet20);
        QCOMPARE(bench.find<NetworkView>("networkView")->network().stages.back().shape[0], 10);
        QVERIFY(bench.page.subheading().contains("Digits"));
        QTRY_COMPARE(bench.find<QLineEdit>("runNameEdit")->text(),
                     QStringLiteral("quick-digits-01"));
        QTRY_COMPARE(bench.find<PairedImages>("samplePreview")->pairs().size(), 8);
        QCOMPARE(bench.find<PairedImages>("samplePreview")->pairs()[0].lower.size(), QSize(32, 32));
        QVERIFY2(bench.page.minimumSizeHint().width() <= 1120, // Beside the rail at 1280 px.
                 qPrintable(QString::number(bench.page.minimumSizeHint().width())));
    }

    /// Features are not mixed, and come from the kept views.
    void aFrozenBackbonesEpochsAreShownAsItSeesThem()
    {
        Bench bench;
        bench.workbench.setData(digits());
        auto* const images = bench.find<PairedImages>("samplePreview");
        QTRY_COMPARE(images->pairs().size(), 8);
        const auto plain = images->pairs()[0].lower;
        auto config = bench.workbench.draft();
        config.train.mixup = 1;
        bench.workbench.setDraft(config);
        QTRY_VERIFY(images->pairs().size() == 8 && images->pairs()[0].lower != plain);
        const auto mixed = images->pairs()[0].lower;
        config.train.freeze = Freeze::Backbone;
        config.train.unfreezeEpoch = 2;
        config.data.cachedViews = 1;
        bench.workbench.setDraft(config);
        QTRY_VERIFY(images->pairs().size() == 8 && images->pairs()[0].lower == plain);
        bench.find<QPushButton>("nextEpochButton")->click();
        QTRY_VERIFY(images->pairs().size() == 8 && images->pairs()[0].lower != plain);
        QVERIFY(images->pairs()[0].lower != mixed);
    }

    void theSamplesAreThoseOfTheTraining()
    {
        Bench bench;
        bench.workbench.setData(digits());
        auto* const images = bench.find<PairedImages>("samplePreview");
        QTRY_COMPARE(images->pairs().size(), 8);
        const auto plain = images->pairs();
        // What training does to an image, byte for byte.
        const auto& config = bench.workbench.draft();
        Preprocessing preprocessing;
        preprocessing.kind = config.data.transform;
        preprocessing.size = config.data.size;
        preprocessing.flip = config.data.flip;
        const auto view = loadTrainingView(*digits()->train, 0, preprocessing,
                                           RandomStream(config.train.seed, 1, 0));
        QVERIFY(view.ok());
        QCOMPARE(plain[0].lower.convertToFormat(QImage::Format_RGB888),
                 toQImage(*view).convertToFormat(QImage::Format_RGB888));

        // Erasing and mixing show.
        auto varied = config;
        varied.data.erasing = 1;
        varied.data.randAugmentOps = 2;
        varied.train.warmupEpochs = 1.5;
        varied.train.schedule = ScheduleKind::Restarts;
        varied.train.restartEpochs = 2;
        varied.train.restartGrowth = 3;
        varied.train.mixup = 1;
        bench.workbench.setDraft(varied);
        QTRY_VERIFY(images->pairs().size() == 8 && images->pairs()[0].lower != plain[0].lower);
        QCOMPARE(images->pairs()[0].upper, plain[0].upper);
        bench.find<QToolButton>("advancedButton")->setChecked(true);
        saveScreenshots(bench.page, QStringLiteral("configure-varied"));
        auto* const form = bench.page.findChild<ConfigForm*>();
        saveScreenshots(*form, QStringLiteral("configure-form"));
        QTranslator chinese;
        QVERIFY(chinese.load(QStringLiteral(":/i18n/weft_zh_CN.qm")));
        qApp->installTranslator(&chinese);
        QApplication::processEvents();
        saveScreenshots(*form, QStringLiteral("configure-form-zh"));
        qApp->removeTranslator(&chinese);
        QApplication::processEvents();

        // One image in many epochs.
        const auto before = images->pairs();
        bench.find<QPushButton>("oneImageButton")->click();
        QTRY_VERIFY(images->pairs().size() == 8 && images->pairs()[0].upper != before[0].upper);
        QSet<QByteArray> seen;
        for (const auto& pair : images->pairs()) {
            for (const auto& image : {pair.upper, pair.lower}) {
                seen.insert({reinterpret_cast<const char*>(image.constBits()),
                             static_cast<qsizetype>(image.sizeInBytes())});
            }
            QCOMPARE(pair.name, images->pairs()[0].name);
        }
        QCOMPARE(seen.size(), 16);
        saveScreenshots(bench.page, QStringLiteral("configure-one-image"));
    }

    void aChosenPresetIsKeptAndTheSuggestionIsALink()
    {
        Bench bench;
        bench.choosePreset("article");
        bench.workbench.setData(digits());
        QCOMPARE(bench.workbench.draft().data.size, 224);
        auto* const hint = bench.find<QLabel>("presetHint");
        QVERIFY(hint->isVisible());
        QVERIFY(hint->text().contains("8 × 8 px"));
        emit hint->linkActivated("quick");
        QCOMPARE(bench.workbench.draft().data.size, 32);
        QVERIFY(!hint->isVisible());
    }

    void anEditMakesThePresetCustomAndTheDrawingFollows()
    {
        Bench bench;
        bench.workbench.setData(digits());
        const auto* const network = bench.find<NetworkView>("networkView");
        const auto before = network->network().parameters;
        bench.find<QSpinBox>("field_model_hidden")->setValue(64);
        QVERIFY(network->network().parameters < before);
        QCOMPARE(bench.find<QComboBox>("presetCombo")->currentText(), QStringLiteral("Custom"));
        QTRY_COMPARE(bench.find<QLineEdit>("runNameEdit")->text(),
                     QStringLiteral("custom-digits-01"));
        bench.choosePreset("quick");
        QCOMPARE(network->network().parameters, before);
        QCOMPARE(bench.find<QComboBox>("presetCombo")->findText("Custom"), -1);
    }

    void anIllegalValueDisablesStartAndNamesIt()
    {
        Bench bench;
        bench.workbench.setData(digits());
        auto* const rate = bench.find<QLineEdit>("field_train_lr");
        rate->selectAll();
        QTest::keyClicks(rate, "fast");
        QVERIFY(!bench.find<QPushButton>("startButton")->isEnabled());
        QVERIFY(bench.find<QLabel>("startReason")->text().startsWith("Learning rate"));
        rate->selectAll();
        QTest::keyClicks(rate, "0.1");
        QVERIFY(bench.find<QPushButton>("startButton")->isEnabled());
    }

    void aDraftFromElsewhereIsShown()
    {
        Bench bench;
        bench.workbench.setData(digits());
        auto draft = bench.workbench.draft();
        draft.train.epochs = 3;
        bench.workbench.setDraft(draft);
        QCOMPARE(bench.find<QSpinBox>("field_train_epochs")->value(), 3);
    }

    void measuringTellsTimeAndMemory()
    {
        Bench bench;
        bench.workbench.setData(digits());
        bench.find<QSpinBox>("field_data_size")->setValue(16);
        bench.find<QSpinBox>("field_model_grid")->setValue(4);
        auto* const measure = bench.find<QPushButton>("measureButton");
        const auto* const time = bench.find<QLabel>("epochTime");
        measure->click();
        QVERIFY(!bench.find<QPushButton>("startButton")->isEnabled());
        measure->click(); // Cancel
        QVERIFY(!measure->isEnabled());
        QCOMPARE(bench.find<QLabel>("startReason")->text(), QStringLiteral("stopping…"));
        QTRY_VERIFY_WITH_TIMEOUT(bench.find<QPushButton>("startButton")->isEnabled(), 30000);
        QCOMPARE(time->text(), QStringLiteral("–"));

        measure->click();
        QTRY_VERIFY_WITH_TIMEOUT(time->text() != QStringLiteral("–"), 30000);
        QVERIFY(bench.find<QLabel>("epochMemory")->text().contains("iB"));
        bench.find<QSpinBox>("field_model_grid")->setValue(3);
        QCOMPARE(time->text(), QStringLiteral("–")); // It was measured for another run.
    }

    void otherHeavyWorkHoldsStartAndMeasureBack()
    {
        Bench bench;
        bench.workbench.setData(digits());
        auto* const measure = bench.find<QPushButton>("measureButton");
        auto* const start = bench.find<QPushButton>("startButton");
        QVERIFY(measure->isEnabled() && start->isEnabled());
        bench.workbench.setBusy(HeavyWork::Comparing, true); // While it times the networks, too.
        QVERIFY(!measure->isEnabled() && !start->isEnabled());
        QVERIFY(bench.find<QLabel>("startReason")->text().contains("comparison"));
        bench.workbench.setBusy(HeavyWork::Comparing, false);
        bench.workbench.setBusy(HeavyWork::Exporting, true);
        QVERIFY(!measure->isEnabled() && start->isEnabled());
        bench.workbench.setBusy(HeavyWork::Exporting, false);
        QVERIFY(measure->isEnabled());
        measure->click();
        QVERIFY(!bench.workbench.obstacleTo(HeavyWork::Comparing).isEmpty());
        QVERIFY(!bench.workbench.obstacleTo(HeavyWork::Exporting).isEmpty());
        measure->click(); // Cancel; the step that is computed ends first.
        QVERIFY(!bench.workbench.obstacleTo(HeavyWork::Comparing).isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.obstacleTo(HeavyWork::Comparing).isEmpty(), 30000);
    }

    void startBeginsTheRunAndGoesToTrain()
    {
        Bench bench;
        bench.workbench.setData(digits());
        bench.find<QSpinBox>("field_data_size")->setValue(16);
        bench.find<QSpinBox>("field_model_grid")->setValue(4);
        auto* const name = bench.find<QLineEdit>("runNameEdit");
        name->selectAll();
        QTest::keyClicks(name, "mine");
        const QSignalSpy requested(&bench.workbench, &Workbench::pageRequested);
        auto* const start = bench.find<QPushButton>("startButton");
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(requested.count(), 1);
        QCOMPARE(requested[0][0].value<PageId>(), PageId::Train);
        auto& training = bench.workbench.training();
        QVERIFY(training.active());
        QVERIFY(!start->isEnabled());
        QVERIFY(!bench.find<QLabel>("startReason")->text().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(training.state() == RunState::Running, 20000);
        QVERIFY(training.runDirectory().startsWith(bench.folder.path()));
        training.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!training.active(), 20000);
        QTRY_VERIFY(start->isEnabled());
    }

    void aFrozenBackboneTellsWhatItKeepsOnTheDisk()
    {
        Bench bench;
        bench.workbench.setData(digits());
        auto* const disk = bench.find<QLabel>("featureDisk");
        QVERIFY(!disk->isVisible());
        auto* const freeze = bench.find<QComboBox>("field_train_freeze");
        auto* const views = bench.find<QSpinBox>("field_data_cached_views");
        QVERIFY(!views->isEnabled());
        freeze->setCurrentIndex(freeze->findData(QStringLiteral("backbone")));
        const auto* const issue = bench.find<QLabel>("field_train_freeze_issue");
        QVERIFY(!issue->isHidden());
        bench.find<QLineEdit>("field_model_weights")->setText(QStringLiteral("/runs/teacher"));
        QVERIFY(issue->isHidden());
        QCOMPARE(bench.workbench.draft().model.weights, std::string("/runs/teacher"));
        QVERIFY(!disk->isVisible()); // A new view in every epoch.
        QVERIFY(views->isEnabled());
        views->setValue(2);
        QVERIFY(disk->isVisible());
        const auto two = disk->text();
        views->setValue(3);
        QVERIFY(disk->text() != two);
        bench.page.resize(1190, 730);
        saveScreenshots(bench.page, QStringLiteral("configure-frozen"));
        bench.find<QCheckBox>("field_data_augment")->click();
        QVERIFY(disk->isVisible()); // One view, whatever the number says.
        QVERIFY(!bench.find<QCheckBox>("field_data_flip")->isEnabled());
    }

    void theNetworksOptionsFitIntoTheDrawing()
    {
        Bench bench;
        bench.workbench.setData(digits());
        auto draft = bench.workbench.draft();
        draft.model.order = ReadingOrder::RowsColumns;
        draft.model.attentionHeads = 4;
        draft.model.fusion = Fusion::Concat;
        bench.workbench.setDraft(draft);
        QTest::mouseClick(bench.find<QToolButton>("advancedButton"), Qt::LeftButton);
        auto* const network = bench.find<NetworkView>("networkView");
        QCOMPARE(network->network().model.order, ReadingOrder::RowsColumns);
        const Language language(bench.workbench.settings());
        for (const auto choice : {LanguageChoice::Chinese, LanguageChoice::English}) {
            bench.workbench.settings().setLanguage(choice);
            QCoreApplication::processEvents();
            saveScreenshots(bench.page, choice == LanguageChoice::Chinese
                                            ? QStringLiteral("configure-network-chinese")
                                            : QStringLiteral("configure-network"));
            for (int stage = 0; stage < 8; ++stage) {
                QVERIFY(QRectF(network->rect()).contains(network->stageRect(stage)));
            }
        }
    }
};

QTEST_MAIN(TestConfigurePage)
#include "test_configure_page.moc"
