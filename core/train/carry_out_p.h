#pragma once

#include "core/base/exceptions_p.h"
#include "core/train/run_recorder_p.h"
#include "core/train/train_run.h"
#include "core/train/trainer_p.h"

#include <functional>
#include <optional>

namespace weft {

/// Trains until the end, a stop or an error, and leaves word of it in the record.
[[nodiscard]] Result<RunSummary> carryOut(TrainingInput input, c10::Device device,
                                          RunRecorder& recorder, RunControl& control,
                                          const std::optional<LoadedCheckpoint>& from);

/// For a run that could not begin: its record, where there is one, stays as it was. Gives the error
/// back.
[[nodiscard]] Error refuseRun(EventSink& sink, const Error& error);

template <typename T>
Result<T> caught(const std::function<Result<T>()>& work)
{
    try {
        return work();
    } catch (...) {
        return errorFromException();
    }
}

} // namespace weft
