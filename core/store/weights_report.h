#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weft {

/// What model.weights names.
enum class WeightFileKind {
    WeftRun,     ///< A run directory: its best checkpoint, or its last where no epoch is done.
    Safetensors, ///< Of Weft, timm or anybody.
    TorchZip,    ///< torch.save() since PyTorch 1.6.
    TorchLegacy, ///< torch.save() before.
};

/// "a run of Weft", "a safetensors file", "PyTorch's zip format", "PyTorch's older format".
[[nodiscard]] const char* titleOf(WeightFileKind kind);

struct NamedShape
{
    std::string name;
    std::vector<std::int64_t> shape;
};

/// A tensor that both sides have, and that cannot be taken.
struct Misfit
{
    std::string name;
    std::vector<std::int64_t> inFile;
    std::vector<std::int64_t> inNetwork;
    std::string fileType; ///< As safetensors names it: "F32", "I8".
};

enum class WeightsRemarkCode {
    WrapperOpened,      ///< The state_dict was the entry name of a larger dictionary.
    EntriesSkipped,     ///< inFile entries of the state_dict are no tensors.
    PrefixRemoved,      ///< Every tensor's name began with name.
    Converted,          ///< inFile tensors of element type name became float32.
    CountersMissing,    ///< inNetwork counters of batches, which begin at 0.
    ClassifierTaken,    ///< Of inFile classes, as many as the network's.
    ClassifierReplaced, ///< Of inFile classes, where the network has inNetwork.
    DeepStem,           ///< A variant of the backbone, which does not fit.
    ClassifierLeftOut,  ///< The network's own, of inNetwork classes, reads something else.
};

/// Something worth knowing about weights that were taken.
struct WeightsRemark
{
    WeightsRemarkCode code = WeightsRemarkCode::WrapperOpened;
    std::string name;
    std::int64_t inFile = 0;
    std::int64_t inNetwork = 0;
};

/// A sentence part, such as "its classifier of 1000 classes is replaced by one of 10".
[[nodiscard]] std::string toString(const WeightsRemark& remark);

/// What a file's tensors are to a network. Names are the file's own, but for a prefix that was
/// removed; those of missing are the network's.
struct WeightsReport
{
    std::string source;
    WeightFileKind kind = WeightFileKind::WeftRun;
    std::string names;                  ///< Whose: "Weft", "torchvision and timm".
    std::size_t matched = 0;            ///< Tensors that are taken.
    std::int64_t matchedParameters = 0; ///< Numbers in them that are trained.
    std::vector<NamedShape> leftOut;    ///< They belong to no backbone.
    std::vector<NamedShape> surplus;    ///< Within the backbone's parts, which have none such.
    std::vector<NamedShape> missing;    ///< The network's, which the file lacks.
    std::vector<Misfit> notFitting;
    std::vector<std::string> notFinite; ///< They hold values that are infinite or no numbers.
    std::vector<WeightsRemark> remarks;

    /// Whether a network can begin with them.
    [[nodiscard]] bool fits() const
    {
        return surplus.empty() && missing.empty() && notFitting.empty() && notFinite.empty();
    }
};

/// Reads the weights that model.weights names and tells what they are to the network that model
/// describes with so many classes. Also where they do not fit. Fails with NotFound, Unreadable,
/// Corrupt or Unsupported where they cannot be read, each with a reason that names the file, and
/// with InvalidArgument where no name is a backbone's. Takes as long as reading the file.
[[nodiscard]] Result<WeightsReport> examineWeights(const std::filesystem::path& weights,
                                                   const ModelConfig& model, int classes);

/// "64 x 3 x 7 x 7"; "one number" for the empty shape.
[[nodiscard]] std::string shapeText(const std::vector<std::int64_t>& shape);

/// Why the report does not fit, in one line: the first tensor of each kind and how many there are.
[[nodiscard]] std::string problemOf(const WeightsReport& report);

} // namespace weft
