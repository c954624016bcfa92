#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/preprocessing.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// What an exported file says of itself.
struct OnnxMetadata
{
    std::vector<std::string> classNames;
    Preprocessing preprocessing;
    RunConfig config;
    std::string run;         ///< The run's id.
    std::string fingerprint; ///< Of the network's weights.
    int epoch = 0;           ///< Of the checkpoint.
    bool takesPixels = false; ///< uint8 [N, size, size, 3] instead of float32 [N, 3, size, size].
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
    /// Fails with NotFound, Unreadable, Corrupt (not ONNX, cut short, refused by onnx's checker, a
    /// shape that does not fit) or Unsupported (not written by Weft), naming the file.
    [[nodiscard]] static Result<OnnxNetwork> open(const std::filesystem::path& file);
    ~OnnxNetwork();
    OnnxNetwork(OnnxNetwork&&) noexcept;
    OnnxNetwork& operator=(OnnxNetwork&&) noexcept;

    [[nodiscard]] const OnnxMetadata& metadata() const;

    /// images: [count, 3, size, size], normalised, row by row; where the file takes pixels they are
    /// put back into pixels first. Sets OpenCV's engine up anew when count is another than before.
    [[nodiscard]] Result<OnnxScores> run(std::span<const float> images, int count);

private:
    struct State;
    explicit OnnxNetwork(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace weft
