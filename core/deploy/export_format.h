#pragma once

namespace weft {

/// What a run can be handed over as.
enum class ExportFormat {
    Onnx,               ///< float32.
    OnnxInt8,           ///< Weights of the BiLSTM and of linear layers as int8, a scale a channel.
    OnnxInt8Calibrated, ///< The convolutions too, their inputs' scales measured on validation
                        ///< images.
    SafeTensors, ///< Weights by PyTorch's names, beside a Python file that builds the network.
    TorchScript, ///< Loads in LibTorch and PyTorch without the code that made it.
    OwnInt8,     ///< No file: the run in int8, as Weft classifies by it (see NetworkChoice).
    Tables,      ///< A folder of CSV files: confusion matrix, scores, curves, predictions.
    Report,      ///< One HTML file with its pictures.
};

inline constexpr int exportFormats = 8;

/// onnx, onnx-int8, onnx-int8-calibrated, safetensors, torchscript, weft-int8, tables, report.
[[nodiscard]] const char* exportFormatName(ExportFormat format);

/// How the name of such a file usually ends, with the dot; empty for Tables, which is a folder,
/// and for OwnInt8.
[[nodiscard]] const char* exportFileEnding(ExportFormat format);

/// Whether it is a file of a network in int8.
[[nodiscard]] constexpr bool isInt8File(ExportFormat format)
{
    return format == ExportFormat::OnnxInt8 || format == ExportFormat::OnnxInt8Calibrated;
}

/// Whether it is a network, which is run over the validation images: a file, before it is called
/// good, by a second engine.
[[nodiscard]] constexpr bool isProven(ExportFormat format)
{
    return format != ExportFormat::Tables && format != ExportFormat::Report;
}

/// Whether it is the weights that a second engine runs, and not the program that is written beside
/// them.
[[nodiscard]] constexpr bool provesWeightsOnly(ExportFormat format)
{
    return format == ExportFormat::SafeTensors;
}

/// Whether its scores must be the run's but for rounding; else its accuracy counts.
[[nodiscard]] constexpr bool isExact(ExportFormat format)
{
    return format == ExportFormat::Onnx || format == ExportFormat::SafeTensors ||
           format == ExportFormat::TorchScript;
}

} // namespace weft
