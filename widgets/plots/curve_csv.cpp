#include "widgets/plots/curve_csv.h"

#include "widgets/util/csv.h"

namespace weft {

QByteArray curvesToCsv(const std::vector<CurveTable>& curves)
{
    CsvTable table({QStringLiteral("series"), QStringLiteral("epoch"), QStringLiteral("value"),
                    QStringLiteral("smoothed")});
    for (const auto& curve : curves) {
        for (qsizetype i = 0; i < curve.raw.size(); ++i) {
            const auto smoothed =
                i < curve.smoothed.size() ? CsvTable::number(curve.smoothed[i]) : QString();
            table.addRow({curve.name, CsvTable::number(curve.raw[i].x()),
                          CsvTable::number(curve.raw[i].y()), smoothed});
        }
    }
    return table.bytes();
}

} // namespace weft
