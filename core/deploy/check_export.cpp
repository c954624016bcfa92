#include "core/base/exceptions_p.h"
#include "core/base/process.h"
#include "core/deploy/export_run.h"
#include "core/deploy/exporting_p.h"
#include "core/onnx/onnx_network.h"

#include <array>
#include <system_error>

namespace weft {

namespace {

namespace fs = std::filesystem;

/// In the order of OnnxWeights.
constexpr std::array onnxFormats{ExportFormat::Onnx, ExportFormat::OnnxInt8,
                                 ExportFormat::OnnxInt8Calibrated};

/// What an ONNX file says that it is. Where it cannot be read the proof finds the same, and says so
/// beside its file.
ExportFormat onnxFormatOf(const fs::path& file)
{
    const auto network = OnnxNetwork::open(file);
    return network ? onnxFormats.at(static_cast<std::size_t>(network->metadata().weights))
                   : ExportFormat::Onnx;
}

Result<ExportFormat> formatOf(const fs::path& file)
{
    std::error_code failure;
    if (!fs::is_regular_file(file, failure)) {
        return Error{ErrorCode::NotFound, file.string(), "there is no such file"};
    }
    if (file.extension() == exportFileEnding(ExportFormat::Onnx)) {
        return onnxFormatOf(file);
    }
    for (const auto format : {ExportFormat::SafeTensors, ExportFormat::TorchScript}) {
        if (file.extension() == exportFileEnding(format)) {
            return format;
        }
    }
    return Error{ErrorCode::Unsupported, file.string(),
                 "only .onnx, .safetensors and .pt files can be checked"};
}

} // namespace

Result<ExportedFile> checkExport(const fs::path& file, const ExportRequest& request,
                                 std::stop_token stop, const ProgressCallback& report)
{
    try {
        const auto format = formatOf(file);
        if (!format) {
            return format.error();
        }
        auto network = loadTrainedNetwork(request.run, request.checkpoint);
        if (!network) {
            return network.error();
        }
        configureThreads(0);
        Exporting exporting(request, std::move(*network), stop, report);
        // One proof and, whatever the format, no calibration.
        if (auto opened = exporting.openImages({ExportFormat::Onnx}); !opened) {
            return opened.error();
        }
        return exporting.check({*format, file});
    } catch (...) {
        return errorFromException(file.string());
    }
}

} // namespace weft
