#include "training_support.h"

#include <ATen/ops/rand.h>

#include <atomic>
#include <thread>

// After LibTorch, whose headers have members named slots.
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

namespace {

struct Outcome
{
    std::vector<std::vector<double>> curve;
    TensorMap weights;
};

Outcome train(const RunConfig& config, const QTemporaryDir& library, const std::string& name)
{
    RecordingSink sink;
    RunControl control;
    const auto run = trainRun(
        {.config = config, .library = library.path().toStdString(), .name = name, .data = {}}, sink,
        control);
    if (!run) {
        qWarning("%s", run.error().reason.c_str());
        return {};
    }
    auto checkpoint = loadCheckpoint(run->directory, CheckpointKind::Last);
    return {curveOf(sink.all<StepEvent>(), sink.all<EpochEvent>()), checkpoint->model};
}

} // namespace

class TestTrainingRandomness : public QObject
{
    Q_OBJECT
private slots:
    /// The window loads networks and probes speeds while a run trains; LibTorch's generator is one
    /// for the whole process.
    void whatAnotherThreadDrawsChangesNothing()
    {
        const QTemporaryDir folder;
        const QTemporaryDir library;
        writeColourFolder(folder.path().toStdString(), 20);
        auto config = tinyConfig(folder.path().toStdString());
        config.model.dropout = 0.3;
        config.model.layers = 2; // There is dropout between layers, too.
        const auto alone = train(config, library, "alone");
        QVERIFY(!alone.curve.empty());

        std::atomic<bool> done = false;
        std::thread other([&] {
            while (!done) {
                (void)at::rand({64});
            }
        });
        const auto beside = train(config, library, "beside");
        done = true;
        other.join();
        QCOMPARE(beside.curve, alone.curve);
        QVERIFY(equalTensors(beside.weights, alone.weights));

        config.train.seed += 1;
        const auto seeded = train(config, library, "another seed");
        QVERIFY(seeded.curve != alone.curve);
    }
};

QTEST_GUILESS_MAIN(TestTrainingRandomness)
#include "test_training_randomness.moc"
