#pragma once

#include "core/deploy/export_run.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QImage>
#include <QStringList>

#include <vector>

namespace weft {

/// Images that an exported network puts into another class than the run's own: a row an image, with
/// what both say. Pictures come later.
class ChangedImageModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { PictureColumn, NameColumn, TruthColumn, BeforeColumn, AfterColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setImages(std::vector<ChangedImage> images, QStringList classNames);
    void setPicture(qint64 image, const QImage& picture); ///< Index in the validation set.
    void retranslate();

    [[nodiscard]] const ChangedImage& image(int row) const
    {
        return m_images.at(static_cast<std::size_t>(row));
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString said(const ClassProbability& answer) const;
    [[nodiscard]] QString text(const ChangedImage& image, int column) const;

    std::vector<ChangedImage> m_images;
    QStringList m_classNames;
    QHash<qint64, QImage> m_pictures;
};

} // namespace weft
