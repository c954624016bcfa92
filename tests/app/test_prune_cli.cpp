#include "cli_support.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

/// Pruning on the command line.
class TestPruneCli : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const auto trained = run(trainDigits(m_folder.filePath("runs"), 2));
        QVERIFY2(trained.code == 0, trained.error.constData());
        m_run = trained.lines().last().value("run").toString();
    }

    void aPrunedRunIsTrainedAndTimedBesideItsParent()
    {
        const auto pruned =
            run({"prune", m_run, "--ratio", "0.5", "--epochs", "1", "--seconds", "0.2", "--json"});
        QVERIFY2(pruned.code == 0, pruned.error.constData());
        const auto lines = pruned.lines();
        QCOMPARE(lines.size(), 4); // The cut, an epoch, the run, the times.
        const auto& cut = lines[0];
        QVERIFY(QFileInfo(m_run).fileName() == cut["parent"].toString());
        QCOMPARE(cut["widths"].toArray(), QJsonArray({8, 8, 8, 16, 16, 16, 32, 32, 32}));
        QVERIFY(cut["parameters"].toInt() < cut["parameters_before"].toInt());
        QVERIFY(cut["flops"].toDouble() < cut["flops_before"].toDouble());
        QVERIFY(cut["accuracy_pruned"].toDouble() < cut["accuracy_before"].toDouble());
        QCOMPARE(lines[1]["epoch"].toInt(), 1);
        const auto& times = lines[3];
        QCOMPARE(times["run"], lines[2]["run"]);
        QCOMPARE(times["accuracy"], lines[2]["best_accuracy"]);
        for (const auto* time :
             {"batch1_ms_before", "batch1_ms", "batch32_ms_before", "batch32_ms"}) {
            QVERIFY2(times[QLatin1String(time)].toDouble() > 0, time);
        }
        const auto made = times["run"].toString();
        QCOMPARE(QFileInfo(made).absolutePath(), QFileInfo(m_run).absolutePath());

        const auto evaluated = run({"evaluate", made, "--json"});
        QVERIFY2(evaluated.code == 0, evaluated.error.constData());
        QCOMPARE(evaluated.lines().first()["accuracy"].toDouble(), times["accuracy"].toDouble());
        for (const auto& listed :
             run({"runs", "--runs", m_folder.filePath("runs"), "--json"}).lines()) {
            const bool own = listed["run"].toString() == made;
            QCOMPARE(listed["parent"].toString(), own ? cut["parent"].toString() : QString());
        }
        const auto resumed = run({"resume", made});
        QCOMPARE(resumed.code, 1);
        QVERIFY(resumed.error.contains("finished"));
    }

    void flopsAndNoFineTuning()
    {
        const auto pruned =
            run({"prune", m_run, "--flops", "0.7", "--multiple", "1", "--rank", "l1", "--epochs",
                 "0", "--seconds", "0", "--runs", m_folder.filePath("others"), "--name", "slim"});
        QVERIFY2(pruned.code == 0, pruned.error.constData());
        QVERIFY(pruned.out.contains("parent"));
        QVERIFY2(pruned.out.contains("FLOPs (70") || pruned.out.contains("FLOPs (69"),
                 pruned.out.constData());
        const auto listed =
            run({"runs", "--runs", m_folder.filePath("others"), "--json"}).lines().first();
        QCOMPARE(listed["name"].toString(), QStringLiteral("slim"));
        QCOMPARE(listed["state"].toString(), QStringLiteral("finished"));
        QCOMPARE(listed["epochs"].toInt(), 0);
        QVERIFY(listed["best_accuracy"].toDouble() > 0);
    }

    void wrongUsageIsRefusedInOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        QTest::newRow("ratio 1") << QStringList{"--ratio", "1"} << "ratio";
        QTest::newRow("ratio -0.5") << QStringList{"--ratio=-0.5"} << "ratio";
        QTest::newRow("ratio none") << QStringList{"--ratio", "half"} << "ratio";
        QTest::newRow("too few FLOPs") << QStringList{"--flops", "0.001"} << "FLOPs";
        QTest::newRow("both") << QStringList{"--flops", "0.5", "--ratio", "0.5"} << "flops";
        QTest::newRow("rank") << QStringList{"--rank", "l2"} << "rank";
        QTest::newRow("multiple") << QStringList{"--multiple", "0"} << "multiple";
        QTest::newRow("epochs") << QStringList{"--epochs=-1"} << "epochs";
        QTest::newRow("network") << QStringList{"--set", "model.hidden=8"} << "model.hidden";
        QTest::newRow("key") << QStringList{"--set", "train.rl=1"} << "train.rl";
        QTest::newRow("rate") << QStringList{"--lr", "1000"} << "lr";
    }

    void wrongUsageIsRefusedInOneLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const auto library = m_folder.filePath("none");
        const auto refused = run(QStringList{"prune", m_run, "--runs", library} + arguments);
        QCOMPARE(refused.code, 2);
        QCOMPARE(refused.error.count('\n'), 1);
        QVERIFY2(refused.error.contains(named.toUtf8()), refused.error.constData());
        QVERIFY(!QFileInfo::exists(library));
    }

    void aFolderThatIsNoRunIsNamed()
    {
        const auto refused = run({"prune", m_folder.path()});
        QCOMPARE(refused.code, 1);
        QVERIFY(refused.error.contains(m_folder.path().toUtf8()));
    }

private:
    QTemporaryDir m_folder;
    QString m_run;
};

QTEST_GUILESS_MAIN(TestPruneCli)
#include "test_prune_cli.moc"
