#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/image.h"
#include "core/data/preprocessing.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// How an exported file holds the weights. Names: float32, int8, int8-calibrated.
enum class OnnxWeights {
    Float32,
    Int8,           ///< BiLSTM and linear layers as int8.
    Int8Calibrated, ///< Convolutions too.
};

/// What an exported file says of itself.
struct OnnxMetadata
{
    std::vector<std::string> classNames;
    Preprocessing preprocessing;
    RunConfig config;
    std::string run;          ///< The run's id.
    std::string fingerprint;  ///< Of the network's weights; see weightsFingerprint().
    int epoch = 0;            ///< Of the checkpoint.
    bool takesPixels = false; ///< uint8 [N, size, size, 3] instead of float32 [N, 3, size, size].
    OnnxWeights weights = OnnxWeights::Float32;
};

struct OnnxScores
{
    std::vector<float> logits;    ///< [N, classes].
    std::vector<float> attention; ///< [N, heads, grid, grid]; empty where the network has none.
};

/// A file that makeOnnx() wrote, run by OpenCV's DNN module: an engine that shares nothing with the
/// network that was trained. Trusts nothing in the file. Move-only; one thread at a time.
class OnnxNetwork
{
public:
    /// Fails with NotFound, Unreadable, Corrupt (not ONNX, cut short, changed since it was written,
    /// refused by onnx's checker, a shape that does not fit), Unsupported (not written by Weft) or
    /// NewerFormat, naming the file.
    [[nodiscard]] static Result<OnnxNetwork> open(const std::filesystem::path& file);

    /// The same for a file's content; subject stands in errors.
    [[nodiscard]] static Result<OnnxNetwork> read(const std::string& content,
                                                  const std::string& subject);

    ~OnnxNetwork();
    OnnxNetwork(OnnxNetwork&&) noexcept;
    OnnxNetwork& operator=(OnnxNetwork&&) noexcept;

    [[nodiscard]] const OnnxMetadata& metadata() const;

    /// Such as "OpenCV DNN 4.6.0".
    [[nodiscard]] static std::string engine();

    /// views: pictures as evaluationView() makes them, size x size, at least one. Sets OpenCV's
    /// engine up anew for a number of them that it has not met lately. Fails with InvalidArgument,
    /// OutOfMemory or Internal.
    [[nodiscard]] Result<OnnxScores> run(std::span<const Image> views);

    /// images: [count, 3, size, size], normalised, row by row; where the file takes pixels they are
    /// put back into pixels first.
    [[nodiscard]] Result<OnnxScores> run(std::span<const float> images, int count);

private:
    struct State;
    explicit OnnxNetwork(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace weft
