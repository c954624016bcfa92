#include "cli_support.h"

#include "core/store/safetensors.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

/// weft-cli export, as a person calls it.
class TestExportCli : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const auto trained = run(trainDigits(path("runs"), 1));
        QVERIFY2(trained.code == 0, trained.error.constData());
        m_run = trained.lines().last()["run"].toString();
        m_accuracy = trained.lines().first()["val_accuracy"].toDouble();
    }

    void eachFileIsALineWithItsProof()
    {
        const auto output =
            run({"export", m_run, "--safetensors", path("net.safetensors"), "--torchscript",
                 path("net.pt"), "--onnx", path("net.onnx"), "--tables", path("tables"), "--report",
                 path("report.html"), "--json"});
        QVERIFY2(output.code == 0, output.error.constData());
        QVERIFY(output.error.isEmpty());
        const auto lines = output.lines();
        QCOMPARE(lines.size(), 5);
        for (const auto& line : lines) {
            qint64 bytes = 0;
            for (const auto& file : line["files"].toArray()) {
                bytes += QFileInfo(file.toString()).size();
            }
            QCOMPARE(line["bytes"].toInteger(), bytes);
            QVERIFY(bytes > 0);
            QVERIFY(!line.contains("error"));
        }
        for (const int network : {0, 1, 2}) {
            const auto& line = lines[network];
            QVERIFY(line["max_abs_difference"].toDouble(1) < 1e-3);
            QVERIFY(line["images"].toInt() > 300);
            QVERIFY(std::abs(line["accuracy"].toDouble() - m_accuracy) < 1e-9);
            QVERIFY(std::abs(line["exported_accuracy"].toDouble() - m_accuracy) < 0.01);
            QVERIFY(line["changed"].isArray());
            QVERIFY(line["ms"].toDouble() > 0);
            QVERIFY(line["exported_ms"].toDouble() > 0);
        }
        QCOMPARE(lines[0]["format"].toString(), QStringLiteral("onnx"));
        QCOMPARE(lines[1]["format"].toString(), QStringLiteral("safetensors"));
        QCOMPARE(lines[1]["file"].toString(), path("net.safetensors"));
        QCOMPARE(lines[3]["files"].toArray().size(), 5);
        QVERIFY(readSafetensors(path("net.safetensors").toStdString()).ok());
        QVERIFY(QFile::exists(path("net.py")));
    }

    void peopleGetALineEach()
    {
        const auto output = run({"export", m_run, "--torchscript", path("words.pt"), "--changed"});
        QVERIFY2(output.code == 0, output.error.constData());
        QCOMPARE(output.out.count('\n'), 1);
        QVERIFY(output.out.startsWith(path("words.pt").toUtf8() + ": "));
        for (const char* part : {" MB; TorchScript of LibTorch ", "images: accuracy ",
                                 "scores differ by ", "0 in another class", " ms a picture"}) {
            QVERIFY2(output.out.contains(part), output.out.constData());
        }
    }

    void whatIsRefusedIsOneLineAndTheOthersAreWritten()
    {
        QFile mine(path("mine.pt"));
        QVERIFY(mine.open(QIODevice::WriteOnly));
        mine.write("mine");
        mine.close();
        const QStringList arguments{"export",        m_run,      "--torchscript",
                                    path("mine.pt"), "--report", path("other.html"),
                                    "--json"};
        const auto output = run(arguments);
        QCOMPARE(output.code, 1);
        QCOMPARE(output.error.count('\n'), 1);
        QVERIFY2(output.error.contains(path("mine.pt").toUtf8()), output.error.constData());
        QCOMPARE(QFileInfo(path("mine.pt")).size(), 4);
        QCOMPARE(output.lines().size(), 2);
        QVERIFY(!output.lines()[0]["error"].toString().isEmpty());
        QVERIFY(QFile::exists(path("other.html")));
        const auto forced = run(arguments + QStringList{"--force"});
        QVERIFY2(forced.code == 0, forced.error.constData());
        QVERIFY(QFileInfo(path("mine.pt")).size() > 1000);

        const auto strict = run(
            {"export", m_run, "--torchscript", path("strict.pt"), "--tolerance", "0", "--json"});
        QCOMPARE(strict.code, 1);
        QCOMPARE(strict.error.count('\n'), 1);
        QVERIFY2(strict.error.contains("differs by"), strict.error.constData());
        QVERIFY(strict.lines().first()["max_abs_difference"].toDouble() > 0);
        QVERIFY(!QFile::exists(path("strict.pt")));
    }

    void wrongUsageIsTwoAndOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("int8 of nothing") << QStringList{"--int8"};
        QTest::newRow("two kinds of int8")
            << QStringList{"--onnx", "x.onnx", "--int8", "--int8-calibrated"};
        QTest::newRow("tolerance") << QStringList{"--torchscript", "x.pt", "--tolerance", "-1"};
    }

    void wrongUsageIsTwoAndOneLine()
    {
        QFETCH(QStringList, arguments);
        const auto output = run(QStringList{"export", m_run} + arguments);
        QCOMPARE(output.code, 2);
        QCOMPARE(output.error.count('\n'), 1);
        QVERIFY(output.out.isEmpty());
    }

    void aMissingRunAndMissingImagesAreOneClearLine()
    {
        const auto absent = run({"export", path("no-run"), "--torchscript", path("x.pt")});
        QCOMPARE(absent.code, 1);
        QCOMPARE(absent.error.count('\n'), 1);
        QVERIFY(absent.error.contains("no-run"));
        const auto blind = run({"export", m_run, "--torchscript", path("x.pt"), "--data",
                                path("no-images"), "--json"});
        QCOMPARE(blind.code, 1);
        QCOMPARE(blind.error.count('\n'), 1);
        QVERIFY2(blind.error.contains("no-images") && blind.error.contains("proven"),
                 blind.error.constData());
        QVERIFY(!QFile::exists(path("x.pt")));
    }

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    QString m_run;
    double m_accuracy = 0;
};

QTEST_GUILESS_MAIN(TestExportCli)
#include "test_export_cli.moc"
