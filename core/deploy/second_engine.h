#pragma once

#include "core/base/result.h"
#include "core/deploy/export_format.h"

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// An exported network as its file gives it, run by an engine that shares nothing with the prepared
/// inference of the network that was exported. OpenCV's shares nothing with LibTorch either, with
/// which the network was trained; TorchScript's interpreter is LibTorch, and takes the network's
/// steps from the table that Weft builds it by. One thread at a time.
class SecondEngine
{
public:
    SecondEngine() = default;
    virtual ~SecondEngine() = default;
    SecondEngine(const SecondEngine&) = delete;
    SecondEngine& operator=(const SecondEngine&) = delete;

    /// With its version, such as "OpenCV DNN 4.6.0".
    [[nodiscard]] virtual std::string name() const = 0;

    /// Whether int8 values are multiplied as such, where the network has any.
    [[nodiscard]] virtual bool computesInt8() const { return false; }

    /// images: [count, 3, size, size], normalised. Returns the scores, [count, classes]. May set
    /// itself up anew where count is another than before. Fails with Corrupt where the file's
    /// network does not take such images. LibTorch's and OpenCV's exceptions pass.
    [[nodiscard]] virtual Result<std::vector<float>> scores(std::span<const float> images, int size,
                                                            int count) = 0;
};

/// Reads the file. ONNX: OpenCV's DNN module. TorchScript: LibTorch's interpreter. SafeTensors: the
/// same interpreter on a network made of nothing but the weights' file; the Python file beside it
/// is not run. Fails with NotFound, Unreadable, Corrupt or Unsupported, naming the file. LibTorch's
/// and OpenCV's exceptions pass.
[[nodiscard]] Result<std::unique_ptr<SecondEngine>>
openSecondEngine(ExportFormat format, const std::filesystem::path& file);

/// Whether a file says of its network what it should: classes, preprocessing and configuration by
/// the names of exportMetadata(). Fails with Corrupt, naming the file and the entry, and as reading
/// does; LibTorch's exceptions pass. ONNX files pass: what they say is under their checksum.
[[nodiscard]] Result<void> checkDescription(ExportFormat format, const std::filesystem::path& file,
                                            const std::map<std::string, std::string>& expected);

} // namespace weft
