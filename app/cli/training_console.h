#pragma once

#include "app/cli/progress_bar.h"

#include "core/train/train_run.h"

#include <filesystem>
#include <functional>
#include <string>

namespace weft::cli {

/// Shows a training: a progress bar within the epoch, a line an epoch on standard output, problems
/// on standard error.
class TrainingConsole final : public EventSink
{
public:
    explicit TrainingConsole(bool json);

    void handle(const TrainingEvent& event) override;

    /// How many epochs are planned, where no progress has told yet.
    void setEpochs(int epochs) { m_epochs = epochs; }
    void say(const std::string& text); ///< On standard error, in the bar's place.

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

/// What came of a run, which ends what is told of it: lines, or with json one object.
void printSummary(const RunSummary& summary, bool json);

/// How a run is carried on, as a shell takes it.
[[nodiscard]] std::string resumeCommandLine(const std::filesystem::path& run);

/// Trains in the way of work, which trainRun() or resumeRun() do, with a console and a clean end on
/// Ctrl+C. Prints the result, or how to resume; returns the exit code. Of launched ranks, one does
/// so for all.
int runTraining(bool json, const RankRequest& ranks,
                const std::function<Result<RunSummary>(EventSink&, RunControl&)>& work);

} // namespace weft::cli
