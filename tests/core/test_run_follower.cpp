#include "tests/support/run_samples.h"

#include "core/store/event_files.h"
#include "core/store/run_follower.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace weft;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// All that one kind of the events of some news tell.
template <typename Kind>
std::vector<Kind> of(const RunNews& news)
{
    std::vector<Kind> list;
    for (const auto& event : news.events) {
        if (const auto* one = std::get_if<Kind>(&event)) {
            list.push_back(*one);
        }
    }
    return list;
}

} // namespace

class TestRunFollower : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aRunIsToldAsItIsWritten()
    {
        auto record = samples::record();
        record.config.train.epochs = 5;
        auto writer = RunWriter::create(library(), record, {"live", {}}).value();
        RunFollower follower(writer.path());
        auto news = follower.poll();
        QVERIFY(!news.trouble);
        QCOMPARE(news.record->dataTitle, std::string("Digits"));
        QCOMPARE(news.label->name, std::string("live"));
        QCOMPARE(news.status->state, RunState::Preparing);
        QCOMPARE(news.holder, RunHolder::Process);
        QVERIFY(news.events.empty());

        QVERIFY(writer.writeStatus({RunState::Running, 0, 0, 0, 0, 0, {}}).ok());
        QVERIFY(writer.write(samples::watched(0)).ok());
        QVERIFY(writer.write(stepOf(1)).ok());
        QVERIFY(writer.flush().ok());
        news = follower.poll();
        QVERIFY(!news.record && !news.label);
        QCOMPARE(news.status->state, RunState::Running);
        QCOMPARE(of<StepEvent>(news).size(), std::size_t(1));
        QCOMPARE(of<WatchedEvent>(news).at(0).images.at(0).name, std::string("猫/0003.png"));
        QCOMPARE(news.progress->epochs, 5);
        QCOMPARE(news.progress->epoch, 1);
        QCOMPARE(news.progress->stepInEpoch, 1);
        QCOMPARE(news.progress->stepsPerEpoch, 4);
        QVERIFY2(news.progress->remainingSeconds < 0, "no epoch has shown what one takes");

        for (int number = 2; number <= 4; ++number) {
            QVERIFY(writer.write(stepOf(number)).ok());
        }
        QVERIFY(writer.flush().ok());
        QVERIFY(follower.poll().progress->validating);
        QVERIFY(writer.write(samples::epoch(1, 4)).ok());
        QVERIFY(writer.write(stepOf(5)).ok());
        QVERIFY(writer.flush().ok());
        news = follower.poll();
        QVERIFY(!news.status);
        const auto epochs = of<EpochEvent>(news);
        QCOMPARE(epochs.size(), std::size_t(1));
        QCOMPARE(epochs[0].confusion, samples::epoch(1, 4).confusion);
        QCOMPARE(epochs[0].predictions.size(), std::size_t(4));
        QCOMPARE(news.progress->epoch, 2);
        // 1.5 seconds an epoch, and three and three quarters are left.
        QVERIFY(qAbs(news.progress->remainingSeconds - 3.75 * 1.5) < 1e-9);

        QVERIFY(saveRunLabel(writer.path(), {"renamed", {}}).ok());
        QCOMPARE(follower.poll().label->name, std::string("renamed"));
        news = follower.poll();
        QVERIFY(!news.label && !news.status && !news.progress && news.events.empty());
    }

    void theEndOfItsProcessIsTold()
    {
        auto writer = std::make_unique<RunWriter>(
            RunWriter::create(library(), samples::record(), {"killed", {}}).value());
        const auto path = writer->path();
        QVERIFY(writer->writeStatus({RunState::Running, 1, 0, 0, 0, 0, {}}).ok());
        RunFollower follower(path);
        QCOMPARE(follower.poll().status->state, RunState::Running);
        writer.reset();
        auto news = follower.poll();
        QCOMPARE(news.status->state, RunState::Interrupted);
        QCOMPARE(news.holder, RunHolder::Nobody);

        // Somebody takes it up again.
        auto again = RunWriter::reopen(path, 2, 1).value();
        QVERIFY(again.write(samples::step(3)).ok());
        QVERIFY(again.flush().ok());
        news = follower.poll();
        QCOMPARE(news.status->state, RunState::Running);
        QCOMPARE(of<TakenUp>(news).at(0).epochsDone, 1);
        QCOMPARE(of<StepEvent>(news).size(), std::size_t(1));
        QVERIFY(again.writeStatus({RunState::Finished, 2, 2, 0.9, 0, 0, {}}).ok());
        QCOMPARE(follower.poll().status->state, RunState::Finished);
    }

    void whereNoLockIsKnownSilenceIsToldAndNoEnd()
    {
        const auto path = runOfAnotherMachine(RunState::Running);
        RunFollower follower(path);
        auto news = follower.poll();
        QCOMPARE(news.holder, RunHolder::Unknown);
        QCOMPARE(news.status->state, RunState::Running);
        QVERIFY(news.silence < 60s);
        QCOMPARE(follower.pause(), 1000ms);
        QCOMPARE(RunDirectory::open(path)->status().state, RunState::Running);

        makeOlder(path, 5min);
        RunFollower later(path);
        news = later.poll();
        QCOMPARE(news.status->state, RunState::Running);
        QVERIFY(news.silence >= 299s && news.silence < 400s);
        QCOMPARE(later.pause(), 10'000ms);
        QCOMPARE(RunDirectory::open(path)->status().state, RunState::Running);
        // Its log grows after all.
        QVERIFY(samples::overwrite(path / "status.json",
                                   samples::contentOf(path / "status.json")
                                       .replace("\"epochs_done\": 2", "\"epochs_done\": 3")));
        news = later.poll();
        QCOMPARE(news.status->epochsDone, 3);
        QCOMPARE(news.silence, 0s);
        QCOMPARE(later.pause(), 1000ms);

        makeOlder(path, 1h);
        QCOMPARE(RunDirectory::open(path)->status().state, RunState::Interrupted);
    }

    void whatCannotBeReadIsToldAndComesBack()
    {
        const auto path = library() / "not-yet";
        RunFollower follower(path);
        auto news = follower.poll();
        QCOMPARE(news.trouble->code, ErrorCode::NotFound);
        QVERIFY(!news.record && news.events.empty());

        const auto made = samples::finishedRun(library(), "made");
        const auto epochFile = made / "epochs" / "0001.safetensors";
        const auto content = samples::contentOf(epochFile);
        QVERIFY(samples::overwrite(epochFile, "damaged"));
        fs::rename(made, path);
        news = follower.poll();
        QCOMPARE(news.trouble->subject, (path / "epochs" / "0001.safetensors").string());
        QVERIFY(news.record.has_value());
        QCOMPARE(of<StepEvent>(news).size(), std::size_t(2)); // Those before it.
        QCOMPARE(news.status->state, RunState::Finished);
        QVERIFY(follower.poll().trouble.has_value());

        QVERIFY(samples::overwrite(path / "epochs" / "0001.safetensors", content));
        news = follower.poll();
        QVERIFY(!news.trouble);
        QCOMPARE(of<EpochEvent>(news).size(), std::size_t(2));
        QCOMPARE(of<StepEvent>(news).size(), std::size_t(2));
        QCOMPARE(of<WatchedEvent>(news).size(), std::size_t(2));

        fs::remove_all(path);
        QCOMPARE(follower.poll().trouble->code, ErrorCode::NotFound);
        // Another run in its place.
        fs::rename(samples::finishedRun(library(), "other"), path);
        news = follower.poll();
        QVERIFY(news.anew);
        QVERIFY(news.record.has_value());
        QCOMPARE(of<StepEvent>(news).size(), std::size_t(4));
        QVERIFY(!news.trouble);
    }

    void aLogThatIsBeingWrittenIsNotCalledDamagedAtOnce()
    {
        auto writer = RunWriter::create(library(), samples::record(), {"live", {}}).value();
        RunFollower follower(writer.path());
        QVERIFY(!follower.poll().trouble);
        for (int number = 1; number <= 4; ++number) {
            QVERIFY(writer.write(stepOf(number)).ok());
        }
        QVERIFY(writer.flush().ok());
        const auto file = listEventFiles(writer.path()).at(0).path;
        auto content = samples::contentOf(file);
        content[content.size() / 2] ^= 1;
        QVERIFY(samples::overwrite(file, content));
        while (follower.poll().more) {
        }
        QVERIFY(!follower.poll().trouble);
        auto news = follower.poll();
        QCOMPARE(news.trouble->code, ErrorCode::Corrupt);
        QCOMPARE(news.trouble->subject, file.string());
        QVERIFY(writer.writeStatus({RunState::Stopped, 0, 0, 0, 0, 0, {}}).ok());
        news = follower.poll(); // How it stands is told all the same.
        QCOMPARE(news.status->state, RunState::Stopped);
        QVERIFY(news.trouble.has_value());
    }

    void followingChangesNothing()
    {
        const auto path = samples::finishedRun(library(), "watched");
        QVERIFY(fs::remove(path / "lock"));
        const auto before = samples::treeOf(path);
        RunFollower follower(path);
        QCOMPARE(follower.poll().events.size(), std::size_t(9));
        QVERIFY(follower.poll().events.empty());
        QCOMPARE(samples::treeOf(path), before);
    }

private:
    [[nodiscard]] fs::path library() const { return m_folder->path().toStdString() + "/runs"; }

    /// Of epochs of four steps.
    static StepEvent stepOf(int number)
    {
        auto step = samples::step(number, (number + 3) / 4);
        step.epochPosition = number / 4.0;
        return step;
    }

    /// A run as it lies on a network file system that tells of no locks.
    [[nodiscard]] fs::path runOfAnotherMachine(RunState state) const
    {
        const auto path = samples::finishedRun(library(), "elsewhere");
        const auto file = listEventFiles(path).at(0);
        auto name = file.name;
        name.host = "node17.cluster";
        fs::rename(file.path, path / toString(name));
        const auto status = path / "status.json";
        const bool changed = samples::overwrite(
            status, samples::contentOf(status).replace("finished", runStateName(state)));
        return changed ? path : fs::path();
    }

    /// As though nothing had been written for so long.
    static void makeOlder(const fs::path& run, std::chrono::minutes age)
    {
        for (const auto& file : {run / "status.json", listEventFiles(run).back().path}) {
            fs::last_write_time(file, fs::file_time_type::clock::now() - age);
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestRunFollower)
#include "test_run_follower.moc"
