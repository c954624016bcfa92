#pragma once

#include "app/session/task_queue.h"

#include "core/data/dataset.h"

#include <QCache>
#include <QImage>
#include <QObject>
#include <QVector>

namespace weft {

/// Decodes a data set's images on a background thread and hands them over small. Belongs to the
/// window's thread. Keeps a bounded number of pictures, so that going back shows them at once.
class ThumbnailLoader : public QObject
{
    Q_OBJECT
public:
    explicit ThumbnailLoader(QObject* parent = nullptr);

    /// side: of a thumbnail's longer side, in device pixels. Requests of the old set are dropped.
    void setDataset(DatasetPtr dataset, int side);

    /// Takes the place of all earlier requests that have not begun. Out of range is ignored.
    void request(const QVector<qint64>& indices);

signals:
    void loaded(qint64 index, const QImage& picture);
    void failed(qint64 index, const weft::Error& error); ///< Once for each image.

private:
    void keep(qint64 index, const QImage& picture);

    DatasetPtr m_dataset;
    int m_side = 0;
    quint64 m_generation = 0;       ///< Of the data set: results of an older one are dropped.
    QCache<qint64, QImage> m_cache; ///< Cost in KiB; a null image stands for one that failed.
    TaskQueue m_queue;
};

} // namespace weft
