#include "app/pages/data_page.h"
#include "app/session/workbench.h"

#include "widgets/images/thumbnail_model.h"
#include "widgets/images/thumbnail_view.h"
#include "widgets/util/theme.h"

#include "core/data/image.h"

#include <QAbstractItemView>
#include <QDir>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace weft;

namespace {

/// Pictures of one colour and a side that differs from image to image.
void writeClass(const QString& folder, int count, int side)
{
    QDir().mkpath(folder);
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<std::uint8_t>(20 * i);
        const Image image{side, side,
                          std::vector<std::uint8_t>(std::size_t{3} * side * side, value)};
        const auto file = QStringLiteral("%1/%2.png").arg(folder).arg(i);
        QVERIFY(writePng(image, file.toStdString()).ok());
    }
}

/// The page in a window of its own, as the person sees it.
class Stage
{
public:
    Stage()
        : page(workbench)
        , messages(&workbench, &Workbench::messagePosted)
    {
        page.resize(1100, 700);
        page.show();
    }

    template <typename T>
    T* find(const char* name)
    {
        auto* found = page.findChild<T*>(QLatin1String(name));
        if (found == nullptr) {
            qFatal("there is no %s", name);
        }
        return found;
    }

    void click(const char* name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }

    void drop(const QString& path)
    {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(path)});
        const auto place = page.rect().center();
        QDragEnterEvent enter(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&page, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&page, &event);
    }

    int rows(const char* name) { return find<QAbstractItemView>(name)->model()->rowCount(); }

    Workbench workbench;
    DataPage page;
    QSignalSpy messages;
};

} // namespace

class TestDataPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("weft-test");
        applyTheme(*qApp, false);
    }

    void anEmptyPageSaysWhatGoesThere()
    {
        Stage stage;
        QVERIFY(stage.find<QPushButton>("openFolderButton")->isVisible());
        QVERIFY(!stage.find<QPushButton>("configureButton")->isVisible());
        QVERIFY(!stage.find<QProgressBar>("scanProgress")->isVisible());
        QVERIFY(stage.page.subheading().isEmpty());
    }

    void aClickOpensTheDigits()
    {
        Stage stage;
        QSignalSpy requested(&stage.workbench, &Workbench::pageRequested);
        stage.click("builtinDigitsButton");
        QTRY_VERIFY(stage.workbench.data());
        QCOMPARE(stage.workbench.data()->title, std::string("Digits"));
        QCOMPARE(stage.rows("classTable"), 10);
        QVERIFY(stage.rows("thumbnailView") > 1400);
        QVERIFY(stage.page.subheading().contains("validation images"));

        auto* view = stage.find<ThumbnailView>("thumbnailView");
        auto* thumbnails = qobject_cast<ThumbnailModel*>(view->model());
        QTRY_VERIFY(thumbnails->hasPicture(0));
        QTRY_VERIFY(thumbnails->hasPicture(5));

        // A class picked in the table shows its images only.
        auto* table = stage.find<QAbstractItemView>("classTable");
        const auto place = table->visualRect(table->model()->index(3, 0)).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, place);
        QVERIFY(stage.rows("thumbnailView") < 160);
        QCOMPARE(view->model()->index(0, 0).data().toString(), QString("3"));

        stage.click("configureButton");
        QCOMPARE(requested.size(), 1);
        QCOMPARE(requested[0][0].value<PageId>(), PageId::Configure);
        const QDir shots(QStringLiteral(WEFT_BINARY_DIR "/screenshots"));
        QDir().mkpath(shots.path());
        QTest::qWait(100);
        QVERIFY(stage.page.grab().save(shots.filePath("data-page-digits.png")));
    }

    void aDroppedFolderIsScannedAndItsFaultsAreListed()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("cat"), 6, 20);
        writeClass(folder.filePath("织物"), 4, 30);
        QDir(folder.path()).mkdir("empty");
        QFile bad(folder.filePath("cat/text.png"));
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("no picture");
        bad.close();

        Stage stage;
        stage.drop(folder.path());
        QVERIFY(stage.find<QPushButton>("cancelScanButton")->isVisible());
        QTRY_VERIFY(stage.workbench.data());
        QCOMPARE(stage.workbench.data()->location, folder.path().toStdString());
        QVERIFY(!stage.find<QPushButton>("cancelScanButton")->isVisible());
        QCOMPARE(stage.rows("classTable"), 2);
        QCOMPARE(stage.rows("skippedTable"), 1);
        auto* skipped = stage.find<QAbstractItemView>("skippedTable");
        QVERIFY(skipped->isVisible());
        QCOMPARE(skipped->model()->index(0, 0).data().toString(), QString("cat/text.png"));
        QVERIFY(stage.find<QLabel>("warningLabel")->text().contains("empty"));
        QCOMPARE(stage.find<QListWidget>("recentList")->item(0)->toolTip(), folder.path());
        const QDir shots(QStringLiteral(WEFT_BINARY_DIR "/screenshots"));
        QDir().mkpath(shots.path());
        applyTheme(*qApp, true);
        QTest::qWait(100);
        QVERIFY(stage.page.grab().save(shots.filePath("data-page-faults-dark.png")));
        applyTheme(*qApp, false);
    }

    void aRecentSourceOpensWithAClick()
    {
        Stage stage;
        stage.workbench.settings().addRecentSource("builtin:pairs");
        auto* list = stage.find<QListWidget>("recentList");
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->item(0)).center());
        QTRY_VERIFY(stage.workbench.data());
        QCOMPARE(stage.workbench.data()->location, std::string("builtin:pairs"));
    }

    void aScanCanBeCancelledAndTheOldDataStays()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("a"), 12, 800);
        writeClass(folder.filePath("b"), 12, 800);
        Stage stage;
        stage.click("builtinDigitsButton");
        QTRY_VERIFY(stage.workbench.data());
        const auto before = stage.workbench.data();
        stage.drop(folder.path());
        stage.click("cancelScanButton");
        QCOMPARE(stage.messages.size(), 1);
        QVERIFY(stage.messages[0][0].value<Message>().text.contains("cancelled"));
        QVERIFY(stage.find<QAbstractItemView>("classTable")->isVisible());
        QTest::qWait(300);
        QVERIFY(stage.workbench.data() == before);
    }

    void aFolderThatCannotServeLeavesTheOldDataAndSaysWhy()
    {
        QTemporaryDir folder;
        Stage stage;
        stage.drop(folder.path());
        QTRY_COMPARE(stage.messages.size(), 1);
        const auto message = stage.messages[0][0].value<Message>();
        QCOMPARE(message.kind, MessageKind::Error);
        QVERIFY(message.text.contains(folder.path()));
        QVERIFY(!stage.workbench.data());
        QVERIFY(stage.find<QPushButton>("openFolderButton")->isVisible());
    }

    void openingAnotherSourceReplacesAScan()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("a"), 12, 800);
        writeClass(folder.filePath("b"), 12, 800);
        Stage stage;
        stage.drop(folder.path());
        stage.click("builtinDigitsButton");
        QTRY_VERIFY(stage.workbench.data());
        QTest::qWait(300);
        QCOMPARE(stage.workbench.data()->title, std::string("Digits"));
    }

    void deletingThePageDuringAScanIsSafeAndQuick()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("a"), 12, 800);
        writeClass(folder.filePath("b"), 12, 800);
        QElapsedTimer clock;
        {
            Stage stage;
            stage.drop(folder.path());
            clock.start();
        }
        QVERIFY(clock.elapsed() < 1000);
        QTest::qWait(200);
    }
};

QTEST_MAIN(TestDataPage)
#include "test_data_page.moc"
