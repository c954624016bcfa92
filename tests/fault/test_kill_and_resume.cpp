#include "tests/fault/cli_process.h"
#include "tests/support/run_samples.h"

#include "core/features/feature_cache.h"
#include "core/store/run_directory.h"
#include "core/store/run_library.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>

using namespace weft;
namespace fs = std::filesystem;

namespace {

/// The bits of numbers, for a comparison that knows no tolerance.
template <typename... Numbers>
QByteArray bits(Numbers... numbers)
{
    QByteArray pattern;
    (pattern.append(reinterpret_cast<const char*>(&numbers), sizeof numbers), ...);
    return pattern;
}

QByteArray bits(const StepEvent& step)
{
    return bits(step.step, step.epoch, step.epochPosition, step.loss, step.runningAccuracy,
                step.learningRate, step.gradientNorm);
}

QByteArray bits(const EpochEvent& epoch)
{
    QByteArray pattern = bits(epoch.epoch, epoch.step, epoch.trainLoss, epoch.trainAccuracy,
                              epoch.valLoss, epoch.valTop1, epoch.valTop5, epoch.best);
    for (const auto count : epoch.confusion.counts()) {
        pattern += bits(count);
    }
    for (const auto& prediction : epoch.predictions) {
        pattern += bits(prediction.label, prediction.predicted, prediction.confidence);
    }
    return pattern;
}

QByteArray bits(const WatchedEvent& watched)
{
    QByteArray pattern = bits(watched.epoch);
    for (const auto& image : watched.images) {
        pattern += bits(image.index, image.predicted, image.confidence);
        for (const float cell : image.heatMap.cells) {
            pattern += bits(cell);
        }
    }
    return pattern;
}

template <typename Event>
QVector<QByteArray> bitsOf(const std::vector<Event>& events)
{
    QVector<QByteArray> list;
    for (const auto& event : events) {
        list.append(bits(event));
    }
    return list;
}

/// The tensors files of a checkpoint, by part: the format writes equal tensors as equal bytes.
QMap<QString, QByteArray> tensorsOf(const fs::path& run, const char* kind)
{
    const auto checkpoints = run / "checkpoints";
    const auto commit =
        QJsonDocument::fromJson(samples::contentOf(checkpoints / (std::string(kind) + ".json")));
    const auto files = commit["files"].toObject();
    QMap<QString, QByteArray> tensors;
    for (auto file = files.begin(); file != files.end(); ++file) {
        const auto name = file.value().toObject()["file"].toString();
        tensors.insert(file.key(), samples::contentOf(checkpoints / name.toStdString()));
    }
    return tensors;
}

} // namespace

/// Kills the real program at many points and holds what comes of it against a run that nobody
/// disturbed, to the last bit.
class TestKillAndResume : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        CliProcess whole(trainArguments("whole"));
        QCOMPARE(whole.finish(), 0);
        m_whole = onlyRun("whole");
        const auto run = RunDirectory::open(m_whole).value();
        QCOMPARE(run.status().state, RunState::Finished);
        QCOMPARE(run.history()->epochs.size(), std::size_t(epochs));
        QVERIFY(!tensorsOf(m_whole, "last")["optimizer"].isEmpty());
        QVERIFY(!tensorsOf(m_whole, "best")["model"].isEmpty());
    }

    void killedBeforeItsFirstStep()
    {
        CliProcess train(trainArguments("at-once"));
        QVERIFY(train.waitFor([&] { return !onlyRun("at-once").empty(); }));
        train.kill();
        resumeToTheEnd("at-once");
    }

    void killedInItsFirstEpoch()
    {
        CliProcess train(trainArguments("first"));
        QVERIFY(train.waitFor([&] { return train.showed("epoch 1/3  [###"); }));
        train.kill();
        resumeToTheEnd("first");
    }

    void killedWhileItValidates()
    {
        CliProcess train(trainArguments("validation"));
        QVERIFY(train.waitFor([&] { return train.showed("epoch 2/3 checks"); }));
        train.kill();
        resumeToTheEnd("validation");
    }

    void killedWhileItSavesACheckpoint()
    {
        CliProcess train(trainArguments("saving"));
        QVERIFY(train.waitFor([&] { return train.showed("epoch 1/3 checks"); }));
        const auto checkpoints = onlyRun("saving") / "checkpoints";
        const auto before = filesOf(checkpoints);
        QVERIFY(train.waitFor([&] { return filesOf(checkpoints) != before; }));
        train.kill();
        resumeToTheEnd("saving");
    }

    void stoppedWithinAnEpochThenKilledTwice()
    {
        CliProcess train(trainArguments("often"));
        QVERIFY(train.waitFor([&] { return train.showed("epoch 2/3  [###"); }));
        train.interrupt();
        const auto run = onlyRun("often");
        QCOMPARE(RunDirectory::open(run)->status().state, RunState::Stopped);
        for (const char* moment : {"epoch 2/3 checks", "epoch 3/3  [##"}) {
            CliProcess resumed(resumeArguments(run));
            QVERIFY2(resumed.waitFor([&] { return resumed.showed(moment); }), resumed.shown());
            resumed.kill();
            QCOMPARE(RunDirectory::open(run)->status().state, RunState::Interrupted);
        }
        resumeToTheEnd("often");
    }

    void killedWhileItKeepsFeatures()
    {
        const QStringList frozen{"--set", "train.freeze=backbone", "--set", "data.augment=false"};
        QVERIFY(FeatureCache::standard().clear().ok());
        CliProcess whole(trainArguments("frozen-whole") + frozen);
        QCOMPARE(whole.finish(), 0);
        QVERIFY(whole.showed("computing the frozen backbone's features"));
        QVERIFY(whole.showed("features come from the cache"));

        QVERIFY(FeatureCache::standard().clear().ok());
        CliProcess killed(trainArguments("frozen") + frozen);
        QVERIFY(killed.waitFor([&] { return killed.showed("epoch 1/3  [###"); }));
        killed.kill();
        resumeToTheEnd("frozen", onlyRun("frozen-whole"));

        // Two processes that begin together, and then one that finds what they left.
        QVERIFY(FeatureCache::standard().clear().ok());
        {
            CliProcess one(trainArguments("pair-one") + frozen);
            CliProcess other(trainArguments("pair-other") + frozen);
            QCOMPARE(one.finish(), 0);
            QCOMPARE(other.finish(), 0);
        }
        CliProcess third(trainArguments("third") + frozen);
        QCOMPARE(third.finish(), 0);
        QVERIFY(!third.showed("computing the frozen backbone's features"));
        for (const char* name : {"pair-one", "pair-other", "third"}) {
            compare(onlyRun(name), onlyRun("frozen-whole"));
        }
    }

    void killedWhileItFineTunes()
    {
        CliProcess undisturbed(pruneArguments("pruned-whole"));
        QVERIFY2(undisturbed.finish() == 0, undisturbed.shown());
        for (const char* moment : {"epoch 1/2  [#", "epoch 2/2  [##"}) {
            const auto name = QByteArray("pruned-") + moment[6];
            CliProcess prune(pruneArguments(name.constData()));
            QVERIFY2(prune.waitFor([&] { return prune.showed(moment); }), prune.shown());
            prune.kill();
            QVERIFY(RunDirectory::open(onlyRun(name.constData()))->record().parent.has_value());
            resumeToTheEnd(name.constData(), onlyRun("pruned-whole"));
        }
    }

