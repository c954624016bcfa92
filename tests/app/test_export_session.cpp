#include "tests/support/tiny_run.h"

#include "app/session/export_session.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace weft;
namespace fs = std::filesystem;

/// The window's export, without the window.
class TestExportSession : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const fs::path root = m_folder.path().toStdString();
        QVERIFY(samples::makeColourFolder(root / "colours"));
        const auto run =
            samples::trainTinyRun(root / "colours", root / "runs", "tiny", Head::Attention);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        m_request.run = *run;
        m_out = root / "out";
    }

    void init()
    {
        fs::remove_all(m_out);
        fs::create_directories(m_out);
        m_request.targets.clear();
        for (const auto* name : {"a.pt", "b.pt", "c.pt"}) {
            m_request.targets.push_back({ExportFormat::TorchScript, m_out / name});
        }
    }

    void aCancelInTheMiddleEndsOnceTheWorkHasReturned()
    {
        ExportSession session;
        const QSignalSpy stopping(&session, &ExportSession::stopping);
        const QSignalSpy cancelled(&session, &ExportSession::cancelled);
        QSignalSpy finished(&session, &ExportSession::finished);
        const QSignalSpy opened(&session, &ExportSession::imagesOpened);
        session.start(m_request);
        // The second file is being proved, under its temporary name.
        QTRY_VERIFY_WITH_TIMEOUT(session.files().size() == 1 && entries().size() == 2, 30'000);
        QCOMPARE(opened.count(), 1); // For their pictures; nobody has to open them again.
        QCOMPARE(opened[0][0].value<DatasetPtr>()->size(), std::size_t{12});
        session.cancel();
        QCOMPARE(stopping.count(), 1);
        QVERIFY(session.active());
        session.start(m_request); // Not beside the first.
        QVERIFY(finished.wait(30'000));
        QVERIFY(!session.active());
        QCOMPARE(cancelled.count(), 1);
        QCOMPARE(entries(), QStringList{"a.pt"}); // And nothing is on its way any more.
        QCOMPARE(session.files().size(), std::size_t{1});
        m_request.targets.front().replace = true;
        session.start(m_request);
        QVERIFY(finished.wait(30'000));
        QCOMPARE(entries(), (QStringList{"a.pt", "b.pt", "c.pt"}));
        QCOMPARE(cancelled.count(), 1);
    }

    void aCancelThatComesTooLateHasLostNothing()
    {
        ExportSession session;
        const QSignalSpy cancelled(&session, &ExportSession::cancelled);
        QSignalSpy finished(&session, &ExportSession::finished);
        connect(&session, &ExportSession::fileArrived, &session, [&session] {
            if (session.files().size() == 3) {
                session.cancel();
            }
        });
        session.start(m_request);
        QVERIFY(finished.wait(30'000));
        QCOMPARE(cancelled.count(), 0);
        QCOMPARE(session.files().size(), std::size_t{3});
        QCOMPARE(entries().size(), 3);
    }

private:
    [[nodiscard]] QStringList entries() const
    {
        return QDir(QString::fromStdString(m_out.string()))
            .entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    QTemporaryDir m_folder;
    fs::path m_out;
    ExportRequest m_request;
};

QTEST_GUILESS_MAIN(TestExportSession)
#include "test_export_session.moc"
