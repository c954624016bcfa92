#include "widgets/confusion/confusion_model.h"

#include "widgets/util/format.h"

#include <cmath>

namespace weft {

ConfusionModel::ConfusionModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void ConfusionModel::setMatrix(const ConfusionMatrix& matrix, const QStringList& names)
{
    const bool sameClasses = matrix.classes() == m_matrix.classes() && names == m_names;
    if (!sameClasses) {
        beginResetModel();
    }
    m_matrix = matrix;
    m_names = names;
    m_rowTotals.clear();
    for (int truth = 0; truth < matrix.classes(); ++truth) {
        m_rowTotals.push_back(matrix.rowTotal(truth));
    }
    if (!sameClasses) {
        endResetModel();
    } else if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

void ConfusionModel::setMode(Mode mode)
{
    if (m_mode == mode) {
        return;
    }
    m_mode = mode;
    if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::DisplayRole});
    }
}

int ConfusionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_matrix.classes();
}

int ConfusionModel::columnCount(const QModelIndex& parent) const
{
    return rowCount(parent);
}

QVariant ConfusionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const int truth = index.row();
    const int predicted = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return number(truth, predicted);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return sentence(truth, predicted);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignCenter);
    case CountRole:
        return qint64{m_matrix.at(truth, predicted)};
    case RateRole:
        return rate(truth, predicted);
    default:
        return {};
    }
}

QVariant ConfusionModel::headerData(int section, Qt::Orientation, int role) const
{
    if (role != Qt::DisplayRole || section < 0 || section >= m_matrix.classes()) {
        return {};
    }
    return name(section);
}

QString ConfusionModel::name(int index) const
{
    return index < m_names.size() ? m_names[index] : QString::number(index);
}

double ConfusionModel::rate(int truth, int predicted) const
{
    const auto all = m_rowTotals[static_cast<std::size_t>(truth)];
    return all == 0 ? 0
                    : static_cast<double>(m_matrix.at(truth, predicted)) / static_cast<double>(all);
}

QString ConfusionModel::number(int truth, int predicted) const
{
    return m_mode == Mode::Counts ? Format::count(m_matrix.at(truth, predicted))
                                  : QString::number(std::lround(100 * rate(truth, predicted)));
}

QString ConfusionModel::sentence(int truth, int predicted) const
{
    return tr("true %1, said %2: %3 (%4)")
        .arg(name(truth), name(predicted), Format::count(m_matrix.at(truth, predicted)),
             Format::percent(rate(truth, predicted)));
}

} // namespace weft
