#pragma once

#include "core/compare/comparison_plan.h"
#include "core/metrics/inference_time.h"
#include "core/store/run_directory.h"
#include "core/train/train_run.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

enum class ComparedState { Open, Begun, Finished, Failed };

/// Their names in files, in their order: open, begun, finished, failed.
inline constexpr std::array<const char*, 4> comparedStateNames{"open", "begun", "finished",
                                                               "failed"};

/// What came of one configuration with one seed.
struct ComparedRun
{
    std::size_t config = 0; ///< Index in the plan.
    std::uint64_t seed = 0;
    ComparedState state = ComparedState::Open;
    std::filesystem::path directory; ///< Of the run; empty before it begins.
    double accuracy = 0;             ///< Validation top-1 of the last epoch.
    double bestAccuracy = 0;         ///< Of the best, which is chosen by looking at it.
    double seconds = 0;              ///< Training time.
    std::string problem;             ///< Why it failed.
};

/// A run that is to be made or carried on next.
struct ComparisonStep
{
    std::size_t number = 0;           ///< Of runs().
    TrainRequest request;             ///< Its data are to be opened by whoever trains it.
    std::filesystem::path unfinished; ///< Run directory to carry on; empty: a new run.
};

/// A comparison on the disk: the plan, what has come of it, and what is left. Its file is replaced
/// as a whole after every run, so that a comparison goes on after any interruption. The runs are
/// ordinary runs of the library. One thread at a time.
class Comparison
{
public:
    /// Begins the plan in library/<title>.comparison, or carries on there where the very same plan
    /// has begun. Fails with InvalidArgument (see checkPlan()), with AlreadyExists where another
    /// plan stands there of which a run has begun, and as writing fails.
    [[nodiscard]] static Result<Comparison> begin(ComparisonPlan plan,
                                                  const std::filesystem::path& library);
    /// Reads one that has begun. Fails with NotFound, Unreadable, Corrupt or NewerFormat.
    [[nodiscard]] static Result<Comparison> open(const std::filesystem::path& folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    [[nodiscard]] const ComparisonPlan& plan() const { return m_plan; }
    /// Seed by seed, within a seed in the plan's order, as they are trained.
    [[nodiscard]] const std::vector<ComparedRun>& runs() const { return m_runs; }
    /// One for each configuration; empty before measureInference().
    [[nodiscard]] const std::vector<InferenceTime>& inference() const { return m_inference; }

    /// The next run; nothing once all are finished or failed.
    [[nodiscard]] std::optional<ComparisonStep> next() const;

    /// Whether the first weights and the teachers of the runs that have not begun can be read and
    /// fit, so that nothing fails hours later. Takes as long as reading the weights. Fails as
    /// checkRunFiles() does, naming the configuration.
    [[nodiscard]] Result<void> checkFiles(const std::vector<std::string>& classNames) const;

    /// Keeps the directory of a step's run. Fails with WriteFailed, and as checkSameInputs() does
    /// where the run has not begun with what the others have begun with; it is none of the
    /// comparison's then.
    [[nodiscard]] Result<void> noteBegun(std::size_t number,
                                         const std::filesystem::path& directory);
    /// Reads from the run's record how it ended: a finished one has its accuracy, a failed one its
    /// problem, and any other is carried on next time. Takes as long as reading the event log.
    /// Fails as that does, and with WriteFailed.
    [[nodiscard]] Result<void> noteEnded(std::size_t number);

    /// Times every configuration's first finished network at batch 1 and 32, in turns, in its own
    /// precision, for about so many seconds in all. Blocks; nothing else should run meanwhile. A
    /// configuration without a finished run that is still there has zeros. Fails with Cancelled and
    /// as loading does.
    [[nodiscard]] Result<void> measureInference(double seconds, const std::stop_token& stop = {});

private:
    Comparison(std::filesystem::path folder, ComparisonPlan plan);
    /// Takes over what has come of runs that ended when nobody was there to note it. Failed runs
    /// are to be carried on, but for those whose numbers were not finite: they would fail again.
    void takeUpAgain();
    [[nodiscard]] Result<void> checkInputs(const ComparedRun& run, const RunRecord& record) const;
    [[nodiscard]] Result<void> save() const;

    std::filesystem::path m_folder;
    ComparisonPlan m_plan;
    std::vector<ComparedRun> m_runs;
    std::vector<InferenceTime> m_inference;
};

} // namespace weft
