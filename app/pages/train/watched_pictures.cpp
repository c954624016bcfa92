#include "app/pages/train/watched_pictures.h"

#include "app/session/job.h"
#include "app/session/run_data.h"

#include "widgets/heatmap/evaluation_crop.h"

#include <utility>

namespace weft {

namespace {

constexpr int pictureSide = 256; ///< More than a tile shows, and sharp at twice the pixels.

} // namespace

WatchedPictures::WatchedPictures(QObject* parent)
    : QObject(parent)
{
    connect(&m_loader, &ThumbnailLoader::loaded, this, &WatchedPictures::crop);
}

void WatchedPictures::open(const RunRecord& record, std::shared_ptr<const DataSource> known)
{
    close();
    m_preprocessing = record.preprocessing;
    if (known && known->fingerprint == record.dataFingerprint) {
        take(std::move(known));
        return;
    }
    using Opened = Result<std::shared_ptr<const DataSource>>;
    m_job = Job::run<Opened>(
        this,
        [record](const std::stop_token& stop, const ProgressCallback& report) {
            return openRunData(record, nullptr, stop, report);
        },
        [this](Opened data) { take(std::move(data)); });
    connect(m_job, &Job::progressed, this, &WatchedPictures::opening);
}

void WatchedPictures::close()
{
    if (m_job) {
        m_job->cancel();
        m_job.clear();
    }
    m_data.reset();
    m_wanted.clear();
    m_loader.setDataset(nullptr, pictureSide);
}

void WatchedPictures::request(const std::vector<std::size_t>& indices)
{
    m_wanted.clear();
    for (const auto index : indices) {
        m_wanted.append(static_cast<qint64>(index));
    }
    if (m_data) {
        m_loader.request(m_wanted);
    }
}

void WatchedPictures::take(Result<std::shared_ptr<const DataSource>> data)
{
    if (!data) {
        emit unavailable(data.error());
        return;
    }
    m_data = std::move(data).value();
    m_loader.setDataset(m_data->validation, pictureSide);
    emit opened();
    m_loader.request(m_wanted);
}

void WatchedPictures::crop(qint64 index, const QImage& picture)
{
    const QRectF part = relativeEvaluationCrop(picture.width(), picture.height(), m_preprocessing);
    const QRectF pixels(part.x() * picture.width(), part.y() * picture.height(),
                        part.width() * picture.width(), part.height() * picture.height());
    emit arrived(static_cast<std::size_t>(index), picture.copy(pixels.toAlignedRect()));
}

} // namespace weft
