#include "widgets/util/csv.h"

#include "core/base/csv.h"

#include <QLocale>

#include <cmath>

namespace weft {

void CsvTable::addRow(const QStringList& fields)
{
    std::vector<std::string> texts;
    for (const auto& field : fields) {
        texts.push_back(field.toStdString());
    }
    m_bytes += QByteArray::fromStdString(csvLine(texts));
}

QString CsvTable::number(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest)
                                : QString();
}

} // namespace weft
