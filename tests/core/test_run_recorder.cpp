#include "tests/support/run_samples.h"

#include "core/store/run_holder.h"
#include "core/train/run_recorder_p.h"

#include <QTemporaryDir>
#include <QTest>

using namespace weft;
namespace fs = std::filesystem;

namespace {

class DeafSink final : public EventSink
{
public:
    void handle(const TrainingEvent&) override {}
};

void age(const fs::path& run)
{
    for (const auto& entry : fs::directory_iterator(run)) {
        fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(1));
    }
}

} // namespace

/// What a run's directory tells while the run trains.
class TestRunRecorder : public QObject
{
    Q_OBJECT
private slots:
    /// A long validation writes nothing of its own.
    void progressIsASignOfLife()
    {
        const QTemporaryDir library;
        auto writer = RunWriter::create(library.path().toStdString(), samples::record(),
                                        {"thinks for long", {}});
        QVERIFY(writer.ok());
        const auto run = writer->path();
        DeafSink sink;
        RunRecorder recorder(std::move(*writer), sink, {});
        QVERIFY(recorder.state(RunState::Running, 3).ok());
        age(run);
        QVERIFY(silenceOf(run) > std::chrono::minutes(30));
        recorder.progress({});
        QVERIFY(silenceOf(run) < std::chrono::minutes(5));
        const auto opened = RunDirectory::open(run);
        QCOMPARE(opened->status().state, RunState::Running);
        QCOMPARE(opened->status().seconds, 3.0);
        age(run); // Not with every batch.
        recorder.progress({});
        QVERIFY(silenceOf(run) > std::chrono::minutes(30));
    }
};

QTEST_GUILESS_MAIN(TestRunRecorder)
#include "test_run_recorder.moc"
