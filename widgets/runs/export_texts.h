#pragma once

#include "core/deploy/export_run.h"

#include <QCoreApplication>
#include <QString>

#include <array>

namespace weft {

/// In the order in which a person chooses among them. OwnInt8 comes by itself, see
/// measureOwnInt8().
inline constexpr std::array offeredFormats{
    ExportFormat::Onnx,        ExportFormat::OnnxInt8,    ExportFormat::OnnxInt8Calibrated,
    ExportFormat::SafeTensors, ExportFormat::TorchScript, ExportFormat::Tables,
    ExportFormat::Report,
};

/// A form of export in words, in the language of the window. Translated at call time.
class ExportTexts
{
    Q_DECLARE_TR_FUNCTIONS(weft::ExportTexts)
public:
    static QString name(ExportFormat format);
    static QString shortName(ExportFormat format); ///< For a column or a chart.
    static QString purpose(ExportFormat format);   ///< What it is good for, in a line.
    /// What the file, for tables the folder, of this name is called: "digits-int8.onnx". Empty
    /// where there is none.
    static QString fileName(ExportFormat format, const QString& stem);
};

/// The graph of this form may take pixels and normalise them itself.
[[nodiscard]] bool takesPreprocessing(ExportFormat format);

} // namespace weft
