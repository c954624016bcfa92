#include "widgets/runs/comparison_model.h"

#include "widgets/util/format.h"

#include <QLocale>

namespace weft {

namespace {

QString number(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

QString milliseconds(double value)
{
    return value > 0 ? ComparisonModel::tr("%1 ms").arg(number(value, 1)) : QString(QChar(0x2013));
}

} // namespace

void ComparisonModel::setTable(const ComparisonTable& table)
{
    beginResetModel();
    m_rows = table.rows;
    endResetModel();
}

void ComparisonModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int ComparisonModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ComparisonModel::verdict(const Judgement& judgement)
{
    switch (judgement.verdict) {
    case Verdict::TooFew:
        return tr("too few seeds");
    case Verdict::NoSpread:
        return tr("same difference in all seeds");
    case Verdict::NoDifference:
        return tr("no difference shown");
    case Verdict::Better:
        return tr("better");
    case Verdict::Worse:
        return tr("worse");
    case Verdict::Baseline:
        break;
    }
    return tr("baseline");
}

QString ComparisonModel::reason(const Judgement& judgement, const QString& baseline)
{
    const auto& test = judgement.test;
    if (judgement.verdict == Verdict::Baseline) {
        return tr("The other configurations are compared with this one");
    }
    if (judgement.verdict == Verdict::NoSpread) {
        return tr("All seeds differ by the very same amount, as happens with few images; a paired "
                  "test has nothing to measure it by");
    }
    if (!test) {
        return tr("A paired test needs two seeds that have finished in both");
    }
    return tr("%1 points beside %5, 95 % interval %2 to %3 by itself; paired t-test over the "
              "seeds, p = %4 with Holm's correction")
        .arg(number(test->difference * 100, 2), number(test->low * 100, 2),
             number(test->high * 100, 2), number(judgement.correctedP, 3), baseline);
}

QString ComparisonModel::text(const ComparisonRow& row, int column) const
{
    const QString unknown(QChar(0x2013));
    switch (column) {
    case NameColumn:
        return row.failed > 0
                   ? tr("%1 (%2 failed)").arg(QString::fromStdString(row.name)).arg(row.failed)
                   : QString::fromStdString(row.name);
    case AccuracyColumn:
        if (row.accuracy.count == 0) {
            return unknown;
        }
        return row.accuracy.count < 2 ? Format::percent(row.accuracy.mean, 2)
                                      : tr("%1 ± %2 %")
                                            .arg(number(row.accuracy.mean * 100, 2),
                                                 number(row.accuracy.deviation * 100, 2));
    case VerdictColumn:
        return verdict(row.judgement);
    case ParametersColumn:
        return Format::count(row.parameters);
    case MultiplyAddsColumn:
        return Format::magnitude(row.flops / 2);
    case TrainingColumn:
        return row.seconds.count == 0 ? unknown : Format::duration(row.seconds.mean);
    case OneColumn:
        return milliseconds(row.inference.oneMs);
    case ManyColumn:
        return milliseconds(row.inference.manyMs);
    default:
        return {};
    }
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& row = m_rows.at(static_cast<std::size_t>(index.row()));
    const bool words = index.column() == NameColumn || index.column() == VerdictColumn;
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return words ? reason(row.judgement, QString::fromStdString(m_rows.front().name))
                     : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant((words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool words = section == NameColumn || section == VerdictColumn;
        return QVariant((words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Configuration");
    case AccuracyColumn:
        return tr("Accuracy");
    case VerdictColumn:
        return tr("Verdict");
    case ParametersColumn:
        return tr("Parameters");
    case MultiplyAddsColumn:
        return tr("Multiply-adds");
    case TrainingColumn:
        return tr("Training");
    case OneColumn:
        return tr("One picture");
    case ManyColumn:
        return tr("32 pictures");
    default:
        return {};
    }
}

} // namespace weft
