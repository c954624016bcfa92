#pragma once

#include <QByteArray>
#include <QString>

namespace weft {

class ResultModel;

/// The results as a table for a spreadsheet: one line an image, those that failed with the reason.
/// Column names are English, so that a script finds them whatever the language of the window.
[[nodiscard]] QByteArray resultsCsv(const ResultModel& results, const QString& runName,
                                    const QString& checkpoint);

} // namespace weft
