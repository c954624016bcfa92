#include "widgets/runs/run_table_model.h"

#include "widgets/runs/network_title.h"
#include "widgets/runs/run_state_text.h"
#include "widgets/util/format.h"
#include "widgets/util/time_text.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace {

const QString unknown = QStringLiteral("–");

bool isNumber(int column)
{
    return column == RunTableModel::ParametersColumn || column == RunTableModel::AccuracyColumn ||
           column == RunTableModel::TimeColumn;
}

QString filterText(const LibraryEntry& entry)
{
    QStringList texts{QString::fromStdString(entry.label.name),
                      QString::fromStdString(entry.label.notes)};
    if (entry.record) {
        texts << QString::fromStdString(entry.record->dataTitle)
              << networkTitle(entry.record->config);
    }
    return texts.join(QLatin1Char('\n'));
}

} // namespace

QString pathOf(const LibraryEntry& entry)
{
    return QString::fromStdString(entry.path.string());
}

QString whyUnreadable(const LibraryEntry& entry)
{
    return entry.record
               ? QString()
               : RunTableModel::tr("Cannot read, because: %1").arg(Format::error(entry.error));
}

RunTableModel::RunTableModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void RunTableModel::setEntries(std::vector<LibraryEntry> entries)
{
    const bool sameRuns =
        std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(),
                   [](const LibraryEntry& left, const LibraryEntry& right) {
                       return left.path == right.path;
                   });
    if (sameRuns) {
        m_entries = std::move(entries);
        if (!m_entries.empty()) {
            emit dataChanged(index(0, 0), lastOf(rowCount() - 1));
        }
        return;
    }
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

int RunTableModel::rowOf(const QString& path) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const auto& entry) { return pathOf(entry) == path; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

QString RunTableModel::nameOf(const std::string& id) const
{
    const auto found = std::ranges::find_if(m_entries, [&id](const LibraryEntry& entry) {
        return entry.record && entry.record->id == id;
    });
    return found == m_entries.end() ? QString() : QString::fromStdString(found->label.name);
}

void RunTableModel::setNotes(int row, const QString& notes)
{
    m_entries[static_cast<std::size_t>(row)].label.notes = notes.toStdString();
    emit dataChanged(index(row, 0), lastOf(row), {FilterRole});
}

void RunTableModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, Columns - 1);
    if (!m_entries.empty()) {
        emit dataChanged(index(0, 0), lastOf(rowCount() - 1));
    }
}

int RunTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& run = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text(run, index.column());
    case Qt::ToolTipRole:
        return run.record ? text(run, index.column()) : whyUnreadable(run);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(
            (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case SortRole:
        return sortValue(run, index.column());
    case FilterRole:
        return filterText(run);
    case PathRole:
        return pathOf(run);
    case ReadableRole:
        return run.record.has_value();
    default:
        return {};
    }
}

QString RunTableModel::text(const LibraryEntry& entry, int column)
{
    if (column == NameColumn) {
        return QString::fromStdString(entry.label.name);
    }
    if (!entry.record) {
        return column == StateColumn  ? tr("Unreadable")
               : column == DataColumn ? whyUnreadable(entry)
                                      : unknown;
    }
    switch (column) {
    case StateColumn:
        return RunStateText::of(entry.status.state);
    case DataColumn:
        return QString::fromStdString(entry.record->dataTitle);
    case NetworkColumn:
        return networkTitle(entry.record->config);
    case ParametersColumn:
        return Format::magnitude(entry.record->parameters);
    case AccuracyColumn:
        return entry.status.hasBest() ? Format::percent(entry.status.bestAccuracy) : unknown;
    case TimeColumn:
        return Format::duration(entry.status.seconds);
    case DateColumn:
        return localTimeText(entry.record->created);
    default:
        return {};
    }
}

QVariant RunTableModel::sortValue(const LibraryEntry& entry, int column)
{
    if (column == ParametersColumn) {
        return entry.record ? static_cast<qlonglong>(entry.record->parameters) : -1;
    }
    if (column == AccuracyColumn) {
        return entry.record && entry.status.hasBest() ? entry.status.bestAccuracy : -1.0;
    }
    if (column == TimeColumn) {
        return entry.record ? entry.status.seconds : -1.0;
    }
    if (column == DateColumn) {
        return entry.record ? QString::fromStdString(entry.record->created) : QString();
    }
    return text(entry, column).toCaseFolded();
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Name");
    case StateColumn:
        return tr("State");
    case DataColumn:
        return tr("Data");
    case NetworkColumn:
        return tr("Network");
    case ParametersColumn:
        return tr("Parameters");
    case AccuracyColumn:
        return tr("Best accuracy");
    case TimeColumn:
        return tr("Time");
    case DateColumn:
        return tr("Date");
    default:
        return {};
    }
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const
{
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid()) {
        flags |= Qt::ItemNeverHasChildren;
    }
    if (index.isValid() && index.column() == NameColumn && entry(index.row()).record) {
        flags |= Qt::ItemIsEditable;
    }
    return flags;
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable)) {
        return false;
    }
    const auto name = value.toString().trimmed();
    auto& label = m_entries[static_cast<std::size_t>(index.row())].label;
    if (name.isEmpty() || name == QString::fromStdString(label.name)) {
        return false;
    }
    label.name = name.toStdString();
    const QString path = pathOf(entry(index.row()));
    emit dataChanged(index, index);
    emit renamed(rowOf(path));
    return true;
}

} // namespace weft
