#include "tests/fault/cli_process.h"
#include "tests/support/tiny_run.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;

/// An export that ends early, however it ends, leaves nothing at the names that were asked for.
class TestKillExport : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const auto data = path("colours").toStdString();
        QVERIFY(samples::makeColourFolder(data));
        const auto run =
            samples::trainTinyRun(data, path("runs").toStdString(), "tiny", Head::Attention);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        m_run = QString::fromStdString(run->string());
    }

    void init()
    {
        QDir(path("out")).removeRecursively();
        QVERIFY(QDir().mkpath(path("out")));
    }

    void killedWhileItIsProven()
    {
        CliProcess process(arguments());
        // The first file is on the disk under another name by then.
        QVERIFY2(process.waitFor([&] { return !hidden().isEmpty(); }), process.shown());
        process.kill();
        QVERIFY(visible().isEmpty());
        CliProcess again(arguments());
        QVERIFY2(again.finish() == 0, again.shown());
        QCOMPARE(visible(), (QStringList{"net.pt", "net.py", "net.safetensors"}));
    }

    void interruptedItTakesItsFilesAway()
    {
        CliProcess process(arguments());
        QVERIFY2(process.waitFor([&] { return !hidden().isEmpty(); }), process.shown());
        process.interrupt();
        const int code = process.finish();
        QVERIFY2(code == 130, process.shown());
        QVERIFY(hidden().isEmpty());
        for (const auto& name : visible()) { // What was done by then stays, and is whole.
            QVERIFY(QFileInfo(path("out") + "/" + name).size() > 1000);
        }
    }

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(name); }

    [[nodiscard]] QStringList arguments() const
    {
        return {"export",        m_run,
                "--safetensors", path("out/net.safetensors"),
                "--torchscript", path("out/net.pt")};
    }

    [[nodiscard]] QStringList visible() const
    {
        return QDir(path("out")).entryList(QDir::Files, QDir::Name);
    }

    [[nodiscard]] QStringList hidden() const
    {
        return QDir(path("out")).entryList({".weft-*"}, QDir::Files | QDir::Hidden, QDir::Name);
    }

    QTemporaryDir m_folder;
    QString m_run;
};

QTEST_GUILESS_MAIN(TestKillExport)
#include "test_kill_export.moc"
