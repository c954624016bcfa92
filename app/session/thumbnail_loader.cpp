#include "app/session/thumbnail_loader.h"

#include "widgets/images/image_convert.h"

#include "core/data/image.h"

#include <algorithm>

namespace weft {

namespace {

constexpr int cacheKibibytes = 64 * 1024;

} // namespace

ThumbnailLoader::ThumbnailLoader(QObject* parent)
    : QObject(parent)
    , m_cache(cacheKibibytes)
{
}

void ThumbnailLoader::setDataset(DatasetPtr dataset, int side)
{
    m_queue.clear();
    m_cache.clear();
    ++m_generation;
    m_dataset = std::move(dataset);
    m_side = side;
}

void ThumbnailLoader::request(const QVector<qint64>& indices)
{
    m_queue.clear();
    for (const qint64 index : indices) {
        if (!m_dataset || index < 0 || static_cast<std::size_t>(index) >= m_dataset->size()) {
            continue;
        }
        if (const auto* known = m_cache.object(index)) {
            if (!known->isNull()) {
                emit loaded(index, *known);
            }
            continue;
        }
        m_queue.post([this, index, dataset = m_dataset, side = m_side, generation = m_generation] {
            const auto image = dataset->image(static_cast<std::size_t>(index));
            const QImage picture = image.ok() ? toQImage(thumbnail(*image, side)) : QImage();
            const Error error = image.ok() ? Error() : image.error();
            const auto deliver = [this, generation, index, picture, error] {
                if (generation != m_generation) {
                    return;
                }
                keep(index, picture);
                if (picture.isNull()) {
                    emit failed(index, error);
                } else {
                    emit loaded(index, picture);
                }
            };
            QMetaObject::invokeMethod(this, deliver, Qt::QueuedConnection);
        });
    }
}

void ThumbnailLoader::keep(qint64 index, const QImage& picture)
{
    const auto cost = std::max<qsizetype>(1, picture.sizeInBytes() / 1024);
    m_cache.insert(index, new QImage(picture), cost);
}

} // namespace weft
