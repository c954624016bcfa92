#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/batch_loader.h"
#include "core/data/dataset.h"
#include "core/data/preprocessing.h"
#include "core/model/classifier_p.h"
#include "core/store/checkpoint_p.h"
#include "core/train/input_source_p.h"
#include "core/train/loss_scaler_p.h"
#include "core/train/lr_schedule.h"
#include "core/train/optimizer_p.h"
#include "core/train/progress_meter.h"
#include "core/train/rank_training_p.h"
#include "core/train/run_control.h"
#include "core/train/run_recorder_p.h"
#include "core/train/teacher_answers_p.h"
#include "core/train/training_step_p.h"
#include "core/train/watched_images_p.h"
#include "core/train/weight_average_p.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft {

/// What a training works on. The data sets outlive the trainer by their shared pointers.
struct TrainingInput
{
    RunConfig config;
    DatasetPtr train;
    DatasetPtr validation;
    Preprocessing preprocessing;
    std::string imagesKey; ///< Changes whenever one of the images does.
    TensorMap backbone;    ///< Weights that the trunk begins with; empty: random ones of the seed.
    TensorMap classifier;  ///< The same for the classifier.
    std::shared_ptr<Teacher> teacher{}; ///< Whom the network learns from; or null.
    TensorMap network{};      ///< Of the whole network, in the place of backbone and classifier.
    double firstAccuracy = 0; ///< Of that network, where it is kept as the best so far.
    bool ownFeatures = false; ///< Kept features go once the run does not need them any more.
    std::shared_ptr<RankGroup> ranks{}; ///< With whom it is trained; null: alone.
};

/// This process's part of each batch.
[[nodiscard]] inline Share shareOf(const TrainingInput& input)
{
    return input.ranks ? input.ranks->share() : Share{};
}

/// Takes a network from where it stands to the last epoch. Every random choice is keyed by the seed
/// and the step, so that weights, optimiser and TrainingState are all there is to a checkpoint.
///
/// Lives on one thread. LibTorch's exceptions pass through run().
class Trainer
{
public:
    /// Builds the network. input.backbone, classifier and network fit it. LibTorch's exceptions
    /// pass.
    Trainer(TrainingInput input, c10::Device device, RunRecorder& recorder, RunControl& control);

    /// Carries on from a checkpoint of this run. Fails with Corrupt where it is another network's.
    [[nodiscard]] Result<void> restore(const LoadedCheckpoint& checkpoint);

    /// Finished or Stopped. After an error the run directory holds the last good checkpoint.
    [[nodiscard]] Result<RunState> run();

    [[nodiscard]] const TrainingState& state() const { return m_state; }
    [[nodiscard]] double seconds() const { return m_progress.seconds(); }

    /// The epochs without a better accuracy, where they leave no epoch to train; else 0.
    [[nodiscard]] int ranOut() const;

private:
    /// Whether to go on; Stop once the checkpoint for it has been written.
    enum class Next { Continue, Stop };

    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<Next> trainEpoch();
    [[nodiscard]] Result<Next> validateEpoch();
    [[nodiscard]] Result<void> trainBatch(StepInput& input);
    [[nodiscard]] Result<StepOutcome> learn(StepInput& input, const ScheduledRates& rates);
    [[nodiscard]] Result<void> addAnswers(StepInput& input, StepPart& part) const;
    void prepareSource();
    void removeOwnFeatures();
    [[nodiscard]] Result<Next> prepareAnswers();
    [[nodiscard]] Result<Next> settleSource(bool validating);
    [[nodiscard]] Result<void> finishEpoch(Evaluation evaluation);
    [[nodiscard]] Result<Next> obeyControl();
    [[nodiscard]] Result<Next> obeyWishes();
    [[nodiscard]] Result<Next> pauseWithOthers();
    [[nodiscard]] Result<Next> obeyAlone();
    [[nodiscard]] Result<void> pauseAlone();
    [[nodiscard]] Result<Next> stopTogether();
    [[nodiscard]] RunWishes wishes() const;
    [[nodiscard]] bool checkpointDue() const;
    /// Some batches of the optimiser's step are behind, and some before it: on every rank alike.
    [[nodiscard]] bool withinStep() const;
    [[nodiscard]] Result<void> shareProblems(int epoch);
    void noteProblem(const Error& problem);
    [[nodiscard]] Result<void> saveLast();
    [[nodiscard]] Result<void> saveLastWhenDue();
    void reportProgress(bool validating);
    void reportFailures(const Batch& batch);
    [[nodiscard]] Error notFinite(const Error& cause) const;
    [[nodiscard]] int currentEpoch() const { return m_state.epoch + 1; }
    [[nodiscard]] bool records() const { return !m_input.ranks || m_input.ranks->isFirst(); }
    [[nodiscard]] const RankTraining* ranks() const { return m_ranks ? &*m_ranks : nullptr; }
    [[nodiscard]] WeightAverage* average() { return m_average ? &*m_average : nullptr; }
    [[nodiscard]] TensorMap networkState() const;

    TrainingInput m_input;
    c10::Device m_device;
    RunRecorder& m_recorder;
    RunControl& m_control;
    std::int64_t m_stepsPerEpoch;
    LrSchedule m_schedule;
    Classifier m_model;
    Optimizer m_optimizer;
    std::optional<WeightAverage> m_average;
    std::optional<LossScaler> m_scaler; ///< Of fp16.
    std::optional<TeacherAnswers> m_answers;
    at::Tensor m_classWeights;
    WatchedImages m_watched; ///< Rank 0's.
    std::optional<RankTraining> m_ranks;
    TrainingState m_state;
    ProgressMeter m_progress;
    std::unique_ptr<InputSource> m_source; ///< Made when the weights are those to train on.
    bool m_frozen = false;                 ///< The source's backbone stands still.
    double m_savedAt = 0;                  ///< Training time of the last checkpoint, in seconds.
    std::set<std::string> m_reported;
    std::vector<Error> m_problems; ///< That rank 0 has yet to be told.
};

} // namespace weft
