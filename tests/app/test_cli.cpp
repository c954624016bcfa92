#include "core/data/data_source.h"
#include "core/data/image.h"
#include "core/features/feature_cache.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace weft;

namespace {

const QString program = QStringLiteral(WEFT_BINARY_DIR "/bin/weft-cli");

struct Output
{
    int code = -1;
    QByteArray out;
    QByteArray error;

    /// Standard output, one object a line.
    [[nodiscard]] QVector<QJsonObject> lines() const
    {
        QVector<QJsonObject> objects;
        for (const auto& line : out.split('\n')) {
            if (!line.isEmpty()) {
                objects.append(QJsonDocument::fromJson(line).object());
            }
        }
        return objects;
    }
};

Output finish(QProcess& process)
{
    if (!process.waitForFinished(60000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

Output run(const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    return finish(process);
}

/// Digits with a network so small that an epoch takes about a second.
QStringList trainDigits(const QString& library, int epochs)
{
    return {"train",
            "--data",
            "builtin:digits",
            "--preset",
            "quick",
            "--runs",
            library,
            "--set",
            "data.size=16",
            "--set",
            "model.grid=4",
            "--set",
            "model.hidden=16",
            "--set",
            "train.batch=128",
            "--set",
            QStringLiteral("train.epochs=%1").arg(epochs),
            "--json"};
}

} // namespace

class TestCli : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_library = m_folder.filePath("runs");
        m_trained = run(trainDigits(m_library, 1) + QStringList{"--name", "first"});
        QVERIFY2(m_trained.code == 0, m_trained.error.constData());
        m_run = m_trained.lines().last().value("run").toString();
    }

    void describeKnowsTheArticlesNetwork()
    {
        const auto article = run({"describe", "--preset", "article", "--json"});
        QCOMPARE(article.code, 0);
        QCOMPARE(article.lines().size(), 1);
        const auto network = article.lines().first();
        QCOMPARE(network["parameters"].toInteger(), 14381732);
        QCOMPARE(network["grid"].toArray(), QJsonArray({512, 7, 7}));
        QCOMPARE(network["sequence_length"].toInt(), 49);
        QVERIFY(network["flops"].toDouble() > 3e9);

        QCOMPARE(network["trainable_parameters"].toInteger(), 14381732);
        const auto frozen = run({"describe", "--set", "train.freeze=backbone", "--json"});
        QCOMPARE(frozen.lines().first()["parameters"].toInteger(), 14381732);
        QCOMPARE(frozen.lines().first()["trainable_parameters"].toInteger(), 14381732 - 11176512);

        const auto table = run({"describe", "--preset", "article-attention"});
        QCOMPARE(table.code, 0);
        QVERIFY(table.out.contains("14,382,245"));
    }

    void aSetOverridesTheFileAndTheFileThePreset()
    {
        const auto file = m_folder.filePath("config.json");
        QFile config(file);
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(R"({"model": {"head": "mean", "hidden": 8}})");
        config.close();
        const QStringList base{"describe", "--preset", "article", "--config", file, "--json"};
        const auto narrow = run(base);
        QCOMPARE(narrow.lines().first()["sequence_length"].toInt(), 49);
        QVERIFY(narrow.lines().first()["parameters"].toInteger() < 14381732);
        const auto baseline = run(base + QStringList{"--set", "model.head=gap"});
        QCOMPARE(baseline.lines().first()["parameters"].toInteger(), 11227812);
    }

    void wrongUsageIsTwoAndOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("command") << QStringList{"fly"} << QByteArray("fly");
        QTest::newRow("key") << QStringList{"describe", "--set", "train.rl=1"}
                             << QByteArray("train.rl");
        QTest::newRow("value") << QStringList{"describe", "--set", "model.backbone=resnet34"}
                               << QByteArray("resnet18-cifar");
        QTest::newRow("preset") << QStringList{"describe", "--preset", "slow"}
                                << QByteArray("article-attention");
        QTest::newRow("no images") << QStringList{"train"} << QByteArray("--data");
    }

    void wrongUsageIsTwoAndOneLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, named);
        const auto output = run(arguments);
        QCOMPARE(output.code, 2);
        QVERIFY2(output.error.contains(named), output.error.constData());
        QCOMPARE(output.error.count('\n'), 1);
        QVERIFY(output.out.isEmpty());
    }

    void aMissingFolderIsOneClearLine()
    {
        const auto output = run({"train", "--data", "/no/such/folder", "--runs", m_library});
        QCOMPARE(output.code, 1);
        QCOMPARE(output.error.count('\n'), 1);
        QVERIFY2(output.error.contains("/no/such/folder"), output.error.constData());
        const auto missing = run({"evaluate", "/no/such/run", "--json"});
        QCOMPARE(missing.code, 1);
        QVERIFY(missing.error.contains("/no/such/run"));
    }

    void trainingPrintsALineAnEpochAndTheRun()
    {
        const auto lines = m_trained.lines();
        QCOMPARE(lines.size(), 2);
        const auto& epoch = lines[0];
        QCOMPARE(epoch["epoch"].toInt(), 1);
        for (const char* name : {"train_loss", "train_accuracy", "val_loss", "val_accuracy",
                                 "images_per_second", "seconds"}) {
            QVERIFY2(epoch[QLatin1String(name)].isDouble(), name);
        }
        QVERIFY(epoch["train_loss"].toDouble() > 0);
        QVERIFY(QFile::exists(m_run + "/run.json"));
        QCOMPARE(lines[1]["best_epoch"].toInt(), 1);
        QCOMPARE(lines[1]["best_accuracy"].toDouble(), epoch["val_accuracy"].toDouble());
        QVERIFY(lines[1]["peak_memory_bytes"].toDouble() > 50e6); // The libraries alone take that.
    }

    void aFrozenRunSaysWhereItsFeaturesComeFrom()
    {
        QVERIFY(FeatureCache::standard().clear().ok());
        const auto arguments =
            trainDigits(m_folder.filePath("frozen"), 2) +
            QStringList{"--set", "train.freeze=backbone", "--set", "data.augment=false",
                        "--set", "model.weights=" + m_run};
        const auto first = run(arguments);
        QVERIFY2(first.code == 0, first.error.constData());
        QVERIFY(first.error.contains("the backbone begins with"));
        QVERIFY(first.error.contains("computing the frozen backbone's features"));
        QVERIFY(first.error.contains("features come from the cache"));
        const auto second = run(arguments);
        QCOMPARE(second.code, 0);
        QVERIFY(!second.error.contains("computing"));
        QCOMPARE(second.lines()[1]["val_loss"], first.lines()[1]["val_loss"]);

        const auto unknown = run(arguments + QStringList{"--set", "model.weights=/no/such/run"});
        QCOMPARE(unknown.code, 1);
        QVERIFY(unknown.error.contains("/no/such/run"));
    }

    void evaluateRepeatsTheTrainingsAccuracy()
    {
        const auto output = run({"evaluate", m_run, "--json"});
        QVERIFY2(output.code == 0, output.error.constData());
        const auto result = output.lines().first();
        QCOMPARE(result["accuracy"].toDouble(),
                 m_trained.lines().first()["val_accuracy"].toDouble());
        QCOMPARE(result["classes"].toArray().size(), 10);
        QCOMPARE(result["confusion"].toArray().size(), 10);
        int images = 0;
        for (const auto& row : result["confusion"].toArray()) {
            for (const auto& cell : row.toArray()) {
                images += cell.toInt();
            }
        }
        int support = 0;
        for (const auto& scores : result["per_class"].toArray()) {
            support += scores.toObject()["support"].toInt();
        }
        QVERIFY(images > 0);
        QCOMPARE(support, images);
    }

    void aPictureIsClassifiedWithItsAttention()
    {
        const auto digits = openDataSource("builtin:digits");
        QVERIFY(digits.ok());
        const auto picture = m_folder.filePath("pictures/一.png");
        QDir(m_folder.path()).mkpath("pictures");
        QVERIFY(writePng(*digits->validation->image(0), picture.toStdString()));
        const auto overlays = m_folder.filePath("overlays");

        const auto output = run({"classify", m_run, m_folder.filePath("pictures"), "--top", "3",
                                 "--attention", overlays, "--json"});
        QVERIFY2(output.code == 0, output.error.constData());
        QCOMPARE(output.lines().size(), 1);
        const auto result = output.lines().first();
        QCOMPARE(result["file"].toString(), picture);
        const auto top = result["top"].toArray();
        QCOMPARE(top.size(), 3);
        QVERIFY(top[0].toObject()["probability"].toDouble() >=
                top[1].toObject()["probability"].toDouble());
        const auto attention = result["attention"].toArray();
        QCOMPARE(attention.size(), 4);
        double sum = 0;
        for (const auto& row : attention) {
            QCOMPARE(row.toArray().size(), 4);
            for (const auto& cell : row.toArray()) {
                sum += cell.toDouble();
            }
        }
        QVERIFY(std::abs(sum - 1) < 1e-4);
        const QImage overlay(overlays + "/一.png");
        QCOMPARE(overlay.size(), QImage(picture).size());
        QVERIFY(overlay != QImage(picture).convertToFormat(overlay.format()));
    }

    void whatIsNoPictureIsSaidAndTheOthersGoOn()
    {
        const auto text = m_folder.filePath("text.png");
        QFile file(text);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a picture");
        file.close();
        const auto good = m_folder.filePath("grey.png");
        QImage grey(8, 8, QImage::Format_Grayscale8);
        grey.fill(128);
        QVERIFY(grey.save(good));
        const auto output =
            run({"classify", m_run, text, good, "--heat-map", "grad-cam", "--json"});
        QCOMPARE(output.code, 1);
        QVERIFY2(output.error.contains("text.png"), output.error.constData());
        QCOMPARE(output.lines().size(), 2);
        QVERIFY(output.lines()[0].contains("error"));
        QVERIFY(output.lines()[1]["grad_cam"].isArray());
    }

    void theLibraryListsTheRun()
    {
        const auto output = run({"runs", "--runs", m_library, "--json"});
        QCOMPARE(output.code, 0);
        const auto runs = output.lines();
        const auto found = std::find_if(runs.begin(), runs.end(), [this](const auto& entry) {
            return entry["run"].toString() == m_run;
        });
        QVERIFY(found != runs.end());
        QCOMPARE((*found)["name"].toString(), QStringLiteral("first"));
        QCOMPARE((*found)["state"].toString(), QStringLiteral("finished"));
        QCOMPARE((*found)["best_accuracy"].toDouble(),
                 m_trained.lines().last()["best_accuracy"].toDouble());
        QCOMPARE((*found)["peak_memory_bytes"].toDouble(),
                 m_trained.lines().last()["peak_memory_bytes"].toDouble());
    }

    void ctrlCKeepsACheckpointAndResumeGoesOn()
    {
        QProcess process;
        process.start(program, trainDigits(m_library, 4));
        while (!process.canReadLine()) {
            QVERIFY(process.waitForReadyRead(30000));
        }
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        const auto stopped = finish(process);
        QVERIFY2(stopped.code == 130, stopped.error.constData());
        const auto last = stopped.lines().last();
        QCOMPARE(last["state"].toString(), QStringLiteral("stopped"));
        const auto directory = last["run"].toString();
        QVERIFY2(stopped.error.contains(("weft-cli resume " + directory).toUtf8()),
                 stopped.error.constData());

        const auto resumed = run({"resume", directory, "--json"});
        QVERIFY2(resumed.code == 0, resumed.error.constData());
        const auto lines = resumed.lines();
        QCOMPARE(lines.last()["state"].toString(), QStringLiteral("finished"));
        QCOMPARE(lines[lines.size() - 2]["epoch"].toInt(), 4);
        QVERIFY(lines.first()["epoch"].toInt() > 1);

        const auto again = run({"resume", directory});
        QCOMPARE(again.code, 1);
        QCOMPARE(again.error.count('\n'), 1);
    }

    void skippedFilesAreListed()
    {
        const auto digits = openDataSource("builtin:digits");
        const auto folder = m_folder.filePath("folder");
        for (std::size_t i = 0; i < 40; ++i) {
            const auto home = folder + (digits->train->label(i) % 2 == 0 ? "/even" : "/odd");
            QDir().mkpath(home);
            QVERIFY(writePng(*digits->train->image(i),
                             QStringLiteral("%1/%2.png").arg(home).arg(i).toStdString()));
        }
        QFile broken(folder + "/even/broken.jpg");
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("\xff\xd8 and no more");
        broken.close();
        auto arguments = trainDigits(m_library, 1);
        arguments[2] = folder;
        const auto output = run(arguments);
        QVERIFY2(output.code == 0, output.error.constData());
        QVERIFY(output.error.contains("broken.jpg"));
        const auto skipped = output.lines().first()["skipped"].toArray();
        QCOMPARE(skipped.size(), 1);
        QVERIFY(skipped[0].toObject()["file"].toString().endsWith("broken.jpg"));
        QVERIFY(!skipped[0].toObject()["reason"].toString().isEmpty());
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
            QVERIFY(one["share_of_peak"].toDouble() > 0);
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
            QVERIFY(one["share_of_peak"].toDouble() > 0);
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

    void theLoaderBenchReadsAFolder()
    {
        QTemporaryDir folder;
        for (const auto* name : {"a.png", "b.png", "below/c.png"}) {
            const auto file = folder.filePath(QLatin1String(name));
            QVERIFY(QDir().mkpath(QFileInfo(file).path()));
            const Image image{40, 30, std::vector<std::uint8_t>(3 * 40 * 30, 90)};
            QVERIFY(writePng(image, file.toStdString()).ok());
        }
        const auto bench =
            run({"bench", "loader", "--json", "--seconds", "0.1", "--set", "data.size=32", "--set",
                 "train.batch=8", "--data", folder.path()});
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

    void ctrlCEndsABench()
    {
        QProcess bench;
        bench.start(program, {"bench", "lstm", "--json", "--seconds", "600", "--set",
                              "train.precision=fp32", "--set", "model.hidden=16"});
        QVERIFY(bench.waitForStarted());
        QTest::qWait(3000); // The rounds have begun, or the peak is being measured: both must end.
        ::kill(static_cast<pid_t>(bench.processId()), SIGINT);
        const auto ended = finish(bench);
        QCOMPARE(ended.code, 130);
        QVERIFY(ended.out.isEmpty()); // No case that was not timed to its end.
    }

private:
    QTemporaryDir m_folder;
    QString m_library;
    QString m_run;
    Output m_trained;
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
