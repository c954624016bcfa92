#include "widgets/runs/export_model.h"

#include "widgets/runs/export_texts.h"
#include "widgets/util/format.h"

#include "core/base/number_text.h"

#include <QDir>

#include <algorithm>

namespace weft {

namespace {

bool isWords(int column)
{
    return column == ExportModel::NameColumn || column == ExportModel::VerdictColumn;
}

QString pathOf(const ExportTarget& target)
{
    return QString::fromStdString(target.file.string());
}

} // namespace

void ExportModel::setTargets(std::vector<ExportTarget> targets)
{
    beginResetModel();
    m_rows.clear();
    for (auto& target : targets) {
        m_rows.push_back({std::move(target), {}});
    }
    m_waiting = true;
    endResetModel();
}

void ExportModel::setFile(const ExportedFile& file)
{
    const auto found = std::ranges::find_if(m_rows, [&](const Row& row) {
        return row.target.file == file.target.file && row.target.format == file.target.format;
    });
    if (found == m_rows.end()) {
        return;
    }
    found->result = file;
    const int row = static_cast<int>(found - m_rows.begin());
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void ExportModel::endWaiting()
{
    m_waiting = false;
    if (!m_rows.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void ExportModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

const ExportedFile* ExportModel::file(int row) const
{
    const auto& result = m_rows.at(static_cast<std::size_t>(row)).result;
    return result ? &*result : nullptr;
}

QString ExportModel::details(int row) const
{
    const auto* const result = file(row);
    if (!result) {
        return {};
    }
    QStringList sentences;
    const bool own = result->target.format == ExportFormat::OwnInt8;
    if (result->refused) {
        sentences.append(Format::error(*result->refused));
        if (result->files.empty() && !own) {
            sentences.append(tr("Nothing was written; what stood there is untouched."));
        }
    }
    if (const auto& proof = result->proof) {
        const int images = static_cast<int>(proof->images);
        sentences.append(
            own ? tr("No file: the run itself, in int8 on %n validation images, as Classify "
                     "computes with “int8” ticked.",
                     nullptr, images)
                : tr("%1 ran it on %n validation images.", "the engine", images)
                      .arg(QString::fromStdString(proof->engine)));
        if (proof->unreadable > 0) {
            sentences.append(
                tr("%n more could not be read.", nullptr, static_cast<int>(proof->unreadable)));
        }
        if (proof->emulated) {
            sentences.append(
                own ? tr("This processor has no exact int8 products, so that the time in brackets "
                         "is float32's.")
                    : tr("OpenCV multiplies its int8 values as float32, so that the time in "
                         "brackets is not that of an int8 engine."));
        }
    }
    if (!result->refused && !own) {
        if (provesWeightsOnly(result->target.format)) {
            sentences.append(tr("The Python file beside it was not run."));
        }
        sentences.append(
            tr("It lies at %1.").arg(QDir::toNativeSeparators(pathOf(result->target))));
    }
    return Format::sentences(sentences);
}

int ExportModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ExportModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ExportModel::verdict(const Row& row) const
{
    if (!row.result) {
        return m_waiting ? tr("waiting") : tr("not made");
    }
    if (row.result->refused) {
        return tr("refused");
    }
    if (row.target.format == ExportFormat::OwnInt8) {
        return tr("measured");
    }
    if (!row.result->proof) {
        return tr("written");
    }
    return provesWeightsOnly(row.target.format) ? tr("weights only") : tr("proved");
}

QString ExportModel::text(const Row& row, int column) const
{
    if (column == NameColumn) {
        return ExportTexts::shortName(row.target.format);
    }
    if (column == VerdictColumn) {
        return verdict(row);
    }
    const QString unknown(QChar(0x2013));
    if (!row.result) {
        return unknown;
    }
    if (column == SizeColumn) {
        return row.result->bytes > 0 ? Format::bytes(row.result->bytes) : unknown;
    }
    const auto& proof = row.result->proof;
    if (!proof) {
        return unknown;
    }
    switch (column) {
    case AccuracyColumn:
        return Format::percent(proof->exportedAccuracy, 2);
    case RunAccuracyColumn:
        return Format::percent(proof->accuracy, 2);
    case DifferenceColumn:
        return QString::fromStdString(differenceText(proof->maxAbsDifference));
    case ChangedColumn:
        return Format::count(static_cast<qint64>(proof->changed.size()));
    case TimeColumn: {
        const auto time = Format::plainMilliseconds(proof->exportedMilliseconds);
        return proof->emulated ? QStringLiteral("(%1)").arg(time) : time;
    }
    case RunTimeColumn:
        return Format::plainMilliseconds(proof->milliseconds);
    default:
        return {};
    }
}

QVariant ExportModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& row = m_rows.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return row.result ? details(index.row()) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant((isWords(index.column()) ? Qt::AlignLeft : Qt::AlignRight) |
                        Qt::AlignVCenter);
    case RefusedRole:
        return row.result && row.result->refused.has_value();
    case PathRole:
        return pathOf(row.target);
    default:
        return {};
    }
}

QVariant ExportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((isWords(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case AccuracyColumn:
            return tr("On the validation images, by the second engine");
        case RunAccuracyColumn:
            return tr("Of the run's own network on the same images");
        case DifferenceColumn:
            return tr("Of a score before the softmax, over all images and classes");
        case ChangedColumn:
            return tr("Images that it puts into another class than the run does");
        case TimeColumn:
            return tr("One picture, by the second engine; the median. In brackets where it "
                      "multiplies int8 values as float32.");
        case RunTimeColumn:
            return tr("One picture, by Weft's own predictor in the same turns; the median");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Form");
    case VerdictColumn:
        return tr("Verdict");
    case AccuracyColumn:
        return tr("Accuracy");
    case RunAccuracyColumn:
        return tr("run", "of the run, beside what its export has");
    case DifferenceColumn:
        return tr("Difference");
    case ChangedColumn:
        return tr("Changed");
    case SizeColumn:
        return tr("Size");
    case TimeColumn:
        return tr("Time, ms");
    case RunTimeColumn:
        return tr("run", "of the run, beside what its export has");
    default:
        return {};
    }
}

} // namespace weft
