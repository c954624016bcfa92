#include "cli_support.h"

#include "core/features/feature_cache.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

/// Networks that begin with the weights of another, on the command line.
class TestWeightsCli : public QObject
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

    void aFrozenRunSaysWhereItsFeaturesComeFrom()
    {
        QVERIFY(FeatureCache::standard().clear().ok());
        const auto arguments =
            trainDigits(m_folder.filePath("frozen"), 2) +
            QStringList{"--set", "train.freeze=backbone", "--set", "data.augment=false",
                        "--set", "model.weights=" + m_run};
        const auto first = run(arguments);
        QVERIFY2(first.code == 0, first.error.constData());
        QVERIFY(first.error.contains("the network begins with"));
        QVERIFY(first.error.contains("computing the frozen backbone's features"));
        QVERIFY(first.error.contains("features come from the cache"));
        const auto weights = first.lines().first().value("weights").toObject();
        QCOMPARE(weights["file"].toString(), m_run);
        QVERIFY(weights["fits"].toBool());
        QVERIFY(weights["taken"].toObject()["tensors"].toInt() > 100);
        QVERIFY(!weights["left_out"].toArray().isEmpty());
        QCOMPARE(first.lines()[1]["epoch"].toInt(), 1);
        const auto second = run(arguments);
        QCOMPARE(second.code, 0);
        QVERIFY(!second.error.contains("computing"));
        QCOMPARE(second.lines()[1]["val_loss"], first.lines()[1]["val_loss"]);

        const auto unknown = run(arguments + QStringList{"--set", "model.weights=/no/such/run"});
        QCOMPARE(unknown.code, 1);
        QVERIFY(unknown.error.contains("/no/such/run"));
    }

    void featuresOfOtherInstructionsAreNotTaken()
    {
        QVERIFY(FeatureCache::standard().clear().ok());
        const auto arguments =
            trainDigits(m_folder.filePath("frozen"), 2) +
            QStringList{"--set", "train.freeze=backbone", "--set", "data.augment=false",
                        "--set", "model.weights=" + m_run};
        QCOMPARE(run(arguments).code, 0);
        auto held = QProcessEnvironment::systemEnvironment();
        held.insert("ONEDNN_MAX_CPU_ISA", "AVX2");
        held.insert("ATEN_CPU_CAPABILITY", "default");
        const auto cached = run(arguments, held);
        QCOMPARE(cached.code, 0);
        held.insert("WEFT_CACHE_GB", "0.00001");
        const auto uncached = run(arguments, held);
        QCOMPARE(uncached.code, 0);
        QVERIFY(uncached.error.contains("not kept"));
        for (int epoch = 0; epoch < 2; ++epoch) {
            for (const auto* figure : {"train_loss", "val_loss"}) {
                const auto name = QLatin1String(figure);
                QCOMPARE(cached.lines()[epoch][name].toDouble(),
                         uncached.lines()[epoch][name].toDouble());
            }
        }
    }

    void describeTellsWhatWeightsAreToTheNetwork()
    {
        const QStringList quick{"describe", "--preset", "quick", "--set", "model.weights=" + m_run};
        const auto table = run(quick);
        QVERIFY2(table.code == 0, table.error.constData());
        QVERIFY(table.out.contains("a run of Weft"));
        QVERIFY(table.out.contains("lstm.weight_ih_l0"));
        const auto object = run(quick + QStringList{"--json"}).lines().first();
        QVERIFY(object["weights"].toObject()["fits"].toBool());

        const auto other = run(quick + QStringList{"--set", "model.backbone=resnet18", "--json"});
        QCOMPARE(other.code, 1);
        QCOMPARE(other.error.count('\n'), 1);
        QVERIFY2(other.error.contains(m_run.toUtf8()), other.error.constData());
        const auto weights = other.lines().first()["weights"].toObject();
        QVERIFY(!weights["fits"].toBool());
        QVERIFY(!weights["missing"].toArray().isEmpty());
        const auto conv = weights["not_fitting"].toArray().first().toObject();
        QCOMPARE(conv["name"].toString(), QStringLiteral("backbone.bn1.bias"));
        QCOMPARE(conv["shape"].toArray(), QJsonArray({16}));
        QCOMPARE(conv["network_shape"].toArray(), QJsonArray({64}));

        const auto text = m_folder.filePath("weights.pth");
        QFile file(text);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no weights") > 0);
        file.close();
        const auto refused = run({"describe", "--set", "model.weights=" + text});
        QCOMPARE(refused.code, 1);
        QCOMPARE(refused.error.count('\n'), 1);
        QVERIFY2(refused.error.contains(text.toUtf8()), refused.error.constData());
    }

private:
    QTemporaryDir m_folder;
    QString m_run;
};

QTEST_GUILESS_MAIN(TestWeightsCli)
#include "test_weights_cli.moc"
