#include "core/base/process.h"
#include "core/store/first_weights_p.h"
#include "core/store/run_holder.h"
#include "core/train/new_run_p.h"
#include "core/train/old_run_p.h"
#include "core/train/precision_p.h"
#include "core/train/run_data.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

/// A run that somebody trains, or that has nothing left to do, cannot be carried on. Whether it is
/// trained the first rank decides for all, by the lock that it takes.
Result<void> checkResumable(const RunDirectory& run, bool takeOver, const RunRanks& ranks)
{
    const auto holder = holderOf(run.path());
    switch (run.status().state) {
    case RunState::Finished:
        return Error{ErrorCode::InvalidArgument, run.path().string(), "the run is finished"};
    case RunState::Preparing:
    case RunState::Running:
    case RunState::Paused:
        if (!ranks.records() || (takeOver && holder == RunHolder::Unknown)) {
            break;
        }
        return Error{
            ErrorCode::InUse, run.path().string(),
            holder == RunHolder::Unknown
                ? "a process of another machine has written to the run in the last minutes "
                  "and may train it still; where it has gone, weft-cli resume --take-over "
                  "carries the run on at once"
                : "another process trains the run"};
    case RunState::Stopped:
    case RunState::Failed:
    case RunState::Interrupted:
        break;
    }
    return {};
}

/// The number of threads the run began with, where this process has as many cores: sums depend on
/// it in their last bits.
int threadsOf(const RunRecord& record, const RunRanks& ranks)
{
    const int wanted = record.config.train.threads;
    const int begun = record.environment.threads;
    return wanted > 0 ? wanted : std::min(begun, ranks.coreShare());
}

/// What the network began with, for a run that has no checkpoint yet.
Result<FirstWeights> firstWeights(const RunRecord& record)
{
    const auto& model = record.config.model;
    if (model.weights.empty()) {
        return FirstWeights{};
    }
    auto weights =
        readFirstWeights(model.weights, model, static_cast<int>(record.classNames.size()));
    if (weights && weights->fingerprint != record.weightsFingerprint) {
        return Error{ErrorCode::InvalidArgument, model.weights,
                     "the weights have changed since the run began, so that it cannot be carried "
                     "on; start a new run"};
    }
    return weights;
}

/// The same for a run of a pruned network, whose first checkpoint is its best one.
Result<void> beginWithPruned(const fs::path& directory, TrainingInput& input)
{
    auto pruned = loadCheckpoint(directory, CheckpointKind::Best);
    if (!pruned && pruned.error().code == ErrorCode::NotFound) {
        return Error{ErrorCode::NotFound, directory.string(),
                     "the run ended before the pruned weights were saved; prune its parent again"};
    }
    if (!pruned) {
        return pruned.error();
    }
    input.network = std::move(pruned->model);
    input.firstAccuracy = pruned->state.bestAccuracy;
    return {};
}

/// Whom the run has learnt from so far.
Result<std::shared_ptr<Teacher>> teacherOf(const RunRecord& record, c10::Device device)
{
    if (record.config.train.teacher.empty()) {
        return std::shared_ptr<Teacher>();
    }
    auto teacher = openTeacher(record, device);
    if (teacher && record.teacher && (*teacher)->fingerprint() != record.teacher->fingerprint) {
        return Error{ErrorCode::InvalidArgument, record.config.train.teacher,
                     "the teacher has changed since the run began, so that it cannot be carried "
                     "on; start a new run"};
    }
    return teacher;
}

} // namespace

Result<OldRun> prepareOldRun(const fs::path& directory, bool takeOver, RunControl& control,
                             const RunRanks& ranks)
{
    const auto run = RunDirectory::open(directory);
    if (!run) {
        return run.error();
    }
    if (auto checked = checkResumable(*run, takeOver, ranks); !checked) {
        return checked.error();
    }
    const auto& record = run->record();
    const auto device = deviceOf(record.config, ranks);
    if (!device) {
        return device.error();
    }
    if (record.config.train.precision == Precision::Fp16 && !device->is_cuda()) {
        return Error{ErrorCode::Unsupported, directory.string(),
                     "the run trains in fp16, which needs CUDA"};
    }
    configureThreads(threadsOf(record, ranks));
    const auto data = openRunData(record.config, control.stopToken());
    if (!data) {
        return data.error();
    }
    if (data->fingerprint != record.dataFingerprint) {
        return Error{ErrorCode::InvalidArgument, record.config.data.source,
                     "the images have changed since the run began, so that it cannot be carried "
                     "on; start a new run"};
    }
    OldRun old;
    old.input = {record.config,
                 data->train,
                 data->validation,
                 record.preprocessing,
                 imagesKeyOf(*data, record),
                 {},
                 {},
                 {}};
    old.input.ownFeatures = record.ownFeatures;
    shareMachine(old.input, ranks);
    auto teacher = teacherOf(record, *device);
    if (!teacher) {
        return teacher.error();
    }
    old.input.teacher = std::move(*teacher);
    old.status = run->status();
    old.device = *device;
    auto checkpoint = loadCheckpoint(directory, CheckpointKind::Last);
    if (checkpoint) {
        old.checkpoint = std::move(*checkpoint);
    } else if (checkpoint.error().code != ErrorCode::NotFound) {
        return checkpoint.error();
    } else if (record.parent) {
        if (auto begun = beginWithPruned(directory, old.input); !begun) {
            return begun.error();
        }
    } else if (auto weights = firstWeights(record); weights) {
        old.input.backbone = std::move(weights->backbone);
        old.input.classifier = std::move(weights->classifier);
    } else {
        return weights.error();
    }
    return old;
}

} // namespace weft
