#include "cli_support.h"

#include "core/data/image.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace weft;
using namespace weft::test;

namespace {

/// Above 1 by as much as one measurement differs from another, on a busy machine.
bool isShare(const QJsonObject& one)
{
    const double share = one["share_of_peak"].toDouble();
    return share > 0 && share < 3;
}

/// A small network's bench, as short as can be.
QStringList smallBench(const char* name, const QString& precision = "fp32")
{
    return {"bench",
            name,
            "--json",
            "--seconds",
            "0.1",
            "--set",
            "model.backbone=resnet20",
            "--set",
            "model.hidden=16",
            "--set",
            "model.grid=4",
            "--set",
            "data.size=32",
            "--set",
            "train.batch=8",
            "--set",
            "train.precision=" + precision};
}

} // namespace

class TestBenchCli : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const auto trained = run(trainDigits(m_folder.filePath("runs"), 1));
        QVERIFY2(trained.code == 0, trained.error.constData());
        m_run = trained.lines().last().value("run").toString();
    }

    void aBenchTellsItsCases()
    {
        const auto bench =
            run({"bench", "lstm", "--json", "--seconds", "0.1", "--set", "model.hidden=16", "--set",
                 "model.grid=3", "--set", "train.batch=2", "--set", "train.precision=fp32"});
        QCOMPARE(bench.code, 0);
        const auto cases = bench.lines();
        QCOMPARE(cases.size(), 2);
        for (int i = 0; i < 2; ++i) {
            const auto& one = cases[i];
            QCOMPARE(one["bench"].toString(), QString("lstm"));
            QCOMPARE(one["mode"].toString(), QString(i == 0 ? "infer" : "train"));
            QCOMPARE(one["precision"].toString(), QString("fp32"));
            QCOMPARE(one["batch"].toInt(), 2);
            QVERIFY(one["threads"].toInt() > 0);
            QVERIFY(one["min_ms"].toDouble() > 0);
            QVERIFY(one["ms"].toDouble() >= one["min_ms"].toDouble());
            QCOMPARE(one["img_per_s"].toDouble(), 2000 / one["ms"].toDouble());
            QVERIFY(isShare(one));
        }
        const auto classifying =
            run({"bench", "infer", "--json", "--seconds", "0.1", "--set", "model.backbone=resnet20",
                 "--set", "data.size=32", "--set", "train.precision=fp32"});
        QCOMPARE(classifying.code, 0);
        const auto classified = classifying.lines();
        QCOMPARE(classified.size(), 2); // One image, and a batch.
        for (int i = 0; i < 2; ++i) {
            const auto& one = classified[i];
            QCOMPARE(one["mode"].toString(), QString("infer"));
            QCOMPARE(one["batch"].toInt(), i == 0 ? 1 : 32);
            QVERIFY(one["ms"].toDouble() > 0);
            QVERIFY(isShare(one));
            QVERIFY(one["process_peak_memory_bytes"].toDouble() > 1e6);
        }
        const auto ofRun = run({"bench", "infer", "--json", "--seconds", "0.1", "--run", m_run,
                                "--set", "train.precision=fp32"});
        QVERIFY2(ofRun.code == 0, ofRun.error.constData());
        const auto scored = ofRun.lines();
        QCOMPARE(scored.size(), 2);
        // The first picture is the same one in a batch, and the run's weights are not random ones.
        const auto score = [](const QJsonObject& one) { return one["first_score"].toDouble(); };
        QVERIFY(qAbs(score(scored[0]) - score(scored[1])) < 1e-3);
        QVERIFY(qAbs(score(scored[0]) - score(classified[0])) > 1e-2);
        for (const QStringList& wrong :
             {QStringList{"infer", "--run", m_run, "--set", "model.hidden=8"},
              QStringList{"train", "--run", m_run}}) {
            const auto refused = run(QStringList{"bench"} + wrong);
            QCOMPARE(refused.code, 2);
            QVERIFY(refused.error.contains("--run"));
        }
        const auto absent = run({"bench", "infer", "--run", "/no/such/run"});
        QCOMPARE(absent.code, 1);
        QVERIFY(absent.error.contains("/no/such/run"));
        const auto unknown = run({"bench", "speed"});
        QCOMPARE(unknown.code, 2);
        QVERIFY(unknown.error.contains("speed is not a benchmark"));
    }

    void int8TakesTurnsWithFloat32()
    {
        const auto bench = run({"bench", "infer", "--int8", "--json", "--seconds", "0.1", "--run",
                                m_run, "--set", "train.precision=fp32", "--set", "train.batch=2"});
        QVERIFY2(bench.code == 0, bench.error.constData());
        const auto cases = bench.lines();
        QCOMPARE(cases.size(), 2);
        QCOMPARE(cases[0]["mode"].toString(), QString("infer"));
        QVERIFY(isShare(cases[0]));
        QCOMPARE(cases[1]["mode"].toString(), QString("infer_int8"));
        QVERIFY(cases[1]["ms"].toDouble() > 0);
        QVERIFY(!cases[1].contains("share_of_peak"));
        const double exact = cases[0]["first_score"].toDouble();
        const double rounded = cases[1]["first_score"].toDouble();
        QVERIFY(rounded != exact && qAbs(rounded - exact) < 0.3);

        const auto lstm =
            run({"bench", "lstm", "--int8", "--json", "--seconds", "0.1", "--set",
                 "model.hidden=16", "--set", "model.grid=3", "--set", "train.precision=fp32"});
        QStringList modes;
        for (const auto& one : lstm.lines()) {
            modes += one["mode"].toString();
        }
        QCOMPARE(modes, (QStringList{"infer", "infer_int8", "train"}));

        const auto refused = run({"bench", "train", "--int8"});
        QCOMPARE(refused.code, 2);
        QVERIFY(refused.error.contains("--int8"));
    }

    void theLoaderBenchReadsAFolder()
    {
        QTemporaryDir folder;
        for (const auto* name : {"a.png", "b.png", "below/c.png"}) {
            const auto file = folder.filePath(QLatin1String(name));
            QVERIFY(QDir().mkpath(QFileInfo(file).path()));
            const Image image{40, 30, std::vector<std::uint8_t>(3 * 40 * 30, 90)};
            QVERIFY(writePng(image, file.toStdString()).ok());
        }
        const auto bench = run({"bench", "loader", "--json", "--seconds", "0.1", "--set",
                                "data.size=32", "--set", "train.batch=8", "--data", folder.path()});
        QVERIFY2(bench.code == 0, bench.error.constData());
        QStringList modes;
        for (const auto& one : bench.lines()) {
            modes += one["mode"].toString();
            QCOMPARE(one["batch"].toInt(), 8);
            QVERIFY(one["img_per_s"].toDouble() > 0);
            QVERIFY(one["best_img_per_s"].toDouble() >= one["img_per_s"].toDouble());
        }
        QCOMPARE(modes, (QStringList{"train", "eval", "train_kept", "eval_kept"}));

        const auto unnamed = run({"bench", "loader"});
        QCOMPARE(unnamed.code, 1);
        QVERIFY(unnamed.error.contains("--data"));
        const auto absent = run({"bench", "loader", "--data", folder.filePath("no")});
        QCOMPARE(absent.code, 1);
        QVERIFY(absent.error.contains("there is no such folder"));
        QVERIFY(QDir(folder.path()).mkpath("empty"));
        const auto empty = run({"bench", "loader", "--data", folder.filePath("empty")});
        QCOMPARE(empty.code, 1);
        QVERIFY(empty.error.contains("there are no images"));
        QFile broken(folder.filePath("d.jpg"));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("no picture") > 0);
        broken.close();
        const auto damaged = run({"bench", "loader", "--data", folder.path()});
        QCOMPARE(damaged.code, 1);
        QVERIFY(damaged.error.contains("d.jpg"));
    }

    void theTrainingBenchKeepsItsMemory()
    {
        const auto bench = run(smallBench("train") +
                               QStringList{"--set", "data.size=64", "--set", "train.batch=64"});
        QVERIFY2(bench.code == 0, bench.error.constData());
        QCOMPARE(bench.lines().size(), 1);
        const auto one = bench.lines().first();
        QCOMPARE(one["mode"].toString(), QString("train"));
        QCOMPARE(one["batch"].toInt(), 64);
        QCOMPARE(one["img_per_s"].toDouble(), 64000 / one["ms"].toDouble());
        QVERIFY(isShare(one));
        QVERIFY(one["process_peak_memory_bytes"].toDouble() > 50e6);
        // A step takes thousands of pages, none of them from the kernel once it has been done.
        QVERIFY2(one["minor_faults_last_step"].toInt() < 32,
                 qPrintable(QString::number(one["minor_faults_last_step"].toInt())));
    }

    void thePeakBenchTellsProductsAndConvolutions()
    {
        const auto bench = run({"bench", "peak", "--json", "--seconds", "0.1"});
        QVERIFY2(bench.code == 0, bench.error.constData());
        QVERIFY(!bench.lines().isEmpty());
        for (const auto& one : bench.lines()) {
            QCOMPARE(one["mode"].toString(), QString("peak"));
            const double gemm = one["gemm_gflops"].toDouble();
            const double convolution = one["convolution_gflops"].toDouble();
            if (one["precision"].toString() == "fp32" || gemm > 0) {
                // Two ways to the same units: a factor of a thousand would show.
                QVERIFY(gemm > 0.1 && convolution > 0.1);
                QVERIFY(gemm < 20 * convolution && convolution < 20 * gemm);
            }
        }
    }

    void theFeatureBenchComparesTheSameViews_data()
    {
        QTest::addColumn<QStringList>("data");
        QTest::newRow("pictures of its own") << QStringList();
        QTest::newRow("a set of many") << QStringList{"--data", "builtin:digits"};
    }

    void theFeatureBenchComparesTheSameViews()
    {
        QFETCH(QStringList, data);
        const auto bench = run(smallBench("features") + data);
        QVERIFY2(bench.code == 0, bench.error.constData());
        QStringList modes;
        for (const auto& one : bench.lines()) {
            modes += one["mode"].toString();
            // Two batches: a short time asked for is a short time taken, whatever the set.
            QCOMPARE(one["img_per_s"].toDouble(), 16000 / one["ms"].toDouble());
        }
        QCOMPARE(modes, (QStringList{"uncached", "fill", "cached"}));
        QCOMPARE(bench.lines().first()["speed_up"].toDouble(), 1.0);
    }

    void aTimeThatIsNoneIsRefused()
    {
        for (const char* seconds : {"nan", "inf", "-nan", "-1", "0", "1e9", "soon"}) {
            const auto refused = run({"bench", "lstm", "--seconds", seconds});
            QVERIFY2(refused.code == 2, seconds);
            QCOMPARE(refused.error.count('\n'), 1);
            QVERIFY2(refused.error.contains("seconds"), refused.error.constData());
            QVERIFY(refused.out.isEmpty());
        }
    }

    void ctrlCEndsABench_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("rounds") << QStringList{"lstm", "--set", "model.hidden=16"};
        QTest::newRow("epochs") << QStringList{"features", "--data", "builtin:digits", "--set",
                                               "model.backbone=resnet18"};
    }

    void ctrlCEndsABench()
    {
        QFETCH(QStringList, arguments);
        QProcess bench;
        bench.start(program,
                    QStringList{"bench"} + arguments +
                        QStringList{"--json", "--seconds", "600", "--set", "train.precision=fp32"});
        QVERIFY(bench.waitForStarted());
        QTest::qWait(3000); // The rounds have begun, or the peak is being measured: both must end.
        ::kill(static_cast<pid_t>(bench.processId()), SIGINT);
        QElapsedTimer clock;
        clock.start();
        const auto ended = finish(bench);
        QVERIFY2(clock.elapsed() < 20000, "it went on for longer than a step may take");
        QCOMPARE(ended.code, 130);
        QVERIFY(ended.out.isEmpty()); // No case that was not timed to its end.
    }

private:
    QTemporaryDir m_folder;
    QString m_run;
};

QTEST_GUILESS_MAIN(TestBenchCli)
#include "test_bench_cli.moc"
