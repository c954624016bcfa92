#include "widgets/images/changed_image_model.h"

#include "widgets/util/format.h"

#include <algorithm>
#include <utility>

namespace weft {

void ChangedImageModel::setImages(std::vector<ChangedImage> images, QStringList classNames)
{
    beginResetModel();
    m_images = std::move(images);
    m_classNames = std::move(classNames);
    m_pictures.clear();
    endResetModel();
}

void ChangedImageModel::setPicture(qint64 image, const QImage& picture)
{
    const auto found =
        std::ranges::find(m_images, static_cast<std::size_t>(image), &ChangedImage::index);
    if (found == m_images.end()) {
        return; // It arrives after the images have changed.
    }
    m_pictures.insert(image, picture);
    const auto cell = index(static_cast<int>(found - m_images.begin()), PictureColumn);
    emit dataChanged(cell, cell, {Qt::DecorationRole});
}

void ChangedImageModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_images.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int ChangedImageModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_images.size());
}

int ChangedImageModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ChangedImageModel::said(const ClassProbability& answer) const
{
    return tr("%1, %2", "class and probability")
        .arg(m_classNames.value(answer.index),
             Format::percent(static_cast<double>(answer.probability)));
}

QString ChangedImageModel::text(const ChangedImage& image, int column) const
{
    switch (column) {
    case NameColumn:
        return QString::fromStdString(image.name);
    case TruthColumn:
        return m_classNames.value(image.label);
    case BeforeColumn:
        return said(image.before);
    case AfterColumn:
        return said(image.after);
    default:
        return {};
    }
}

QVariant ChangedImageModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& image = m_images.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return text(image, index.column());
    case Qt::ToolTipRole:
        return text(image, NameColumn);
    case Qt::DecorationRole:
        return index.column() == PictureColumn
                   ? QVariant(m_pictures.value(static_cast<qint64>(image.index)))
                   : QVariant();
    default:
        return {};
    }
}

QVariant ChangedImageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Image");
    case TruthColumn:
        return tr("True class");
    case BeforeColumn:
        return tr("The run says");
    case AfterColumn:
        return tr("The export says");
    default:
        return QString();
    }
}

} // namespace weft
