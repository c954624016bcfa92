#include "widgets/runs/job_table_model.h"

#include "widgets/runs/job_texts.h"
#include "widgets/util/format.h"
#include "widgets/util/time_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace weft {

namespace {

const QString nothingKnown = QStringLiteral("–");

} // namespace

void JobTableModel::setEntries(std::vector<JobEntry> entries)
{
    const bool sameJobs =
        std::ranges::equal(entries, m_entries, {}, &JobEntry::file, &JobEntry::file);
    if (!sameJobs) {
        beginResetModel();
        m_entries = std::move(entries);
        endResetModel();
        return;
    }
    m_entries = std::move(entries);
    if (!m_entries.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
    }
}

void JobTableModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, Columns - 1);
    if (!m_entries.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
    }
}

int JobTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int JobTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant JobTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& job = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(job, index.column());
    case Qt::ToolTipRole:
        return toolTip(job, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(
            (index.column() == ElapsedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

/// Slurm counts whole seconds.
QString JobTableModel::elapsed(double seconds)
{
    constexpr double wholeFromHere = 10; // As Format writes them.
    return seconds < 0               ? nothingKnown
           : seconds < wholeFromHere ? tr("%1 s").arg(std::llround(seconds))
                                     : Format::duration(seconds);
}

QString JobTableModel::text(const JobEntry& entry, int column)
{
    if (!entry.record) {
        return column == NameColumn
                   ? QString::fromStdString(entry.file.parent_path().filename().string())
               : column == StateColumn ? tr("Unreadable")
                                       : nothingKnown;
    }
    const auto& job = *entry.record;
    switch (column) {
    case NameColumn:
        return QString::fromStdString(job.name);
    case StateColumn:
        return JobTexts::state(job.state);
    case ElapsedColumn:
        return elapsed(job.state.elapsed);
    case NodesColumn:
        return job.state.nodes.empty() ? nothingKnown : QString::fromStdString(job.state.nodes);
    case JobColumn:
        return job.host.empty()
                   ? QString::fromStdString(job.job)
                   : tr("%1 on %2", "a job's number, its host")
                         .arg(QString::fromStdString(job.job), QString::fromStdString(job.host));
    case SubmittedColumn:
        return localTimeText(job.submitted);
    default:
        return {};
    }
}

QString JobTableModel::toolTip(const JobEntry& entry, int column)
{
    if (!entry.record) {
        return Format::error(entry.error);
    }
    const auto& job = *entry.record;
    switch (column) {
    case NameColumn:
        return QString::fromStdString(job.run);
    case StateColumn:
        return (text(entry, column) + QLatin1Char('\n') + JobTexts::explanation(entry)).trimmed();
    case JobColumn:
        return text(entry, column) + QLatin1Char('\n') + QString::fromStdString(job.folder);
    default:
        return text(entry, column);
    }
}

QVariant JobTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(
            (section == ElapsedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Run");
    case StateColumn:
        return tr("State");
    case ElapsedColumn:
        return tr("Elapsed");
    case NodesColumn:
        return tr("Nodes");
    case JobColumn:
        return tr("Job");
    case SubmittedColumn:
        return tr("Submitted");
    default:
        return {};
    }
}

} // namespace weft
