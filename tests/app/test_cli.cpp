#include "cli_support.h"

#include "core/data/data_source.h"
#include "core/data/image.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace weft;
using namespace weft::test;

class TestCli : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_library = m_folder.filePath("runs");
        m_trained =
            run(trainDigits(m_library, 1) + QStringList{"--name", "first", "--id", "first_1"});
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
        QCOMPARE(network["multiply_adds"].toInteger(), network["flops"].toInteger() / 2);

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
        QTest::newRow("value") << QStringList{"describe", "--set", "model.backbone=resnet19"}
                               << QByteArray("resnet18-cifar");
        QTest::newRow("preset") << QStringList{"describe", "--preset", "slow"}
                                << QByteArray("article-attention");
        QTest::newRow("no images") << QStringList{"train"} << QByteArray("--data");
        QTest::newRow("id") << QStringList{"train", "--data", "builtin:digits", "--id", "../x"}
                            << QByteArray("--id");
        QTest::newRow("nothing to submit") << QStringList{"submit"} << QByteArray("--data");
        QTest::newRow("time") << QStringList{"submit", "--data", "builtin:digits", "--time", "1h"}
                              << QByteArray("1h");
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

    void aRunHasTheIdThatItIsGivenOnce()
    {
        QCOMPARE(QFileInfo(m_run).fileName(), QStringLiteral("first_1"));
        const auto again = run(trainDigits(m_library, 1) + QStringList{"--id", "first_1"});
        QCOMPARE(again.code, 1);
        QVERIFY2(again.error.contains("first_1: a folder of that name exists"),
                 again.error.constData());
    }

    void aDryRunPrintsTheScriptAndSubmitsNothing()
    {
        const auto dry = run({"submit", "--data", "builtin:digits", "--nodes", "2", "--module",
                              "gcc/12", "--sbatch=--mem=16G", "--runs", m_library, "--dry-run"});
        QVERIFY2(dry.code == 0, dry.error.constData());
        for (const auto* line : {"#SBATCH --nodes=2", "#SBATCH --mem=16G", "module load gcc/12"}) {
            QVERIFY2(dry.out.contains(line), line);
        }
        QVERIFY(!QFileInfo::exists(m_library + "/.jobs"));
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

    void aTeacherIsToldBeforeTheFirstEpoch()
    {
        const auto arguments =
            trainDigits(m_library, 1) + QStringList{"--set", "train.teacher=" + m_run,
                                                    "--set", "train.distillation=0.7",
                                                    "--set", "data.augment=false"};
        const auto taught = run(arguments);
        QVERIFY2(taught.code == 0, taught.error.constData());
        const auto first = taught.lines().first();
        QCOMPARE(first["teacher"].toString(), m_run);
        const auto evaluated = run({"evaluate", m_run, "--json"});
        QCOMPARE(first["teacher_accuracy"].toDouble(),
                 evaluated.lines().first()["accuracy"].toDouble());
        QCOMPARE(taught.lines().at(1)["epoch"].toInt(), 1);
        QVERIFY(!taught.lines().at(1).contains("loss_scale"));

        auto plain = arguments;
        plain.removeAll("--json");
        const auto words = run(plain);
        QCOMPARE(words.code, 0);
        QVERIFY(words.out.startsWith("teacher " + m_run.toUtf8() + "  validation "));
        QVERIFY(words.out.indexOf("teacher ") < words.out.indexOf("epoch 1"));

        const auto refused =
            run(trainDigits(m_library, 1) +
                QStringList{"--set", "train.teacher=" + m_run, "--set", "data.size=24"});
        QCOMPARE(refused.code, 1);
        QVERIFY(refused.error.contains("16 px"));
    }

    void fp16IsRefusedWithoutCuda()
    {
        const auto refused =
            run(trainDigits(m_library, 1) +
                QStringList{"--set", "train.precision=fp16", "--set", "train.device=cpu"});
        QCOMPARE(refused.code, 2);
        QVERIFY(refused.error.contains("fp16 needs CUDA"));
        QVERIFY(refused.error.contains("bf16"));
        const auto bench = run({"bench", "infer", "--set", "train.precision=fp16"});
        QCOMPARE(bench.code, 2);
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

    void int8LosesLittle()
    {
        const auto exact = run({"evaluate", m_run, "--json"}).lines().first();
        const auto output = run({"evaluate", m_run, "--int8", "--json"});
        QVERIFY2(output.code == 0, output.error.constData());
        const auto rounded = output.lines().first();
        QVERIFY(rounded["loss"].toDouble() != exact["loss"].toDouble());
        QVERIFY(qAbs(rounded["accuracy"].toDouble() - exact["accuracy"].toDouble()) <= 0.02);
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
        QVERIFY(!result.contains("attention_heads")); // There is one.
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

private:
    QTemporaryDir m_folder;
    QString m_library;
    QString m_run;
    Output m_trained;
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
