#include "widgets/confusion/class_scores_model.h"

#include "widgets/util/format.h"

#include <utility>

namespace weft {

namespace {

int alignment(int column)
{
    const auto side = column == ClassScoresModel::ClassColumn ? Qt::AlignLeft : Qt::AlignRight;
    return static_cast<int>(Qt::AlignVCenter | side);
}

} // namespace

ClassScoresModel::ClassScoresModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void ClassScoresModel::setScores(std::vector<ClassScores> scores, const QStringList& names)
{
    const bool sameClasses = scores.size() == m_scores.size() && names == m_names;
    if (!sameClasses) {
        beginResetModel();
    }
    m_scores = std::move(scores);
    m_names = names;
    if (!sameClasses) {
        endResetModel();
    } else if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
    }
}

void ClassScoresModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, Columns - 1);
}

int ClassScoresModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_scores.size());
}

int ClassScoresModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant ClassScoresModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column(), 0);
    case Qt::ToolTipRole:
        return text(index.row(), index.column(), 2);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case SortRole:
        return value(index.row(), index.column());
    default:
        return {};
    }
}

QVariant ClassScoresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(section);
    }
    if (role == Qt::DisplayRole) {
        switch (section) {
        case ClassColumn:
            return tr("Class");
        case PrecisionColumn:
            return tr("Precision");
        case RecallColumn:
            return tr("Recall");
        case F1Column:
            return tr("F1");
        case SupportColumn:
            return tr("Images");
        default:
            break;
        }
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case PrecisionColumn:
            return tr("Of the images that were called so, the share that is so");
        case RecallColumn:
            return tr("Of the images that are so, the share that was called so");
        case F1Column:
            return tr("The harmonic mean of precision and recall");
        case SupportColumn:
            return tr("Validation images of the class");
        default:
            break;
        }
    }
    return {};
}

QVariant ClassScoresModel::value(int row, int column) const
{
    const auto& scores = m_scores[static_cast<std::size_t>(row)];
    switch (column) {
    case PrecisionColumn:
        return scores.precision;
    case RecallColumn:
        return scores.recall;
    case F1Column:
        return scores.f1;
    case SupportColumn:
        return qint64{scores.support};
    default:
        return row < m_names.size() ? m_names[row] : QString::number(row);
    }
}

QString ClassScoresModel::text(int row, int column, int decimals) const
{
    const QVariant what = value(row, column);
    switch (column) {
    case ClassColumn:
        return what.toString();
    case SupportColumn:
        return Format::count(what.toLongLong());
    default:
        return Format::percent(what.toDouble(), decimals);
    }
}

} // namespace weft
