#include "widgets/images/class_count_model.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QPixmap>

#include <algorithm>
#include <utility>

namespace weft {

namespace {

constexpr int keySide = 8;

/// The key to the bars. The two colours are the same in both themes.
QVariant keyOf(int section)
{
    if (section != ClassCountModel::TrainColumn && section != ClassCountModel::ValidationColumn) {
        return {};
    }
    const auto& tokens = lightTokens();
    QPixmap key(keySide, keySide);
    key.fill(section == ClassCountModel::TrainColumn ? tokens.training : tokens.validation);
    return key;
}

} // namespace

void ClassCountModel::setCounts(QStringList names, QVector<qint64> train,
                                QVector<qint64> validation)
{
    beginResetModel();
    m_names = std::move(names);
    m_train = std::move(train);
    m_validation = std::move(validation);
    m_largest = 1;
    for (int row = 0; row < m_names.size(); ++row) {
        m_largest = std::max(m_largest, m_train[row] + m_validation[row]);
    }
    endResetModel();
}

void ClassCountModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_names.isEmpty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int ClassCountModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_names.size());
}

int ClassCountModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassCountModel::sortKey(const QModelIndex& index) const
{
    const int row = index.row();
    switch (index.column()) {
    case NameColumn:
        return m_names[row];
    case TrainColumn:
        return m_train[row];
    case ValidationColumn:
        return m_validation[row];
    default:
        return m_train[row] + m_validation[row];
    }
}

QString ClassCountModel::text(const QModelIndex& index) const
{
    switch (index.column()) {
    case NameColumn:
        return m_names[index.row()];
    case TrainColumn:
        return Format::count(m_train[index.row()]);
    case ValidationColumn:
        return Format::count(m_validation[index.row()]);
    default:
        return {};
    }
}

QVariant ClassCountModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const int row = index.row();
    const auto share = [this](qint64 count) {
        return static_cast<double>(count) / static_cast<double>(m_largest);
    };
    switch (role) {
    case Qt::DisplayRole:
        return text(index);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1: %2 training, %3 validation images")
            .arg(m_names[row], Format::count(m_train[row]), Format::count(m_validation[row]));
    case Qt::TextAlignmentRole:
        return QVariant(index.column() == NameColumn ? Qt::AlignLeft | Qt::AlignVCenter
                                                     : Qt::AlignRight | Qt::AlignVCenter);
    case SortRole:
        return sortKey(index);
    case TrainShareRole:
        return share(m_train[row]);
    case ValidationShareRole:
        return share(m_validation[row]);
    default:
        return {};
    }
}

QVariant ClassCountModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(section == TrainColumn || section == ValidationColumn
                            ? Qt::AlignRight | Qt::AlignVCenter
                            : Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role == Qt::DecorationRole) {
        return keyOf(section);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Class");
    case TrainColumn:
        return tr("Training");
    case ValidationColumn:
        return tr("Validation");
    case BarColumn:
        return tr("Images");
    default:
        return {};
    }
}

} // namespace weft
