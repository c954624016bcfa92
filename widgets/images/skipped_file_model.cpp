#include "widgets/images/skipped_file_model.h"

#include <utility>

namespace weft {

void SkippedFileModel::setFiles(std::vector<SkippedFile> files, const QString& folder)
{
    beginResetModel();
    m_files = std::move(files);
    m_prefix = folder.endsWith(QLatin1Char('/')) ? folder : folder + QLatin1Char('/');
    endResetModel();
}

void SkippedFileModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

int SkippedFileModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_files.size());
}

int SkippedFileModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SkippedFileModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& file = m_files[static_cast<std::size_t>(index.row())];
    const auto path = QString::fromStdString(file.path);
    if (role == Qt::ToolTipRole) {
        return index.column() == FileColumn ? path : QString::fromStdString(file.reason);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (index.column() == ReasonColumn) {
        return QString::fromStdString(file.reason);
    }
    return path.startsWith(m_prefix) ? path.mid(m_prefix.size()) : path;
}

QVariant SkippedFileModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == FileColumn ? tr("File") : tr("Reason");
}

} // namespace weft
