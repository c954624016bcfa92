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
    Default,   ///< Attention where the head has it, else Grad-CAM where that can be had.
    Attention, ///< None where the head has no attention.
    GradCam,
};

/// Whether a path is taken for an exported file and not for a run: it ends in .onnx (in any case),
/// and is no folder.
[[nodiscard]] bool isExportedNetwork(const std::filesystem::path& path);

/// A trained network made ready to classify. Move-only; use from one thread at a time.
class Predictor
{
public:
    /// Loads a run's network, or an .onnx file that was exported from one, for which choice and
    /// threads mean nothing. Fails where the run or the checkpoint cannot be read, and as
    /// OnnxNetwork::open() does.
    [[nodiscard]] static Result<Predictor> open(const std::filesystem::path& network,
                                                const NetworkChoice& choice = {}, int threads = 0);
    ~Predictor();
    Predictor(Predictor&&) noexcept;
    Predictor& operator=(Predictor&&) noexcept;

    /// topK is cut to the number of classes. explainClass: the class that Grad-CAM explains; the
    /// predicted one where it is empty. Fails with Unsupported where Grad-CAM is asked of an
    /// exported file, and with NotFinite where the network's weights give no numbers.
    [[nodiscard]] Result<Classification> classify(const Image& image, int topK = 5,
                                                  HeatMapChoice map = HeatMapChoice::Default,
                                                  std::optional<int> explainClass = {});

    [[nodiscard]] const std::vector<std::string>& classNames() const;
    [[nodiscard]] const Preprocessing& preprocessing() const;
    [[nodiscard]] const RunConfig& config() const;
    [[nodiscard]] int epoch() const; ///< Of the checkpoint.
    /// Grad-CAM takes gradients, which an exported file does not have.
    [[nodiscard]] bool offersGradCam() const;

private:
    struct State;
    explicit Predictor(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace weft
