#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/preprocessing.h"
#include "core/train/evaluator.h"
#include "core/train/events.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft {

struct ClassProbability
{
    int index = 0;
    float probability = 0;
};

/// What the network says of one picture.
struct Classification
{
    std::vector<ClassProbability> top; ///< Most probable first.
    std::optional<HeatMap> heatMap;    ///< Over evaluationCrop() of the picture.
    double milliseconds = 0;           ///< Network only, without decoding.
};

/// Which map classify() makes.
enum class HeatMapChoice {
    None,
    Default,   ///< Attention where the head has it, else Grad-CAM.
    Attention, ///< None where the head has no attention.
    GradCam,
};

/// A trained network made ready to classify. Move-only; use from one thread at a time.
class Predictor
{
public:
    /// Loads a run's checkpoint. Fails where the run or the checkpoint cannot be read.
    [[nodiscard]] static Result<Predictor> open(const std::filesystem::path& run,
                                                CheckpointKind checkpoint = CheckpointKind::Best,
                                                int threads = 0);
    ~Predictor();
    Predictor(Predictor&&) noexcept;
    Predictor& operator=(Predictor&&) noexcept;

    /// topK is cut to the number of classes. explainClass: the class that Grad-CAM explains; the
    /// predicted one where it is empty.
    [[nodiscard]] Result<Classification> classify(const Image& image, int topK = 5,
                                                  HeatMapChoice map = HeatMapChoice::Default,
                                                  std::optional<int> explainClass = {});

    [[nodiscard]] const std::vector<std::string>& classNames() const;
    [[nodiscard]] const Preprocessing& preprocessing() const;
    [[nodiscard]] const RunConfig& config() const;
    [[nodiscard]] int epoch() const; ///< Of the checkpoint.

private:
    struct State;
    explicit Predictor(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace weft
