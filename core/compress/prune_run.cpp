#include "core/compress/prune_run.h"

#include "core/base/process.h"
#include "core/compare/inference_turns_p.h"
#include "core/compress/channel_removal_p.h"
#include "core/compress/ranked_channels_p.h"
#include "core/store/module_state_p.h"
#include "core/store/run_library.h"
#include "core/store/trained_network_p.h"
#include "core/store/weights_fingerprint_p.h"
#include "core/train/carry_out_p.h"
#include "core/train/evaluator_p.h"
#include "core/train/new_run_p.h"
#include "core/train/precision_p.h"

#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

/// A pruned network before its first step.
struct PrunedRun
{
    NewRun run;
    fs::path library;
    TensorMap weights;
};

Result<void> checkParent(const RunDirectory& parent)
{
    switch (parent.status().state) {
    case RunState::Preparing:
    case RunState::Running:
    case RunState::Paused:
        return Error{ErrorCode::InUse, parent.path().string(),
                     "the run is being trained; stop it before it is pruned"};
    case RunState::Stopped:
    case RunState::Finished:
    case RunState::Failed:
    case RunState::Interrupted:
        break;
    }
    return {};
}

/// The accuracies mean something beside one another on the same images only.
Result<void> checkImages(const NewRun& run, const RunDirectory& parent)
{
    const auto& before = parent.record();
    if (run.record.dataFingerprint != before.dataFingerprint ||
        run.record.classNames != before.classNames) {
        return Error{ErrorCode::InvalidArgument, run.record.config.data.source,
                     "the images, or how they are split, are not those that " + before.id +
                         " was trained on, so that it cannot be fine-tuned on them"};
    }
    return {};
}

/// Top-1 on the run's validation images, in the run's precision.
Result<double> accuracyOf(Classifier& model, const NewRun& run, const std::stop_token& stop,
                          const ProgressCallback& report)
{
    const PrecisionScope precision(run.input.config.train.precision, run.device);
    EvaluationOptions options;
    options.batch = run.input.config.train.batch;
    options.loaderThreads = run.input.config.data.workers;
    options.device = run.device;
    model->to(run.device);
    const auto evaluation =
        evaluate(model, run.input.validation, run.input.preprocessing, options, stop, report);
    return evaluation ? Result<double>(evaluation->top1) : evaluation.error();
}

/// By the path that Classify uses, on the CPU and in the run's precision.
Result<std::vector<InferenceTime>> timeBoth(Classifier& parent, Classifier& pruned,
                                            const NewRun& run, double seconds,
                                            const std::stop_token& stop)
{
    std::vector<TimedNetwork> networks;
    for (auto* model : {&parent, &pruned}) {
        (*model)->to(c10::kCPU);
        (*model)->eval();
        networks.push_back(
            {*model, run.input.preprocessing.size, run.input.config.train.precision});
    }
    return inferenceInTurns(networks, seconds, stop);
}

/// Where the new run goes, and what it is called.
TrainRequest requestFor(const PruneRequest& request, const RunDirectory& parent, RunConfig config)
{
    const auto library =
        request.library.empty() ? fs::canonical(parent.path()).parent_path() : request.library;
    return {std::move(config), library,
            request.name.empty() ? proposeRunName(library, parent.label().name + "-pruned")
                                 : request.name,
            request.data};
}

/// Measures both networks and fills in the record.
Result<void> measure(PrunedRun& pruned, TrainedNetwork& parent, const PrunePlan& plan,
                     double seconds, const std::stop_token& stop, const ProgressCallback& report)
{
    auto& run = pruned.run;
    const auto counted = [&](std::size_t former) -> ProgressCallback {
        return [&report, former, images = run.input.validation->size()](const Progress& progress) {
            if (report) {
                report({former * images + progress.done, 2 * images});
            }
        };
    };
    ParentRecord record;
    record.id = parent.run.record().id;
    record.epoch = parent.epoch;
    record.fingerprint = weightsFingerprint(moduleState(*parent.model));
    record.parameters = plan.parametersBefore;
    record.flops = plan.flopsBefore;
    const auto before = accuracyOf(parent.model, run, stop, counted(0));
    if (!before) {
        return before.error();
    }
    Classifier model(run.input.config.model, static_cast<int>(run.record.classNames.size()));
    if (auto loaded = loadModuleState(*model, pruned.weights); !loaded) {
        return loaded;
    }
    const auto after = accuracyOf(model, run, stop, counted(1));
    if (!after) {
        return after.error();
    }
    record.accuracy = *before;
    record.prunedAccuracy = *after;
    if (seconds > 0) {
        const auto timed = timeBoth(parent.model, model, run, seconds, stop);
        if (!timed) {
            return timed.error();
        }
        record.time = timed->front();
        record.prunedTime = timed->back();
    }
    run.record.parent = record;
    return {};
}

