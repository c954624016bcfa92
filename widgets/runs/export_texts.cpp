#include "widgets/runs/export_texts.h"

namespace weft {

QString ExportTexts::name(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Onnx:
        return tr("ONNX");
    case ExportFormat::OnnxInt8:
        return tr("ONNX int8");
    case ExportFormat::OnnxInt8Calibrated:
        return tr("ONNX int8, calibrated");
    case ExportFormat::SafeTensors:
        return tr("safetensors + Python");
    case ExportFormat::TorchScript:
        return tr("TorchScript");
    case ExportFormat::OwnInt8:
        return tr("Weft int8");
    case ExportFormat::Tables:
        return tr("Tables");
    case ExportFormat::Report:
        return tr("Report");
    }
    return {};
}

QString ExportTexts::shortName(ExportFormat format)
{
    switch (format) {
    case ExportFormat::OnnxInt8Calibrated:
        return tr("int8, calibrated");
    case ExportFormat::SafeTensors:
        return tr("safetensors");
    default:
        return name(format);
    }
}

QString ExportTexts::purpose(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Onnx:
        return tr("For any engine, such as ONNX Runtime, and for Classify");
    case ExportFormat::OnnxInt8:
        return tr("Smaller: the BiLSTM and linear layers in 8 bits");
    case ExportFormat::OnnxInt8Calibrated:
        return tr("Smallest: the convolutions in 8 bits, too");
    case ExportFormat::SafeTensors:
        return tr("For PyTorch: weights, and Python to build the network");
    case ExportFormat::TorchScript:
        return tr("For programs with LibTorch, in C++ or Python");
    case ExportFormat::OwnInt8:
        return tr("No file: how the run itself does in 8 bits, as in Classify");
    case ExportFormat::Tables:
        return tr("For a spreadsheet: matrix, curves, predictions as CSV");
    case ExportFormat::Report:
        return tr("To read or to send: one HTML page with its pictures");
    }
    return {};
}

QString ExportTexts::fileName(ExportFormat format, const QString& stem)
{
    switch (format) {
    case ExportFormat::Onnx:
        return stem + QStringLiteral(".onnx");
    case ExportFormat::OnnxInt8:
        return stem + QStringLiteral("-int8.onnx");
    case ExportFormat::OnnxInt8Calibrated:
        return stem + QStringLiteral("-int8-calibrated.onnx");
    case ExportFormat::SafeTensors:
        return stem + QStringLiteral(".safetensors");
    case ExportFormat::TorchScript:
        return stem + QStringLiteral(".pt");
    case ExportFormat::OwnInt8:
        return {};
    case ExportFormat::Tables:
        return stem + QStringLiteral("-tables");
    case ExportFormat::Report:
        return stem + QStringLiteral("-report.html");
    }
    return stem;
}

bool takesPreprocessing(ExportFormat format)
{
    return format == ExportFormat::Onnx || format == ExportFormat::OnnxInt8 ||
           format == ExportFormat::OnnxInt8Calibrated;
}

} // namespace weft
