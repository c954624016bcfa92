#include "app/pages/result_model.h"

#include "widgets/util/format.h"

#include <QFont>

#include <algorithm>
#include <utility>

namespace weft {

ResultModel::ResultModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void ResultModel::append(const QVector<ClassifiedImage>& images)
{
    if (images.isEmpty()) {
        return;
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(images.size()) - 1);
    m_images.append(images);
    endInsertRows();
}

void ResultModel::setReply(int row, const PredictionReply& reply)
{
    if (row < 0 || row >= rowCount()) {
        return;
    }
    auto& image = m_images[row];
    image.state = reply.error ? ResultState::Failed : ResultState::Done;
    image.error = reply.error.value_or(Error());
    image.classification = reply.classification;
    image.crop = reply.crop;
    if (!reply.picture.isNull()) {
        image.thumbnail = reply.picture;
    }
    changed(row, row);
}

void ResultModel::setWaiting()
{
    for (auto& image : m_images) {
        image.state = ResultState::Waiting;
        image.classification = {};
    }
    changed(0, rowCount() - 1);
}

void ResultModel::failWaiting(const Error& error)
{
    for (int row = 0; row < rowCount(); ++row) {
        if (m_images[row].state == ResultState::Waiting) {
            m_images[row].state = ResultState::Failed;
            m_images[row].error = error;
        }
    }
    changed(0, rowCount() - 1);
}

void ResultModel::clear()
{
    beginResetModel();
    m_images.clear();
    endResetModel();
}

void ResultModel::setClassNames(const QStringList& names)
{
    m_classNames = names;
    changed(0, rowCount() - 1);
}

void ResultModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    changed(0, rowCount() - 1);
}

void ResultModel::changed(int first, int last)
{
    if (first <= last) {
        emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
}

int ResultModel::answered() const
{
    return static_cast<int>(
        std::count_if(m_images.cbegin(), m_images.cend(), [](const ClassifiedImage& image) {
            return image.state != ResultState::Waiting;
        }));
}

int ResultModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_images.size());
}

int ResultModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ResultModel::text(const ClassifiedImage& image, int column) const
{
    if (column == FileColumn) {
        return image.name;
    }
    if (image.state == ResultState::Waiting) {
        return column == ClassColumn ? tr("waiting") : QString();
    }
    if (image.state == ResultState::Failed) {
        // The row names the file already.
        return column == ClassColumn ? Format::error({image.error.code, {}, image.error.reason})
                                     : QString();
    }
    const auto& top = image.classification.top;
    switch (column) {
    case ClassColumn:
        return top.empty() ? QString() : className(top.front().index);
    case ProbabilityColumn:
        return top.empty() ? QString()
                           : Format::percent(static_cast<double>(top.front().probability));
    case SecondColumn:
        return top.size() < 2 ? QString()
                              : tr("%1 %2", "class and probability")
                                    .arg(className(top[1].index),
                                         Format::percent(static_cast<double>(top[1].probability)));
    case TimeColumn:
        return QString::number(image.classification.milliseconds, 'f', 1);
    default:
        return {};
    }
}

QVariant ResultModel::sortValue(const ClassifiedImage& image, int column) const
{
    const auto& top = image.classification.top;
    switch (column) {
    case ProbabilityColumn:
        return top.empty() ? -1.0F : top.front().probability;
    case SecondColumn:
        return top.size() < 2 ? -1.0F : top[1].probability;
    case TimeColumn:
        return image.classification.milliseconds;
    default:
        return text(image, column);
    }
}

QVariant ResultModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& image = m_images[index.row()];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(image, column);
    case Qt::DecorationRole:
        return column == PictureColumn ? QVariant(image.thumbnail) : QVariant();
    case Qt::ToolTipRole:
        if (column == ClassColumn && image.state == ResultState::Failed) {
            return text(image, column);
        }
        return column == FileColumn && !image.file.isEmpty() ? QVariant(image.file) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment(column >= ProbabilityColumn ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    case Qt::FontRole:
        if (column == ClassColumn && image.state == ResultState::Done) {
            QFont bold;
            bold.setWeight(QFont::DemiBold);
            return bold;
        }
        return {};
    case SortRole:
        return sortValue(image, column);
    case StateRole:
        return static_cast<int>(image.state);
    default:
        return {};
    }
}

QVariant ResultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment(section >= ProbabilityColumn ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case FileColumn:
        return tr("File");
    case ClassColumn:
        return tr("Class");
    case ProbabilityColumn:
        return tr("Probability");
    case SecondColumn:
        return tr("Second");
    case TimeColumn:
        return tr("ms", "milliseconds");
    default:
        return QString();
    }
}

} // namespace weft
