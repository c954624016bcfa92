#pragma once

#include "app/session/thumbnail_loader.h"

#include "core/data/data_source.h"
#include "core/store/run_directory.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

namespace weft {

class Job;

/// Fetches the pictures of a run's watched images from its data set, cropped to what the network
/// sees, in the background. Where the data set is gone or has changed, there are none.
class WatchedPictures : public QObject
{
    Q_OBJECT
public:
    explicit WatchedPictures(QObject* parent = nullptr);

    /// known: an opened data set that may be the run's. Drops what is under way for another run.
    void open(const RunRecord& record, std::shared_ptr<const DataSource> known);
    void close();

    /// Indices into the run's validation set; remembered until the data set is open.
    void request(const std::vector<std::size_t>& indices);

signals:
    void arrived(std::size_t index, const QImage& picture);
    void opening(qint64 completed, qint64 total); ///< Reading the data set anew; total 0: unknown.
    void opened();
    void unavailable(const weft::Error& error); ///< The run's data set cannot be opened.

private:
    void take(Result<std::shared_ptr<const DataSource>> data);
    void crop(qint64 index, const QImage& picture);

    ThumbnailLoader m_loader;
    QPointer<Job> m_job;
    std::shared_ptr<const DataSource> m_data;
    Preprocessing m_preprocessing;
    QVector<qint64> m_wanted;
};

} // namespace weft
