#include "core/train/train_run.h"

#include "core/base/process.h"
#include "core/config/absolute_paths.h"
#include "core/train/carry_out_p.h"
#include "core/train/new_run_p.h"
#include "core/train/old_run_p.h"
#include "core/train/rank_measurement_p.h"
#include "core/train/run_data.h"
#include "core/train/run_ranks_p.h"
#include "core/train/run_recorder_p.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

/// A run's directory, which the first rank alone has; its failure is every rank's.
Result<std::optional<RunWriter>> openWriter(const RunRanks& ranks,
                                            const std::function<Result<RunWriter>()>& open)
{
    std::optional<RunWriter> writer;
    Result<void> opened;
    if (ranks.records()) {
        auto made = open();
        if (made) {
            writer = std::move(*made);
        } else {
            opened = made.error();
        }
    }
    if (auto agreed = ranks.agree("directory", opened); !agreed) {
        return agreed.error();
    }
    return writer;
}

/// Exchanges of unlike devices would wait for each other.
Result<void> compareDevices(const RunRanks& ranks, c10::Device device)
{
    return ranks.compare("device", c10::DeviceTypeName(device.type()),
                         "trains on another kind of device than rank 0: set train.device");
}

Result<void> outcomeOf(const auto& result)
{
    return result ? Result<void>() : result.error();
}

Result<RunSummary> trainInRanks(const TrainRequest& request, const RunRanks& ranks, EventSink& sink,
                                RunControl& control,
                                const std::function<void(const fs::path&)>& onDirectory)
{
    if (auto agreed = ranks.agreeOnJob(toText({.config = settledConfig(request)})); !agreed) {
        return refuseRun(sink, agreed.error());
    }
    auto run = caught<NewRun>([&] { return prepareNewRun(request, control, ranks); });
    if (auto agreed = ranks.agree("preparation", outcomeOf(run)); !agreed) {
        return refuseRun(sink, agreed.error());
    }
    const auto& record = run->record;
    const auto files = record.dataFingerprint + record.weightsFingerprint +
                       (record.teacher ? record.teacher->fingerprint : std::string());
    if (auto same = ranks.compare("images", files,
                                  "finds other images, first weights or another teacher than rank "
                                  "0: the files must be the same on all machines");
        !same) {
        return refuseRun(sink, same.error());
    }
    if (auto same = compareDevices(ranks, run->device); !same) {
        return refuseRun(sink, same.error());
    }
    auto writer = openWriter(
        ranks, [&] { return RunWriter::create(request.library, run->record, run->label); });
    if (!writer) {
        return refuseRun(sink, writer.error());
    }
    if (onDirectory && *writer) {
        onDirectory((*writer)->path());
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

Result<RunSummary> resumeInRanks(const fs::path& directory, bool takeOver, const RunRanks& ranks,
                                 EventSink& sink, RunControl& control)
{
    const RankJob job{.work = RankJob::Work::Resume, .run = absolutePath(directory.string())};
    if (auto agreed = ranks.agreeOnJob(toText(job)); !agreed) {
        return refuseRun(sink, agreed.error());
    }
    auto run = caught<OldRun>([&] { return prepareOldRun(directory, takeOver, control, ranks); });
    if (auto agreed = ranks.agree("preparation", outcomeOf(run)); !agreed) {
        return refuseRun(sink, agreed.error());
    }
    TrainingState state;
    state.bestAccuracy = run->input.firstAccuracy;
    if (run->checkpoint) {
        state = run->checkpoint->state;
    }
    if (auto same = ranks.compare("checkpoint", std::to_string(state.step),
                                  "finds another checkpoint than rank 0: the run directory must "
                                  "be the same on all machines");
        !same) {
        return refuseRun(sink, same.error());
    }
    if (auto same = compareDevices(ranks, run->device); !same) {
        return refuseRun(sink, same.error());
    }
    auto writer =
        openWriter(ranks, [&] { return RunWriter::reopen(directory, state.step, state.epoch); });
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

/// From the meeting of the ranks to their parting.
Result<RunSummary> withRanks(const RankRequest& request, int processes, EventSink& sink,
                             RunControl& control,
                             const std::function<Result<RunSummary>(const RunRanks&)>& work)
{
    resetPeakMemory();
    sink.handle(StateEvent{RunState::Preparing});
    const auto ranks = RunRanks::gather(request, processes, control);
    if (!ranks) {
        return refuseRun(sink, ranks.error());
    }
    auto summary = work(*ranks);
    ranks->conclude(summary ? std::nullopt : std::optional(summary.error()));
    return summary;
}

} // namespace

Result<RunSummary> trainRun(const TrainRequest& request, EventSink& sink, RunControl& control,
                            const std::function<void(const fs::path&)>& onDirectory)
{
    // More would take turns on the cores. Steps take as many images all the same.
    const int wanted = std::min(request.config.train.processes, availableCores());
    return withRanks(request.ranks, wanted, sink, control, [&](const RunRanks& ranks) {
        auto shared = request;
        if (ranks.group() && shared.config.train.processes == 1) {
            shared.config.train.processes = ranks.group()->size();
        }
        return trainInRanks(shared, ranks, sink, control, onDirectory);
    });
}

Result<RunSummary> resumeRun(const fs::path& directory, EventSink& sink, RunControl& control,
                             const RankRequest& request)
{
    int wanted = 1;
    if (!request.program.empty()) {
        // Where it cannot be read, the preparation says why.
        const auto run = RunDirectory::open(directory);
        wanted = run ? std::min(run->record().config.train.processes, availableCores()) : 1;
        wanted = request.processes > 0 ? request.processes : wanted;
    }
    return withRanks(request, wanted, sink, control, [&](const RunRanks& ranks) {
        return resumeInRanks(directory, request.takeOver, ranks, sink, control);
    });
}

Result<RunSummary> serveRank(const std::shared_ptr<RankGroup>& group, EventSink& sink,
                             RunControl& control)
{
    const auto told = group->exchange("job", {});
    if (!told) {
        return told.error();
    }
    const auto job = rankJobFrom(told->front());
    if (!job) {
        group->conclude(job.error());
        return job.error();
    }
    switch (job->work) {
    case RankJob::Work::Resume:
        return resumeRun(job->run, sink, control, {.group = group});
    case RankJob::Work::Measure:
        return serveMeasurement(*job, group, control);
    case RankJob::Work::Train:
        break;
    }
    TrainRequest request;
    request.config = job->config;
    request.ranks.group = group;
    return trainRun(request, sink, control);
}

} // namespace weft