private:
    static constexpr int epochs = 3;

    [[nodiscard]] fs::path library(const char* name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    /// The one run of a library; empty while there is none.
    [[nodiscard]] fs::path onlyRun(const char* name) const
    {
        const auto runs = listRuns(library(name)).value();
        return runs.size() == 1 ? runs[0].path : fs::path();
    }

    [[nodiscard]] QStringList trainArguments(const char* name) const
    {
        QStringList arguments{
            "train", "--data", "builtin:digits", "--preset",
            "quick", "--json", "--runs",         QString::fromStdString(library(name).string())};
        // Small and quick, with dropout so that random numbers have a part in every step, and much
        // to validate so that a kill can hit it.
        for (const char* setting :
             {"train.epochs=3", "train.batch=32", "train.threads=1", "train.seed=7", "data.size=16",
              "data.val_fraction=0.5", "model.hidden=16", "model.dropout=0.2"}) {
            arguments << "--set" << setting;
        }
        return arguments;
    }

    [[nodiscard]] QStringList pruneArguments(const char* name) const
    {
        return {"prune",
                QString::fromStdString(m_whole.string()),
                "--ratio",
                "0.5",
                "--epochs",
                "2",
                "--json",
                "--seconds",
                "0",
                "--runs",
                QString::fromStdString(library(name).string())};
    }

    static QStringList resumeArguments(const fs::path& run)
    {
        return {"resume", "--json", QString::fromStdString(run.string())};
    }

    static QStringList filesOf(const fs::path& folder)
    {
        return QDir(QString::fromStdString(folder.string())).entryList(QDir::Files | QDir::Hidden);
    }

    void resumeToTheEnd(const char* name) { resumeToTheEnd(name, m_whole); }

    void resumeToTheEnd(const char* name, const fs::path& undisturbed)
    {
        const auto path = onlyRun(name);
        QVERIFY(!path.empty());
        QCOMPARE(RunDirectory::open(path)->status().state, RunState::Interrupted);
        CliProcess resumed(resumeArguments(path));
        QVERIFY2(resumed.finish() == 0, resumed.shown());
        compare(path, undisturbed);
    }

    static void compare(const fs::path& path, const fs::path& undisturbed)
    {
        const auto run = RunDirectory::open(path).value();
        const auto whole = RunDirectory::open(undisturbed).value();
        QCOMPARE(run.status().state, RunState::Finished);
        QCOMPARE(run.status().bestEpoch, whole.status().bestEpoch);
        QVERIFY(run.status().bestAccuracy == whole.status().bestAccuracy);

        const auto history = run.history().value();
        const auto expected = whole.history().value();
        QCOMPARE(history.steps.size(), expected.steps.size());
        QCOMPARE(bitsOf(history.steps), bitsOf(expected.steps));
        QCOMPARE(bitsOf(history.epochs), bitsOf(expected.epochs));
        QCOMPARE(bitsOf(history.watched), bitsOf(expected.watched));
        for (const char* kind : {"last", "best"}) {
            QVERIFY(tensorsOf(path, kind) == tensorsOf(undisturbed, kind));
        }
        // One commit and its files for each kind; no leftovers of what was killed.
        QCOMPARE(filesOf(path / "checkpoints").size(), 5);
    }

    QTemporaryDir m_folder;
    fs::path m_whole;
};

QTEST_GUILESS_MAIN(TestKillAndResume)
#include "test_kill_and_resume.moc"
