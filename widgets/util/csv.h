#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace weft {

/// Builds a table of comma-separated values as RFC 4180 has them: UTF-8, lines that end in CR LF,
/// quotes only around fields that need them. Numbers are written with a full stop, whatever the
/// language of the window, so that every program reads them.
class CsvTable
{
public:
    explicit CsvTable(const QStringList& header) { addRow(header); }

    void addRow(const QStringList& fields);

    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }

    /// The shortest text that reads back as the same number; empty where it is not finite.
    [[nodiscard]] static QString number(double value);

private:
    QByteArray m_bytes;
};

} // namespace weft
