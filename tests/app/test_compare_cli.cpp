#include "cli_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace weft::test;

namespace {

/// Two small networks on the digits, an epoch each.
const QByteArray plan = R"({"title": "Small", "preset": "quick", "data": "builtin:digits",
    "seeds": 2,
    "set": {"data.size": 16, "model.grid": 4, "model.hidden": 16, "train.batch": 128,
            "train.epochs": 1},
    "configurations": [{"name": "Attention"}, {"name": "CNN", "set": {"model.head": "gap"},
                                               "matches": "Attention"}]})";

} // namespace

class TestCompareCli : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write(plan);
    }

    void aPlanIsTrainedAndJudged()
    {
        const auto output = compare({"--json", "--markdown", path("table.md"), "--csv",
                                     path("table.csv"), "--runs-csv", path("runs.csv")});
        QVERIFY2(output.code == 0, output.error.constData());
        const auto lines = output.lines();
        const auto baseline = lines[lines.size() - 3];
        const auto other = lines[lines.size() - 2];
        QCOMPARE(baseline["configuration"].toString(), QStringLiteral("Attention"));
        QVERIFY(baseline["accuracy"]["mean"].toDouble() > 0.1);
        QCOMPARE(baseline["accuracy"]["count"].toInt(), 2);
        QVERIFY(baseline["batch1_ms"].toDouble() > 0);
        QVERIFY(other["interval"].isArray());
        QVERIFY(!other["verdict"].toString().isEmpty());
        QVERIFY(std::abs(baseline["parameters"].toDouble() - other["parameters"].toDouble()) < 40);
        QVERIFY(lines.last()["comparison"].toString().endsWith("Small.comparison"));
        QVERIFY(contentOf("table.md").contains("| Attention |"));
        QCOMPARE(contentOf("runs.csv").count('\n'), 5);
        const auto table = contentOf("table.csv").split('\n');
        QCOMPARE(table.size(), 4); // Its heading, a line for each, and nothing behind the last.
        QVERIFY(table[0].startsWith("configuration,seeds,failed,accuracy_mean,accuracy_sd,"));
        QVERIFY2(table[1].startsWith("Attention,2,0,0."), table[1].constData());
        QVERIFY2(table[2].endsWith(other["verdict"].toString().toUtf8()), table[2].constData());
        // Done: the same command trains nothing more.
        const auto again = compare({"--json", "--png", path("picture.png")});
        QVERIFY2(again.code == 0, again.error.constData());
        QCOMPARE(again.lines()[0]["batch1_ms"].toDouble(), baseline["batch1_ms"].toDouble());
        const auto picture = contentOf("picture.png");
        QVERIFY(picture.startsWith("\x89PNG"));
        QVERIFY(picture.size() > 20'000); // Something is drawn.
        QVERIFY(!again.error.contains("run 1 of"));
        QCOMPARE(again.lines().size(), 3);
    }

    void anInterruptedComparisonGoesOn()
    {
        auto longer = plan;
        longer.replace("\"train.epochs\": 1", "\"train.epochs\": 4");
        write(longer);
        QProcess process;
        process.start(program, {"compare", path("plan.json"), "--runs", path("runs"), "--json"});
        QByteArray out;
        QTRY_VERIFY_WITH_TIMEOUT((out += process.readAllStandardOutput()).contains("\"epoch\":2"),
                                 60'000);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        const auto output = compare({"--json"});
        QVERIFY2(output.code == 0, output.error.constData());
        QCOMPARE(QDir(path("runs")).entryList({"Small-*"}, QDir::Dirs).size(), 4);
        // The first run was carried on: it is not trained from its first epoch again.
        QVERIFY(output.lines().first()["epoch"].toInt() > 1);
    }

    void whatIsWrongIsNamed()
    {
        QCOMPARE(compare({}, "nothing.json").code, 2);
        write("{\"seed\": 1}");
        auto output = compare({});
        QCOMPARE(output.code, 2);
        QVERIFY(output.error.contains("plan.json") && output.error.contains("seed"));
        write(R"({"configurations": [{"name": "one"}]})");
        output = compare({});
        QCOMPARE(output.code, 2);
        QVERIFY(output.error.contains("two or more"));
        auto seeded = plan;
        write(seeded.replace("\"seeds\": 2", "\"seeds\": [3000000000]"));
        output = compare({});
        QCOMPARE(output.code, 2);
        QVERIFY(output.error.contains("train.seed"));
        write(plan);
        output = compare({"--data", "no such folder"});
        QCOMPARE(output.code, 1);
        QVERIFY(output.error.contains("no such folder"));
    }

private:
    [[nodiscard]] QString path(const QString& name) const { return m_folder->filePath(name); }

    void write(const QByteArray& text)
    {
        QFile file(path("plan.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    [[nodiscard]] QByteArray contentOf(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    [[nodiscard]] Output compare(const QStringList& more, const QString& file = "plan.json") const
    {
        QProcess process;
        process.start(program, QStringList{"compare", path(file), "--runs", path("runs")} + more);
        if (!process.waitForFinished(180'000)) {
            process.kill();
            process.waitForFinished();
        }
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                process.readAllStandardOutput(), process.readAllStandardError()};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestCompareCli)
#include "test_compare_cli.moc"
