// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/store/checkpoint_p.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>
// clang-format on

#include "tests/support/run_samples.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>
#include <limits>

using namespace weft;

namespace {

TensorMap modelOf(double fill)
{
    return {{"fc.weight", at::full({300, 20}, fill)}, {"fc.bias", at::full({20}, fill)}};
}

} // namespace

class TestCheckpoint : public QObject
{
    Q_OBJECT
private slots:
    void tensorsAndStateComeBackExactly()
    {
        const TensorMap model{
            {"conv.weight", at::randn({4, 3, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast)},
            {"bn.num_batches_tracked", at::full({}, 17, at::kLong)},
            {"half", at::randn({5}).to(at::kBFloat16)},
            {"transposed", at::arange(6).reshape({2, 3}).t()}};
        const TensorMap optimizer{{"momentum.0", at::randn({7})}};
        const TrainingState state{123, 4, 5, 1.0 / 3, 77, 99, 96, 3, 2.0 / 3, 0.1};
        QVERIFY(saveCheckpoint(run(), CheckpointKind::Last, model, optimizer, state).ok());

        const auto loaded = loadCheckpoint(run(), CheckpointKind::Last).value();
        QCOMPARE(loaded.model.size(), model.size());
        for (const auto& [name, tensor] : model) {
            QCOMPARE(loaded.model.at(name).scalar_type(), tensor.scalar_type());
            QVERIFY(at::equal(loaded.model.at(name), tensor));
        }
        QVERIFY(at::equal(loaded.optimizer.at("momentum.0"), optimizer.at("momentum.0")));
        QCOMPARE(loaded.state.step, state.step);
        QCOMPARE(loaded.state.epoch, state.epoch);
        QCOMPARE(loaded.state.stepInEpoch, state.stepInEpoch);
        QVERIFY(loaded.state.epochLossSum == state.epochLossSum);
        QCOMPARE(loaded.state.epochCorrect, state.epochCorrect);
        QCOMPARE(loaded.state.epochSeen, state.epochSeen);
        QCOMPARE(loaded.state.epochLosses, state.epochLosses);
        QCOMPARE(loaded.state.bestEpoch, state.bestEpoch);
        QVERIFY(loaded.state.bestAccuracy == state.bestAccuracy);
        QVERIFY(loaded.state.seconds == state.seconds);
    }

    /// They counted every image's loss.
    void checkpointsOfOlderVersionsAreTaken()
    {
        auto state = stateAt(20);
        state.epochSeen = 99;
        state.epochLosses = 96;
        QVERIFY(saveCheckpoint(run(), CheckpointKind::Last, modelOf(1.0), {}, state).ok());
        const auto commit = checkpoints() / "last.json";
        auto text = samples::contentOf(commit);
        QVERIFY(text.contains("\"epoch_losses\""));
        QVERIFY(samples::overwrite(commit, text.replace("\"epoch_losses\"", "\"unknown\"")));
        QCOMPARE(loadCheckpoint(run(), CheckpointKind::Last).value().state.epochLosses,
                 std::int64_t{99});
    }

    void bestAndLastStandBesideEachOther()
    {
        save(CheckpointKind::Best, 10, 1.0);
        save(CheckpointKind::Last, 20, 2.0);
        save(CheckpointKind::Last, 30, 3.0);
        QCOMPARE(valueOf(CheckpointKind::Best), 1.0);
        QCOMPARE(valueOf(CheckpointKind::Last), 3.0);
        QCOMPARE(files(), (QStringList{"best-00000010-model.safetensors", "best.json",
                                       "last-00000030-model.safetensors", "last.json"}));
    }

    void savingAStepAgainKeepsAWholeCheckpointThroughout()
    {
        save(CheckpointKind::Last, 20, 1.0);
        save(CheckpointKind::Last, 20, 2.0);
        QCOMPARE(valueOf(CheckpointKind::Last), 2.0);
        QCOMPARE(files().size(), 2);
    }

    void aDiskThatIsFullLeavesTheFormerCheckpoint()
    {
        save(CheckpointKind::Last, 20, 1.0);
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit tight = before;
        tight.rlim_cur = 10'000;
        ::setrlimit(RLIMIT_FSIZE, &tight);
        const auto saved =
            saveCheckpoint(run(), CheckpointKind::Last, modelOf(2.0), {}, stateAt(30));
        ::setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(saved.error().code, ErrorCode::WriteFailed);
        QVERIFY(saved.error().subject.find("last-00000030-model") != std::string::npos);
        QCOMPARE(valueOf(CheckpointKind::Last), 1.0);
        QCOMPARE(files(), (QStringList{"last-00000020-model.safetensors", "last.json"}));
    }

    void aCheckpointThatWasNotCommittedIsNotSeen()
    {
        save(CheckpointKind::Last, 20, 1.0);
        // As a kill between the tensors and the JSON leaves it; the next save clears it away.
        QVERIFY(samples::overwrite(checkpoints() / "last-00000030-model.safetensors", "half"));
        QCOMPARE(valueOf(CheckpointKind::Last), 1.0);
        save(CheckpointKind::Last, 30, 2.0);
        QCOMPARE(valueOf(CheckpointKind::Last), 2.0);
        QCOMPARE(files().size(), 2);
    }

    void whereThereIsNoneItSaysNotFound()
    {
        QCOMPARE(loadCheckpoint(run(), CheckpointKind::Best).error().code, ErrorCode::NotFound);
    }

    void damageAndNewerFormatsAreRefusedAndLeftAlone()
    {
        save(CheckpointKind::Last, 20, 1.0);
        const auto tensors = checkpoints() / "last-00000020-model.safetensors";
        const auto commit = checkpoints() / "last.json";
        const auto tensorBytes = samples::contentOf(tensors);
        const auto commitBytes = samples::contentOf(commit);

        auto flipped = tensorBytes;
        flipped[flipped.size() - 3] = static_cast<char>(flipped[flipped.size() - 3] ^ 4);
        QCOMPARE(codeWith(tensors, flipped), ErrorCode::Corrupt);
        QCOMPARE(codeWith(tensors, tensorBytes.left(1000)), ErrorCode::Corrupt);
        QVERIFY(samples::overwrite(tensors, tensorBytes));

        QCOMPARE(codeWith(commit, commitBytes.left(40)), ErrorCode::Corrupt);
        QCOMPARE(
            codeWith(commit, QByteArray(commitBytes).replace("\"schema\": 1", "\"schema\": 2")),
            ErrorCode::NewerFormat);
        QCOMPARE(codeWith(commit, QByteArray(commitBytes).replace("last-", "../last-")),
                 ErrorCode::Corrupt);
        QVERIFY(samples::overwrite(commit, commitBytes));
        QCOMPARE(valueOf(CheckpointKind::Last), 1.0);

        QVERIFY(QFile::remove(QString::fromStdString(tensors.string())));
        QCOMPARE(loadCheckpoint(run(), CheckpointKind::Last).error().code, ErrorCode::Corrupt);
    }

    void aStateThatIsNotFiniteIsNotKept()
    {
        save(CheckpointKind::Last, 20, 1.0);
        auto state = stateAt(30);
        state.epochLossSum = std::numeric_limits<double>::quiet_NaN();
        const auto saved = saveCheckpoint(run(), CheckpointKind::Last, modelOf(2.0), {}, state);
        QCOMPARE(saved.error().code, ErrorCode::NotFinite);
        QCOMPARE(valueOf(CheckpointKind::Last), 1.0);
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    [[nodiscard]] std::filesystem::path run() const { return m_folder->path().toStdString(); }
    [[nodiscard]] std::filesystem::path checkpoints() const { return run() / "checkpoints"; }
    [[nodiscard]] QStringList files() const
    {
        return QDir(m_folder->filePath("checkpoints")).entryList(QDir::Files | QDir::Hidden);
    }

    static TrainingState stateAt(std::int64_t step)
    {
        TrainingState state;
        state.step = step;
        return state;
    }

    void save(CheckpointKind kind, std::int64_t step, double fill)
    {
        QVERIFY(saveCheckpoint(run(), kind, modelOf(fill), {}, stateAt(step)).ok());
    }

    [[nodiscard]] double valueOf(CheckpointKind kind) const
    {
        const auto loaded = loadCheckpoint(run(), kind);
        return loaded ? loaded->model.at("fc.weight")[0][0].item<double>() : -1;
    }

    /// What loading says once the file has that content; checks that it changes nothing.
    [[nodiscard]] ErrorCode codeWith(const std::filesystem::path& file, const QByteArray& content)
    {
        samples::overwrite(file, content);
        const auto before = samples::treeOf(run());
        const auto loaded = loadCheckpoint(run(), CheckpointKind::Last);
        return !loaded && samples::treeOf(run()) == before ? loaded.error().code
                                                           : ErrorCode::Internal;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "test_checkpoint.moc"
