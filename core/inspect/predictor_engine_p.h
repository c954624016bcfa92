#pragma once

#include "core/inspect/predictor.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>

namespace weft {

/// What classifies behind a Predictor. One thread at a time; exceptions pass.
class PredictorEngine
{
public:
    virtual ~PredictorEngine() = default;

    /// image is not empty, and explainClass is one of the classes.
    [[nodiscard]] virtual Result<Classification>
    classify(const Image& image, int topK, HeatMapChoice map, std::optional<int> explainClass) = 0;

    [[nodiscard]] virtual const std::vector<std::string>& classNames() const = 0;
    [[nodiscard]] virtual const Preprocessing& preprocessing() const = 0;
    [[nodiscard]] virtual const RunConfig& config() const = 0;
    [[nodiscard]] virtual int epoch() const = 0;
    [[nodiscard]] virtual bool offersGradCam() const = 0;
};

/// A run's network, by LibTorch and oneDNN.
[[nodiscard]] Result<std::unique_ptr<PredictorEngine>>
openRunEngine(const std::filesystem::path& run, const NetworkChoice& choice, int threads);

/// An exported file, by OpenCV's DNN module.
[[nodiscard]] Result<std::unique_ptr<PredictorEngine>>
openFileEngine(const std::filesystem::path& file);

/// probabilities: [1, K] float32 on the CPU. At most count classes, the most probable first.
[[nodiscard]] std::vector<ClassProbability> mostProbable(const at::Tensor& probabilities,
                                                         int count);

} // namespace weft