Result<PrunedRun> preparePruned(const PruneRequest& request, RunControl& control,
                                const ProgressCallback& report)
{
    const auto directory = RunDirectory::open(request.run);
    if (!directory) {
        return directory.error();
    }
    if (auto checked = checkParent(*directory); !checked) {
        return checked.error();
    }
    auto parent = loadTrainedNetwork(request.run, request.checkpoint);
    if (!parent) {
        return parent.error();
    }
    const auto& before = parent->run.record();
    const auto channels = rankChannels(parent->model, before.preprocessing.size);
    const auto plan = planPruning(channels, request.options);
    if (!plan) {
        return plan.error();
    }
    auto config = fineTuningConfig(before.config, plan->widths, request);
    if (!config) {
        return config.error();
    }
    auto wanted = requestFor(request, parent->run, std::move(*config));
    auto run = prepareNewRun(wanted, control, {});
    if (!run) {
        return run.error();
    }
    if (auto checked = checkImages(*run, parent->run); !checked) {
        return checked.error();
    }
    run->input.preprocessing = before.preprocessing;
    run->record.preprocessing = before.preprocessing;
    const auto kept = keptChannels(channels.by(request.options.rank), plan->widths);
    PrunedRun pruned{
        std::move(*run), std::move(wanted.library),
        withoutChannels(moduleState(*parent->model), trunkTopology(channels.model), kept)};
    if (auto measured =
            measure(pruned, *parent, *plan, request.timingSeconds, control.stopToken(), report);
        !measured) {
        return measured.error();
    }
    return pruned;
}

/// What is left, kept as the best checkpoint before the first step.
Result<RunSummary> keepOnly(RunRecorder& recorder, const PrunedRun& pruned,
                            const TrainingState& state)
{
    auto kept = recorder.checkpoint(CheckpointKind::Last, pruned.weights, {}, state);
    if (kept) {
        kept = recorder.state(RunState::Finished, 0);
    }
    if (!kept) {
        recorder.failed(kept.error(), 0);
        return kept.error();
    }
    return RunSummary{.directory = recorder.directory(), .bestAccuracy = state.bestAccuracy};
}

} // namespace

Result<RunSummary> pruneRun(const PruneRequest& request, EventSink& sink, RunControl& control,
                            const std::function<void(const fs::path&)>& onDirectory,
                            const ProgressCallback& measuring)
{
    resetPeakMemory();
    sink.handle(StateEvent{RunState::Preparing});
    auto pruned = caught<PrunedRun>([&] { return preparePruned(request, control, measuring); });
    if (!pruned) {
        return refuseRun(sink, pruned.error());
    }
    auto& run = pruned->run;
    auto writer = RunWriter::create(pruned->library, run.record, run.label);
    if (!writer) {
        return refuseRun(sink, writer.error());
    }
    TrainingState state;
    state.bestAccuracy = run.record.parent->prunedAccuracy;
    RunStatus status;
    status.bestAccuracy = state.bestAccuracy;
    const auto directory = writer->path();
    RunRecorder recorder(std::move(*writer), sink, status);
    if (auto kept = recorder.checkpoint(CheckpointKind::Best, pruned->weights, {}, state); !kept) {
        recorder.failed(kept.error(), 0);
        return kept.error();
    }
    if (onDirectory) {
        onDirectory(directory);
    }
    if (run.teacher) {
        sink.handle(*run.teacher);
    }
    if (request.epochs == 0) {
        return keepOnly(recorder, *pruned, state);
    }
    run.input.network = std::move(pruned->weights);
    run.input.firstAccuracy = state.bestAccuracy;
    return carryOut(std::move(run.input), run.device, recorder, control, {});
}

} // namespace weft
