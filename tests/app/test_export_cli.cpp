#include "cli_support.h"

#include "core/base/processor.h"
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

    void oneCallWritesAndMeasuresEveryKindOfInt8()
    {
        const QStringList arguments{"export",
                                    m_run,
                                    "--onnx",
                                    path("all.onnx"),
                                    "--onnx-int8",
                                    path("all-int8.onnx"),
                                    "--onnx-int8-calibrated",
                                    path("all-calibrated.onnx"),
                                    "--weft-int8",
                                    "--preprocess",
                                    "--accuracy-loss",
                                    "1",
                                    "--report",
                                    path("all.html"),
                                    "--force"};
        const auto output = run(arguments + QStringList{"--json"});
        QVERIFY2(output.code == 0, output.error.constData());
        const auto lines = output.lines();
        QCOMPARE(lines.size(), 5);
        const QStringList formats{"onnx", "onnx-int8", "onnx-int8-calibrated", "weft-int8"};
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(lines[i]["format"].toString(), formats[i]);
            QVERIFY(lines[i]["exported_ms"].toDouble() > 0);
        }
        QVERIFY(lines[2]["bytes"].toInteger() < lines[1]["bytes"].toInteger());
        QVERIFY(lines[1]["bytes"].toInteger() < lines[0]["bytes"].toInteger());
        QVERIFY(!lines[0]["emulated"].toBool());
        QVERIFY(lines[1]["emulated"].toBool() && lines[2]["emulated"].toBool());
        QCOMPARE(lines[3]["emulated"].toBool(), !processorHasInt8());

        // The run itself is told beside its files, and has none.
        QVERIFY(lines[3]["files"].toArray().isEmpty());
        QVERIFY(lines[3]["max_abs_difference"].toDouble() > 0);
        const auto evaluated = run({"evaluate", m_run, "--int8", "--json"});
        QVERIFY2(evaluated.code == 0, evaluated.error.constData());
        QVERIFY(std::abs(lines[3]["exported_accuracy"].toDouble() -
                         evaluated.lines().first()["accuracy"].toDouble()) <
                1.5 / lines[3]["images"].toDouble()); // Other batches: one may lie on the verge.

        QFile report(path("all.html"));
        QVERIFY(report.open(QIODevice::ReadOnly));
        const auto html = report.readAll();
        QVERIFY(html.contains("weft-int8") && html.contains("measured"));
        QVERIFY(html.contains("A time in brackets is not int8's"));

        const auto words = run(arguments);
        QVERIFY2(words.code == 0, words.error.constData());
        QCOMPARE(words.out.count('\n'), 5);
        QCOMPARE(words.out.count("its int8 multiplied as float32"), processorHasInt8() ? 2 : 3);
        QVERIFY(words.out.contains("\nWeft in int8 on "));
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

    void aFileThatWasHandedOverIsProvedAgain()
    {
        const auto out = path("given");
        QVERIFY(QDir().mkpath(out));
        const auto file = [&](const char* name) { return out + "/" + name; };
        const auto exported =
            run({"export", m_run, "--onnx", file("a.onnx"), "--onnx-int8", file("b.onnx"),
                 "--safetensors", file("a.safetensors"), "--torchscript", file("a.pt"),
                 "--accuracy-loss", "1", "--json"});
        QVERIFY2(exported.code == 0, exported.error.constData());
        for (const auto& line : exported.lines()) {
            const auto checked = run({"export", m_run, "--check", line["file"].toString(),
                                      "--accuracy-loss", "1", "--json"});
            QVERIFY2(checked.code == 0, checked.error.constData());
            QCOMPARE(checked.lines().size(), 1);
            const auto again = checked.lines().first();
            for (const auto* key : {"format", "file", "engine", "images", "accuracy",
                                    "exported_accuracy", "emulated"}) {
                QVERIFY2(again[QLatin1String(key)] == line[QLatin1String(key)], key);
            }
            QVERIFY(again["max_abs_difference"].toDouble() > 0);
        }
        QCOMPARE(QDir(out).entryList(QDir::Files | QDir::Hidden).size(), 5);

        // Another checkpoint's network is told from the run's, with what differs.
        const auto other =
            run(trainDigits(path("others"), 1) + QStringList{"--set", "train.seed=7"});
        QVERIFY2(other.code == 0, other.error.constData());
        const auto foreign = other.lines().last()["run"].toString();
        const auto refused =
            run({"export", foreign, "--check", file("a.safetensors"), "--changed"});
        QCOMPARE(refused.code, 1);
        QCOMPARE(refused.error.count('\n'), 1);
        QVERIFY2(refused.error.contains("differs by"), refused.error.constData());
        QVERIFY(refused.out.contains("in another class"));
        QVERIFY(refused.out.count('\n') > 1);

        // What it says of its network is part of it.
        QFile renamed(file("a.safetensors"));
        QVERIFY(renamed.open(QIODevice::ReadWrite));
        auto content = renamed.readAll();
        const auto classes = content.indexOf("weft.classes");
        QVERIFY(classes > 0);
        content[content.indexOf('0', classes)] = '1';
        renamed.seek(0);
        renamed.write(content);
        renamed.close();
        const auto misnamed = run({"export", m_run, "--check", file("a.safetensors")});
        QCOMPARE(misnamed.code, 1);
        QVERIFY2(misnamed.error.contains("weft.classes"), misnamed.error.constData());

        QFile damaged(file("a.pt"));
        QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.resize(damaged.size() / 2));
        damaged.close();
        const auto torn = run({"export", m_run, "--check", file("a.pt"), "--json"});
        QCOMPARE(torn.code, 1);
        QVERIFY(!torn.lines().first()["error"].toString().isEmpty());
        QVERIFY(torn.error.contains("a.pt"));
        for (const auto* name : {"none.onnx", "a.py"}) {
            const auto absent = run({"export", m_run, "--check", file(name)});
            QCOMPARE(absent.code, 1);
            QCOMPARE(absent.error.count('\n'), 1);
            QVERIFY2(absent.error.contains(name), absent.error.constData());
        }
    }

    void aLimitOfFileSizeIsToldAndLeavesNothing()
    {
        const auto out = path("limited");
        QVERIFY(QDir().mkpath(out));
        QProcess shell;
        shell.start("sh", {"-c", "ulimit -f 100; exec \"$@\"", "sh", program, "export", m_run,
                           "--torchscript", out + "/a.pt"});
        QVERIFY(shell.waitForFinished(60'000));
        QCOMPARE(shell.exitStatus(), QProcess::NormalExit);
        QCOMPARE(shell.exitCode(), 1);
        QVERIFY(shell.readAllStandardError().contains("a.pt"));
        QVERIFY(QDir(out).isEmpty());
    }

    void wrongUsageIsTwoAndOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("int8 of nothing") << QStringList{"--int8"};
        QTest::newRow("two kinds of int8")
            << QStringList{"--onnx", "x.onnx", "--int8", "--int8-calibrated"};
        QTest::newRow("check and write")
            << QStringList{"--check", "x.onnx", "--torchscript", "x.pt"};
        QTest::newRow("preprocessing of nothing")
            << QStringList{"--torchscript", "x.pt", "--preprocess"};
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
