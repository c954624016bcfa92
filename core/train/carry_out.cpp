#include "core/train/carry_out_p.h"

#include <algorithm>
#include <utility>

namespace weft {

Result<RunSummary> carryOut(TrainingInput input, c10::Device device, RunRecorder& recorder,
                            RunControl& control, const std::optional<LoadedCheckpoint>& from)
{
    if (input.ranks) {
        input.ranks->endPreparation();
    }
    double seconds = recorder.status().seconds;
    int withoutBetter = 0;
    const auto train = [&]() -> Result<RunState> {
        try {
            Trainer trainer(std::move(input), device, recorder, control);
            if (from) {
                if (auto restored = trainer.restore(*from); !restored) {
                    return restored.error();
                }
            }
            auto outcome = trainer.run();
            seconds = trainer.seconds();
            withoutBetter = trainer.ranOut();
            return outcome;
        } catch (const GroupEnded& end) {
            return Error{ErrorCode::RankLost, {}, end.what()};
        } catch (...) {
            return errorFromException();
        }
    };
    auto outcome = train();
    if (outcome) {
        if (auto told = recorder.state(*outcome, seconds); !told) {
            outcome = told.error();
        }
    }
    if (!outcome) {
        // What the checkpoints say, where the trainer has gone with a lost rank.
        recorder.failed(outcome.error(), std::max(seconds, recorder.status().seconds));
        return outcome.error();
    }
    const auto& status = recorder.status();
    return RunSummary{recorder.directory(), *outcome,      status.epochsDone,     status.bestEpoch,
                      status.bestAccuracy,  withoutBetter, status.peakMemoryBytes};
}

Error refuseRun(EventSink& sink, const Error& error)
{
    const bool stopped = error.code == ErrorCode::Cancelled;
    if (!stopped) {
        sink.handle(ProblemEvent{error, true});
    }
    sink.handle(StateEvent{stopped ? RunState::Stopped : RunState::Failed});
    return error;
}

} // namespace weft
