#include "tests/support/file_server.h"
#include "tests/support/screenshot.h"
#include "tests/support/tiny_run.h"

#include "app/pages/configure_page.h"
#include "app/pages/weights_card.h"
#include "app/session/workbench.h"

#include "core/data/data_source.h"
#include "core/store/safetensors.h"

#include <QComboBox>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

namespace {

constexpr int patience = 60'000;

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// First weights on Configure: what they give the network is said before a run begins.
class TestWeightsCard : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(samples::makeColourFolder(path("images").toStdString()));
        const auto run = samples::trainTinyRun(path("images").toStdString(),
                                               path("runs").toStdString(), "tiny", Head::Attention);
        QVERIFY2(run.ok(), run ? "" : toString(run.error()).c_str());
        m_run = QString::fromStdString(run->string());
        const auto data = openDataSource(path("images").toStdString());
        QVERIFY(data.ok());
        m_data = std::make_shared<const DataSource>(*data);
    }

    void init()
    {
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(path("library"));
        m_page = std::make_unique<ConfigurePage>(*m_workbench);
        m_page->resize(1190, 730);
        m_page->show();
        m_workbench->setData(m_data);
        choose(Backbone::ResNet20, {});
    }

    void withoutWeightsItSaysThatTheyAreRandom()
    {
        QVERIFY(text().contains("Random"));
        QVERIFY(!button("weightsRemoveButton")->isVisible());
        QVERIFY(!button("weightsDetailsButton")->isVisible());
        QVERIFY(start()->isEnabled());
    }

    void aRunsBackboneIsReported()
    {
        choose(Backbone::ResNet20, m_run);
        QTRY_VERIFY2_WITH_TIMEOUT(text().contains("begins with"), qPrintable(text()), patience);
        QVERIFY2(text().contains("a run of Weft"), qPrintable(text()));
        QVERIFY(start()->isEnabled());
        button("weightsDetailsButton")->click();
        auto* const list = m_page->findChild<QPlainTextEdit*>("weightsList");
        QVERIFY(list->isVisible());
        QVERIFY(list->toPlainText().contains("fc.weight"));
        saveScreenshots(*m_page, "configure-weights");

        button("weightsRemoveButton")->click();
        QVERIFY(text().contains("Random"));
        QVERIFY(m_workbench->draft().model.weights.empty());
        QVERIFY(!list->isVisible());
    }

    /// Whether a plain CNN's classifier is taken hangs on all that stands before it.
    void anotherNetworkIsReportedAnew()
    {
        // Of torchvision's names: a whole plain network, of as many classes as the images'.
        const auto file = path("whole.safetensors");
        writePlainNetwork(file);
        auto draft = m_workbench->draft();
        draft.model.head = Head::Gap;
        m_workbench->setDraft(draft);
        choose(Backbone::ResNet20, file);
        QTRY_VERIFY2_WITH_TIMEOUT(text().contains("is taken as well"), qPrintable(text()),
                                  patience);
        draft = m_workbench->draft();
        draft.model.gapHidden = 7;
        m_workbench->setDraft(draft);
        QTRY_VERIFY2_WITH_TIMEOUT(text().contains("is left out"), qPrintable(text()), patience);
        draft.model.gapHidden = 0;
        draft.model.fusion = Fusion::Sum;
        m_workbench->setDraft(draft);
        QTRY_VERIFY2_WITH_TIMEOUT(text().contains("is left out"), qPrintable(text()), patience);
        draft.model.fusion = Fusion::None;
        m_workbench->setDraft(draft);
        QTRY_VERIFY2_WITH_TIMEOUT(text().contains("is taken as well"), qPrintable(text()),
                                  patience);
    }

    void weightsOfAnotherBackboneKeepTheRunFromStarting()
    {
        choose(Backbone::ResNet18, m_run);
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("does not fit"), patience);
        QVERIFY(!start()->isEnabled());
        QCOMPARE(m_page->findChild<QLabel*>("startReason")->text(), text());
        choose(Backbone::ResNet20, m_run);
        QTRY_VERIFY_WITH_TIMEOUT(start()->isEnabled(), patience);
    }

    /// Its runs are offered, and whether the chosen one can teach is said before Start.
    void aTeacherIsChosenFromTheLibrary()
    {
        m_workbench->settings().setLibraryFolder(path("runs"));
        auto draft = m_workbench->draft();
        draft.data.size = 16; // As the run's.
        draft.train.distillation = 0.5;
        m_workbench->setDraft(draft);
        auto* const field = m_page->findChild<QLineEdit*>("field_train_teacher");
        auto* const choose = field->findChild<QAction*>("field_train_teacher_choose");
        auto* const menu = field->findChild<QMenu*>("field_train_teacher_runs");
        QTRY_VERIFY_WITH_TIMEOUT(offered(choose, menu), patience);
        QCOMPARE(menu->actions()[0]->text(), QStringLiteral("tiny"));
        for (const auto mode : {QFileDialog::ExistingFile, QFileDialog::Directory}) {
            const auto last = menu->actions().size() - 1;
            menu->actions()[mode == QFileDialog::ExistingFile ? last : last - 1]->trigger();
            const std::unique_ptr<QFileDialog> dialog(m_page->window()->findChild<QFileDialog*>());
            QVERIFY(dialog != nullptr);
            QCOMPARE(dialog->fileMode(), mode);
            QCOMPARE(dialog->testOption(QFileDialog::ShowDirsOnly), mode == QFileDialog::Directory);
        }
        menu->actions()[0]->trigger();
        menu->hide();
        QCOMPARE(field->text(), m_run);
        QCOMPARE(m_workbench->draft().train.teacher, m_run.toStdString());
        QTest::qWait(500); // Longer than the check takes to begin.
        QVERIFY2(start()->isEnabled(), qPrintable(reason()));

        draft = m_workbench->draft();
        draft.data.size = 32;
        m_workbench->setDraft(draft);
        QTRY_VERIFY2_WITH_TIMEOUT(reason().contains("images of 16 px"), qPrintable(reason()),
                                  patience);
        QVERIFY(!start()->isEnabled());
        draft.data.size = 16;
        m_workbench->setDraft(draft);
        QTRY_VERIFY2_WITH_TIMEOUT(start()->isEnabled(), qPrintable(reason()), patience);

        auto others = *m_data;
        others.classNames.push_back("another");
        m_workbench->setData(std::make_shared<const DataSource>(others));
        QTRY_VERIFY2_WITH_TIMEOUT(reason().contains("classes apart"), qPrintable(reason()),
                                  patience);
        m_workbench->setData(m_data);
        draft.train.teacher = path("no such run").toStdString();
        m_workbench->setDraft(draft);
        QTRY_VERIFY2_WITH_TIMEOUT(reason().contains("no such teacher"), qPrintable(reason()),
                                  patience);
    }

    void whatIsNoWeightsFileIsNamedWithTheReason()
    {
        const auto file = path("broken.pth");
        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("not weights at all");
        broken.close();
        choose(Backbone::ResNet20, file);
        QTRY_VERIFY2_WITH_TIMEOUT(text().contains("broken.pth") && !text().contains("Reading"),
                                  qPrintable(text()), patience);
        QVERIFY(!start()->isEnabled());
    }

    void downloadsAreThoseOfTheBackboneAndBecomeTheWeights()
    {
        auto* const download = button("weightsDownloadButton");
        QVERIFY(!download->isEnabled()); // Nobody publishes a ResNet-20.
        choose(Backbone::ResNet50, {});
        QVERIFY(download->isEnabled());
        QCOMPARE(download->menu()->actions().size(), 2);
        QVERIFY(download->menu()->actions()[0]->text().contains("resnet50-11ad3fa6.pth"));

        // A checkpoint is a safetensors file; a server on this machine publishes it.
        const auto checkpoints =
            QDir(m_run + "/checkpoints").entryInfoList({"best-*-model.safetensors"});
        QCOMPARE(checkpoints.size(), 1);
        FileServer server(bytesOf(checkpoints[0].filePath()));
        QVERIFY(!server.content.isEmpty());
        KnownWeights weights{
            Backbone::ResNet20,
            "Squares",
            server.address("squares.safetensors"),
            "squares.safetensors",
            server.content.size(),
            QCryptographicHash::hash(server.content, QCryptographicHash::Sha256).toHex()};
        m_page->findChild<WeightsCard*>()->setPublished({weights}, path("downloads"));
        choose(Backbone::ResNet20, {});
        QVERIFY(download->isEnabled());
        download->menu()->actions()[0]->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(m_workbench->draft().model.weights,
                                  path("downloads/squares.safetensors").toStdString(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("begins with"), patience);
        QVERIFY(text().contains("squares.safetensors"));
        QVERIFY(!button("weightsCancelButton")->isVisible());
    }

    void aDownloadCanBeCancelledAndItsFailureIsSaid()
    {
        FileServer server(QByteArray(100'000, 'x'));
        server.pauseAfter = 1000;
        const KnownWeights weights{Backbone::ResNet20,           "Squares",
                                   server.address("silent.pth"), "silent.pth",
                                   server.content.size(),        QByteArray(64, '0')};
        m_page->findChild<WeightsCard*>()->setPublished({weights}, path("downloads"));
        auto* const download = button("weightsDownloadButton");
        download->menu()->actions()[0]->trigger();
        auto* const cancel = button("weightsCancelButton");
        QVERIFY(cancel->isVisible());
        QVERIFY(!download->isEnabled());
        cancel->click();
        QVERIFY(!cancel->isVisible());
        QVERIFY(download->isEnabled());
        QVERIFY(text().contains("Random"));

        server.pauseAfter.reset();
        download->menu()->actions()[0]->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("SHA-256"), patience);
        QVERIFY(m_workbench->draft().model.weights.empty());
        QVERIFY(start()->isEnabled());
    }

private:
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }

    [[nodiscard]] QString reason() const
    {
        return m_page->findChild<QLabel*>("startReason")->text();
    }

    /// Whether the button shows runs, beside the ways to a folder and to a file.
    [[nodiscard]] static bool offered(QAction* choose, QMenu* menu)
    {
        choose->trigger();
        menu->hide();
        return menu->actions().size() > 3;
    }

    /// The run's backbone without its prefix, and a classifier for the images' classes.
    void writePlainNetwork(const QString& file) const
    {
        const auto checkpoint =
            QDir(m_run + "/checkpoints").entryInfoList({"best-*-model.safetensors"}).value(0);
        const auto run = readSafetensors(checkpoint.filePath().toStdString());
        QVERIFY(run.ok());
        const std::string prefix = "backbone.";
        std::map<std::string, StoredTensor> tensors;
        for (const auto& [name, tensor] : run->tensors) {
            if (name.starts_with(prefix)) {
                tensors.emplace(name.substr(prefix.size()), tensor);
            }
        }
        const auto classes = static_cast<std::int64_t>(m_data->classNames.size());
        const std::string zeros(static_cast<std::size_t>(classes) * 64 * 4, '\0');
        const auto bias = std::string_view(zeros).substr(0, static_cast<std::size_t>(classes) * 4);
        tensors.emplace("fc.weight", StoredTensor{ElementType::F32, {classes, 64}, zeros});
        tensors.emplace("fc.bias", StoredTensor{ElementType::F32, {classes}, bias});
        QVERIFY(writeSafetensors(file.toStdString(), tensors).ok());
    }

    /// As the form would: into the draft.
    void choose(Backbone backbone, const QString& weights)
    {
        auto draft = m_workbench->draft();
        draft.model.backbone = backbone;
        draft.model.weights = weights.toStdString();
        draft.data.size = 64;
        m_workbench->setDraft(draft);
    }

    [[nodiscard]] QString text() const { return m_page->findChild<QLabel*>("weightsText")->text(); }
    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return m_page->findChild<QPushButton*>(QLatin1String(name));
    }
    [[nodiscard]] QPushButton* start() const { return button("startButton"); }

    QTemporaryDir m_folder;
    QString m_run;
    std::shared_ptr<const DataSource> m_data;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<ConfigurePage> m_page;
};

QTEST_MAIN(TestWeightsCard)
#include "test_weights_card.moc"
