#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/inspect/predictor.h"
#include "core/train/evaluator.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

/// What a run can be handed over as. Names on the command line: onnx, onnx-int8,
/// onnx-int8-calibrated, safetensors, torchscript, tables, report.
enum class ExportFormat {
    Onnx,               ///< float32.
    OnnxInt8,           ///< Weights of the BiLSTM and of linear layers as int8, a scale a channel.
    OnnxInt8Calibrated, ///< The convolutions too, their inputs' scales measured on validation
                        ///< images.
    SafeTensors, ///< Weights by PyTorch's names, beside a Python file that builds the network.
    TorchScript,
    Tables, ///< A folder of CSV files: confusion matrix, curves, predictions.
    Report, ///< One HTML file with its pictures.
};

/// One file, or for Tables a folder, that is asked for.
struct ExportTarget
{
    ExportFormat format = ExportFormat::Onnx;
    std::filesystem::path file;
    /// ONNX only: the graph takes uint8 pixels, [N, size, size, 3] RGB, and normalises them itself.
    bool preprocessing = false;
    bool replace = false; ///< A file that exists; else it is refused.
};

struct ExportRequest
{
    std::filesystem::path run;
    CheckpointKind checkpoint = CheckpointKind::Best;
    std::vector<ExportTarget> targets;
    /// Where the images of the proof come from, if not from the run's own data; see evaluateRun().
    std::optional<std::string> source;
    /// Largest difference of a score (logit) that an exact format may show.
    double tolerance = 1e-3;
    /// Largest loss of accuracy, 0..1, that an int8 format may show.
    double accuracyLoss = 0.01;
};

/// An image that the exported network puts into another class.
struct ChangedImage
{
    std::size_t index = 0; ///< In the validation set.
    std::string name;
    int label = 0;
    ClassProbability before; ///< What the run's network said.
    ClassProbability after;  ///< What the export says.
};

/// What a second engine found when it ran the file over the whole validation split.
struct ExportProof
{
    std::string engine;         ///< Such as "OpenCV DNN 4.6.0".
    std::size_t images = 0;     ///< That could be read.
    double accuracy = 0;        ///< Top-1 of the run's network, 0..1.
    std::uint64_t runBytes = 0; ///< Of the run's network: its checkpoint's file of weights.
    double exportedAccuracy = 0;
    double maxAbsDifference = 0; ///< Of the scores.
    std::vector<ChangedImage> changed;
    double milliseconds =
        0; ///< Of one picture by Weft's own predictor in the same turns; the median.
    double exportedMilliseconds = 0; ///< By the second engine.
};

/// What came of one target.
struct ExportedFile
{
    ExportTarget target;
    std::uint64_t bytes = 0;          ///< Of all files written for it.
    std::optional<ExportProof> proof; ///< Not for Tables and Report.
    std::optional<Error> refused;     ///< Why nothing was written; what stood there is untouched.
};

/// Exports a run's checkpoint: writes each target to a temporary file beside it, has a second
/// engine prove that file on the validation images, and only then renames it to the name that was
/// asked for. A target that fails does not stop the others. done is called after each, on this
/// thread. Fails as a whole where the run or its validation images cannot be read, and with
/// Cancelled.
[[nodiscard]] Result<std::vector<ExportedFile>>
exportRun(const ExportRequest& request, std::stop_token stop = {},
          const ProgressCallback& report = {},
          const std::function<void(const ExportedFile&)>& done = {});

} // namespace weft
