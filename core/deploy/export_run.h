#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/deploy/export_format.h"
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

/// One file that is asked for, or for Tables a folder. SafeTensors writes a second file beside it,
/// of the same name with the ending .py.
struct ExportTarget
{
    ExportFormat format = ExportFormat::Onnx;
    std::filesystem::path file; ///< Empty for OwnInt8.
    /// ONNX only: the graph takes uint8 pixels, [N, size, size, 3] RGB, and normalises them itself.
    bool preprocessing = false;
    bool replace = false; ///< What stands at the name already; else it is refused.
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

/// What a second engine found when it ran the file over the whole validation split. The run's
/// network computes in float32 here, whatever precision it was trained in.
struct ExportProof
{
    std::string engine;         ///< Such as "OpenCV DNN 4.6.0".
    std::size_t images = 0;     ///< That could be read; everything else is over these.
    std::size_t unreadable = 0; ///< Images of the split that could not.
    double accuracy = 0;        ///< Top-1 of the run's network, 0..1.
    std::uint64_t runBytes = 0; ///< Of the run's network as a file of float32 weights.
    double exportedAccuracy = 0;
    double maxAbsDifference = 0; ///< Of the scores.
    std::vector<ChangedImage> changed;
    double milliseconds =
        0; ///< Of one picture by Weft's own predictor in the same turns; the median.
    double exportedMilliseconds = 0; ///< By the second engine.
    /// The engine multiplies int8 values as float32 ones, so that its time is not int8's.
    bool emulated = false;
};

/// What came of one target.
struct ExportedFile
{
    ExportTarget target;
    /// That were written, or have been checked. None where it was refused, unless it failed amid
    /// replacing several.
    std::vector<std::filesystem::path> files;
    std::uint64_t bytes = 0; ///< Of all files written, or that would have been.
    std::optional<ExportProof>
        proof; ///< Not for Tables and Report. There where it is what refused.
    /// Why nothing was written; what stood at names that are not among files is untouched.
    std::optional<Error> refused;
};

/// Exports a run's checkpoint: writes each target to a temporary file beside it, has a second
/// engine prove that file on the validation images, and only then renames it to the name that was
/// asked for. OwnInt8 is only measured. A target that fails does not stop the others; one whose
/// name cannot be written to is refused before anything is computed. The results are in the
/// targets' order; reports are made last, for they tell what came of the others. done is called
/// after each, on this thread. report counts images, over all proofs; {0, 0} while the data are
/// being opened. opened is told the validation images as soon as they are there, on this thread.
///
/// Fails as a whole with InvalidArgument (no targets), where the run cannot be read, and with
/// Cancelled: what was done by then stays. Where the validation images cannot be read, or are not
/// those that the run was trained with, reports are made and all else is refused; without reports
/// it fails as a whole.
[[nodiscard]] Result<std::vector<ExportedFile>>
exportRun(const ExportRequest& request, std::stop_token stop = {},
          const ProgressCallback& report = {},
          const std::function<void(const ExportedFile&)>& done = {},
          const std::function<void(const DatasetPtr&)>& opened = {});

/// Proves a file that was handed over already against the run: .onnx, .safetensors (without the
/// Python file beside it) or .pt, by its ending. request: the run and its checkpoint, images and
/// what a proof may show; its targets are passed over. What was found stands in the result, with
/// why the file is not the run's network in refused. Fails with NotFound (no such file),
/// Unsupported (another ending), where the run or its validation images cannot be read, and with
/// Cancelled.
[[nodiscard]] Result<ExportedFile> checkExport(const std::filesystem::path& file,
                                               const ExportRequest& request,
                                               std::stop_token stop = {},
                                               const ProgressCallback& report = {});

/// Adds OwnInt8 behind the int8 files that are asked for, so that what int8 takes and costs is seen
/// beside them; nothing where there are none.
void measureOwnInt8(std::vector<ExportTarget>& targets);

} // namespace weft
