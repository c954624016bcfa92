#pragma once

#include "app/cli/progress_bar.h"

#include "core/train/train_run.h"

#include <filesystem>
#include <functional>

namespace weft::cli {

/// Shows a training: a progress bar within the epoch, a line an epoch on standard output, problems
/// on standard error.
class TrainingConsole final : public EventSink
{
public:
    explicit TrainingConsole(bool json);

    void handle(const TrainingEvent& event) override;

private:
    void handle(const StepEvent& step);
    void handle(const EpochEvent& epoch);
    void handle(const ProgressEvent& progress);
    void handle(const ProblemEvent& problem);
    void handle(const WeightsEvent& weights);
    void handle(const TeacherEvent& teacher);
    void handle(const StateEvent&) {}
    void handle(const WatchedEvent&) {}
    void tellFeatures(const ProgressEvent& progress);

    bool m_json = false;
    ProgressBar m_bar;
    StepEvent m_step; ///< The last one.
    int m_epochs = 0;
    FeatureUse m_features = FeatureUse::None; ///< Told last.
};

/// Trains in the way of work, which trainRun() or resumeRun() do, with a console and a clean end on
/// Ctrl+C. Prints the result, or how to resume; returns the exit code.
int runTraining(
    bool json,
    const std::function<Result<RunSummary>(
        EventSink&, RunControl&, const std::function<void(const std::filesystem::path&)>&)>& work);

} // namespace weft::cli
