#include "widgets/util/csv.h"

#include <QLocale>

#include <cmath>

namespace weft {

namespace {

QString quoted(const QString& field)
{
    const bool plain = !field.contains(QLatin1Char(',')) && !field.contains(QLatin1Char('"')) &&
                       !field.contains(QLatin1Char('\n')) && !field.contains(QLatin1Char('\r'));
    if (plain) {
        return field;
    }
    QString inside = field;
    inside.replace(QLatin1Char('"'), QLatin1String("\"\""));
    return QLatin1Char('"') + inside + QLatin1Char('"');
}

} // namespace

void CsvTable::addRow(const QStringList& fields)
{
    QString line;
    for (const auto& field : fields) {
        line += quoted(field) + QLatin1Char(',');
    }
    line.chop(1);
    m_bytes += line.toUtf8() + "\r\n";
}

QString CsvTable::number(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest)
                                : QString();
}

} // namespace weft
