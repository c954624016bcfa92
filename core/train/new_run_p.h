#pragma once

#include "core/base/result.h"
#include "core/store/first_weights_p.h"
#include "core/store/run_directory.h"
#include "core/train/run_control.h"
#include "core/train/run_ranks_p.h"
#include "core/train/train_run.h"
#include "core/train/trainer_p.h"

namespace weft {

/// What stands before the first step of a new run.
struct NewRun
{
    TrainingInput input;
    RunRecord record;
    RunLabel label;
    c10::Device device = c10::kCPU;
    std::optional<WeightsEvent> weights; ///< Where the trunk begins with another network's.
    std::optional<TeacherEvent> teacher; ///< Where it learns from one.
};

/// The teacher that a run's record names. Fails as Teacher::open() does.
[[nodiscard]] Result<std::shared_ptr<Teacher>> openTeacher(const RunRecord& record,
                                                           c10::Device device);

/// TrainingInput::imagesKey, by which the run's features are known in the cache.
[[nodiscard]] std::string imagesKeyOf(const DataSource& data, const RunRecord& record);

/// The request's configuration with paths that mean the same from any working folder.
[[nodiscard]] RunConfig settledConfig(const TrainRequest& request);

/// Gives a run's training its ranks, and of the loader's threads this process's part.
void shareMachine(TrainingInput& input, const RunRanks& ranks);

/// The device of this rank. Fails as chooseDevice() and useDevice() do.
[[nodiscard]] Result<c10::Device> deviceOf(const RunConfig& config, const RunRanks& ranks);

/// Checks the configuration, opens the data and fills in the record. Sets this thread's threads.
/// Writes nothing. Fails with InvalidArgument, Unsupported, Cancelled, or as the data do.
[[nodiscard]] Result<NewRun> prepareNewRun(const TrainRequest& request, RunControl& control,
                                           const RunRanks& ranks);

} // namespace weft
