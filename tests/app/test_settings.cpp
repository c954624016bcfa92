#include "app/session/settings.h"
#include "app/session/open_target.h"

#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;

namespace {

void touch(const QString& path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
}

} // namespace

/// What the window remembers, and what it takes a path for.
class TestSettings : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("WeftTest"));
        QCoreApplication::setApplicationName(QStringLiteral("TestSettings"));
    }
    void init() { QSettings().clear(); }

    void everythingIsThereAfterARestart()
    {
        {
            Settings settings;
            settings.setTheme(ThemeChoice::Dark);
            settings.setLanguage(LanguageChoice::Chinese);
            settings.setLastPage(QStringLiteral("inspect"));
            settings.setLastFolder(QStringLiteral("/photos"));
            settings.setLibraryFolder(QStringLiteral("/runs"));
            settings.setWindowGeometry("shape");
            settings.setUnfinishedRun(QStringLiteral("/runs/one"));
        }
        const Settings settings;
        QCOMPARE(settings.theme(), ThemeChoice::Dark);
        QCOMPARE(settings.language(), LanguageChoice::Chinese);
        QCOMPARE(settings.lastPage(), QStringLiteral("inspect"));
        QCOMPARE(settings.lastFolder(), QStringLiteral("/photos"));
        QCOMPARE(settings.libraryFolder(), QStringLiteral("/runs"));
        QCOMPARE(settings.windowGeometry(), QByteArray("shape"));
        QCOMPARE(settings.unfinishedRun(), QStringLiteral("/runs/one"));
    }

    void aChangeIsToldOnce()
    {
        Settings settings;
        const QSignalSpy theme(&settings, &Settings::themeChanged);
        const QSignalSpy language(&settings, &Settings::languageChanged);
        settings.setTheme(ThemeChoice::Light);
        settings.setTheme(ThemeChoice::Light);
        settings.setLanguage(LanguageChoice::English);
        QCOMPARE(theme.count(), 1);
        QCOMPARE(language.count(), 1);
    }

    void aDamagedEntryIsTakenForTheSystemsChoice()
    {
        QSettings().setValue(QStringLiteral("theme"), 17);
        QSettings().setValue(QStringLiteral("language"), QStringLiteral("nonsense"));
        const Settings settings;
        QCOMPARE(settings.theme(), ThemeChoice::System);
        QCOMPARE(settings.language(), LanguageChoice::System);
    }

    void recentSourcesAreNewestFirstAndAtMostEight()
    {
        Settings settings;
        for (int i = 0; i < 10; ++i) {
            settings.addRecentSource(QStringLiteral("/set%1").arg(i));
        }
        settings.addRecentSource(QStringLiteral("/set5"));
        QCOMPARE(settings.recentSources().size(), 8);
        QCOMPARE(settings.recentSources().first(), QStringLiteral("/set5"));
        QCOMPARE(settings.recentSources().count(QStringLiteral("/set5")), 1);
    }

    void anotherRunsFolderForThisTimeIsNotRemembered()
    {
        {
            Settings settings;
            const QSignalSpy changed(&settings, &Settings::libraryFolderChanged);
            settings.overrideLibraryFolder(QStringLiteral("/tmp/other"));
            QCOMPARE(changed.count(), 1);
            QCOMPARE(settings.libraryFolder(), QStringLiteral("/tmp/other"));
        }
        QVERIFY(Settings().libraryFolder() != QStringLiteral("/tmp/other"));
        QVERIFY(!Settings().libraryFolder().isEmpty());
    }

    void aPathIsTakenForWhatItHolds()
    {
        const QTemporaryDir temporary;
        const QDir folder(temporary.path());
        touch(folder.filePath(QStringLiteral("run/run.json")));
        touch(folder.filePath(QStringLiteral("set/cat/a.jpg")));
        touch(folder.filePath(QStringLiteral("photos/A.JPG")));
        touch(folder.filePath(QStringLiteral("cifar/data_batch_1.bin")));
        const auto target = [&](const char* name) {
            return openTargetOf({folder.filePath(QLatin1String(name))});
        };
        QCOMPARE(target("run"), OpenTarget::Run);
        QCOMPARE(target("set"), OpenTarget::Source);
        QCOMPARE(target("set/cat"), OpenTarget::Images);
        QCOMPARE(target("photos"), OpenTarget::Images);
        QCOMPARE(target("photos/A.JPG"), OpenTarget::Images);
        QCOMPARE(target("cifar"), OpenTarget::Source);
        QCOMPARE(target("nowhere"), OpenTarget::Nothing);
        QCOMPARE(openTargetOf({QStringLiteral("builtin:digits")}), OpenTarget::Source);
        QCOMPARE(openTargetOf({}), OpenTarget::Nothing);
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "test_settings.moc"
