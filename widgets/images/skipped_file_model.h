#pragma once

#include "core/data/data_source.h"

#include <QAbstractTableModel>

#include <vector>

namespace weft {

/// The files that a scan left out, with the reason: one row a file.
class SkippedFileModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { FileColumn, ReasonColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Paths below folder are shown relative to it; the tool tip tells the whole.
    void setFiles(std::vector<SkippedFile> files, const QString& folder);
    void retranslate(); ///< After the language has changed.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<SkippedFile> m_files;
    QString m_prefix;
};

} // namespace weft
