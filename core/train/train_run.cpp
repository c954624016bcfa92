#include "core/train/train_run.h"

#include "core/base/process.h"
#include "core/store/first_weights_p.h"
#include "core/train/carry_out_p.h"
#include "core/train/new_run_p.h"
#include "core/train/precision_p.h"
#include "core/train/run_data.h"
#include "core/train/run_recorder_p.h"
#include "core/train/trainer_p.h"

#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

/// What stands before the next step of a run that is carried on.
struct OldRun
{
    TrainingInput input;
    RunStatus status;
    c10::Device device = c10::kCPU;
    std::optional<LoadedCheckpoint> checkpoint; ///< None: the run was killed before its first.
};

/// A run that somebody trains, or that has nothing left to do, cannot be carried on.
Result<void> checkResumable(const RunDirectory& run)
{
    switch (run.status().state) {
    case RunState::Finished:
        return Error{ErrorCode::InvalidArgument, run.path().string(), "the run is finished"};
    case RunState::Preparing:
    case RunState::Running:
    case RunState::Paused:
        return Error{ErrorCode::InUse, run.path().string(), "another process trains the run"};
    case RunState::Stopped:
    case RunState::Failed:
    case RunState::Interrupted:
        break;
    }
    return {};
}

/// The number of threads the run began with, where this machine has as many cores: sums depend on
/// it in their last bits.
int threadsOf(const RunRecord& record)
{
    const int wanted = record.config.train.threads;
    return wanted == 0 && record.environment.threads <= availableCores()
               ? record.environment.threads
               : wanted;
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

Result<OldRun> prepareOldRun(const fs::path& directory, RunControl& control)
{
    const auto run = RunDirectory::open(directory);
    if (!run) {
        return run.error();
    }
    if (auto checked = checkResumable(*run); !checked) {
        return checked.error();
    }
    const auto& record = run->record();
    const auto device = chooseDevice(record.config.train.device);
    if (!device) {
        return device.error();
    }
    if (record.config.train.precision == Precision::Fp16 && !device->is_cuda()) {
        return Error{ErrorCode::Unsupported, directory.string(),
                     "the run trains in fp16, which needs CUDA"};
    }
    configureThreads(threadsOf(record));
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

} // namespace

Result<RunSummary> trainRun(const TrainRequest& request, EventSink& sink, RunControl& control,
                            const std::function<void(const fs::path&)>& onDirectory)
{
    resetPeakMemory();
    sink.handle(StateEvent{RunState::Preparing});
    auto run = caught<NewRun>([&] { return prepareNewRun(request, control); });
    if (!run) {
        return refuseRun(sink, run.error());
    }
    auto writer = RunWriter::create(request.library, run->record, run->label);
    if (!writer) {
        return refuseRun(sink, writer.error());
    }
    if (onDirectory) {
        onDirectory(writer->path());
    }
    if (run->weights) {
        sink.handle(*run->weights);
    }
    if (run->teacher) {
        sink.handle(*run->teacher);
    }
    RunRecorder recorder(std::move(*writer), sink, {});
    return carryOut(std::move(run->input), run->device, recorder, control, {});
}

Result<RunSummary> resumeRun(const fs::path& directory, EventSink& sink, RunControl& control)
{
    resetPeakMemory();
    sink.handle(StateEvent{RunState::Preparing});
    auto run = caught<OldRun>([&] { return prepareOldRun(directory, control); });
    if (!run) {
        return refuseRun(sink, run.error());
    }
    TrainingState state;
    state.bestAccuracy = run->input.firstAccuracy;
    if (run->checkpoint) {
        state = run->checkpoint->state;
    }
    auto writer = RunWriter::reopen(directory, state.step, state.epoch);
    if (!writer) {
        return refuseRun(sink, writer.error());
    }
    // The status may know of epochs that the checkpoint does not.
    run->status.epochsDone = state.epoch;
    run->status.bestEpoch = state.bestEpoch;
    run->status.bestAccuracy = state.bestAccuracy;
    run->status.seconds = state.seconds;
    RunRecorder recorder(std::move(*writer), sink, run->status);
    return carryOut(std::move(run->input), run->device, recorder, control, run->checkpoint);
}

} // namespace weft
