#pragma once

#include "core/base/result.h"
#include "core/metrics/confusion_matrix.h"
#include "core/store/weights_report.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace weft {

enum class RunState {
    Preparing, ///< Opening data, building the network.
    Running,
    Paused,
    Stopped, ///< By the user; can be resumed.
    Finished,
    Failed,      ///< The reason is in the record; the last good checkpoint is kept.
    Interrupted, ///< The process ended without a word, or lost one of its ranks; can be resumed.
};

/// After every optimiser step whose loss is finite.
struct StepEvent
{
    std::int64_t step = 0;         ///< From 1, over the whole run.
    int epoch = 0;                 ///< From 1.
    double epochPosition = 0;      ///< Epochs done as a fraction, for the curves' axis.
    double loss = 0;               ///< Of this batch.
    double runningAccuracy = 0;    ///< Top-1 over the epoch so far, 0..1.
    double learningRate = 0;       ///< Used in this step.
    double gradientNorm = 0;       ///< Before clipping; 0 in a step that was skipped.
    double imagesPerSecond = 0;    ///< Smoothed; a time, so not part of what is reproducible.
    double lossScale = 0;          ///< Of fp16, used in this step; 0 in other precisions.
    std::int64_t skippedSteps = 0; ///< Of fp16, in the run so far: their gradient was not finite.
};

/// What the network said of one validation image.
struct Prediction
{
    std::int32_t label = 0;
    std::int32_t predicted = 0;
    float confidence = 0; ///< Probability of the predicted class.
};

/// After every epoch's validation.
struct EpochEvent
{
    int epoch = 0; ///< From 1.
    std::int64_t step = 0;
    double trainLoss = 0;     ///< Not a number where no step's was finite.
    double trainAccuracy = 0; ///< Top-1 as the images were trained on, 0..1.
    double valLoss = 0;
    double valTop1 = 0;
    double valTop5 = 0; ///< Top-min(5, classes).
    ConfusionMatrix confusion;
    std::vector<Prediction>
        predictions;    ///< In the validation set's order; unreadable ones have predicted -1.
    double seconds = 0; ///< Training and validation of this epoch.
    double imagesPerSecond = 0; ///< Training only.
    bool best = false;          ///< The best validation accuracy so far.
};

/// What a heat map shows.
enum class HeatMapKind { Attention, GradCam };

/// One map over the image's grid.
struct HeatMap
{
    HeatMapKind kind = HeatMapKind::Attention;
    int rows = 0, columns = 0;
    std::vector<float>
        cells; ///< rows * columns, row by row. Attention sums to 1; Grad-CAM is 0..1.
    /// The cells of each attention head, where there are several; cells is their mean then.
    std::vector<std::vector<float>> heads{};
};

/// One watched image, as the network of this epoch sees it.
struct WatchedImage
{
    std::size_t index = 0; ///< In the validation set.
    std::string name;
    int label = 0;
    int predicted = 0;
    float confidence = 0;
    HeatMap heatMap;
};

/// The watched images after an epoch; epoch 0 is the untrained network.
struct WatchedEvent
{
    int epoch = 0;
    std::vector<WatchedImage> images;
};

/// Where the network's input comes from while the backbone is frozen.
enum class FeatureUse {
    None,      ///< Nothing is kept: the images go through the whole network.
    Computing, ///< The features are computed and kept.
    Cached,    ///< The features come from the cache's file.
};

struct ProgressEvent
{
    int epoch = 0; ///< From 1.
    int epochs = 0;
    int stepInEpoch = 0;
    int stepsPerEpoch = 0;
    double remainingSeconds =
        -1; ///< Of the whole run; negative while unknown. Pauses do not count.
    bool validating = false;
    FeatureUse features = FeatureUse::None; ///< Of this step.
    std::uint64_t featureBytes = 0;         ///< Of all that the run keeps.
    std::size_t peakMemoryBytes = 0;        ///< So far; see RunStatus.
    /// Images whose answers the teacher has given ahead of the epoch, of answersTotal; both are 0
    /// at other times.
    std::size_t answersDone = 0;
    std::size_t answersTotal = 0;
};

struct StateEvent
{
    RunState state = RunState::Preparing;
};

/// The network begins with another one's weights, which fit.
struct WeightsEvent
{
    WeightsReport report;
};

/// The network learns from a teacher.
struct TeacherEvent
{
    std::string source;       ///< As the configuration names it.
    double accuracy = 0;      ///< On the run's validation images, 0..1.
    bool otherImages = false; ///< It was trained with another data set or split, so that it may
                              ///< have learnt from images that it is measured on.
};

/// Something a person should know: an image that could not be read any more, a loss that is not
/// finite.
struct ProblemEvent
{
    Error error;
    bool fatal = false;
};

using TrainingEvent = std::variant<StepEvent, EpochEvent, WatchedEvent, ProgressEvent, StateEvent,
                                   WeightsEvent, TeacherEvent, ProblemEvent>;

/// Takes the events of a run, in order, on the training thread. Must be quick and must not throw.
class EventSink
{
public:
    virtual ~EventSink() = default;
    virtual void handle(const TrainingEvent& event) = 0;
};

} // namespace weft
