#pragma once

#include "app/session/predictor_service.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <filesystem>
#include <optional>
#include <vector>

namespace weft {

class Job;
class ResultModel;

/// The work behind the Classify page: looks for images in folders, asks the network about each, and
/// puts the answers into the table. Belongs to the window's thread and never blocks it.
class ClassifyWork : public QObject
{
    Q_OBJECT
public:
    explicit ClassifyWork(ResultModel& results, QObject* parent = nullptr);

    void setThumbnailSide(int side) { m_side = side; } ///< In device pixels.

    void addFiles(const QStringList& files); ///< Folders are searched, with all below them.
    void addPicture(const QString& name, const QImage& picture);

    /// From now on this network answers, also again for the images that are there already.
    void openNetwork(const QString& run, const NetworkChoice& choice);
    void closeNetwork(const Error& reason); ///< There is none; what waits fails for this reason.
    [[nodiscard]] bool hasNetwork() const { return m_opening || m_network; }
    [[nodiscard]] const std::optional<OpenedPredictor>& network() const { return m_network; }

    void cancel(); ///< What has not been answered fails as cancelled.
    void clear();  ///< Cancels and empties the table.

    [[nodiscard]] bool searching() const { return m_search != nullptr; }
    [[nodiscard]] qint64 found() const { return m_found; } ///< By the search so far.
    [[nodiscard]] int asked() const { return m_asked; }    ///< Since there was nothing to do.
    [[nodiscard]] int waiting() const { return static_cast<int>(m_rows.size()); }

signals:
    void changed(); ///< Any of the figures above.
    void answered(int row);
    void nothingFound();  ///< The folders hold no image.
    void networkWanted(); ///< Images wait, and no network was named.
    void networkOpened(const weft::OpenedPredictor& network);
    void networkFailed(const weft::Error& error);

private:
    void takeFiles(const std::vector<std::filesystem::path>& files);
    void ask();
    void takeReply(const PredictionReply& reply);

    ResultModel& m_results;
    PredictorService* m_service = nullptr;
    QPointer<Job> m_search;
    qint64 m_found = 0;
    QHash<quint64, int> m_rows; ///< Request to row.
    int m_asked = 0;
    int m_side = 0;
    bool m_opening = false;
    std::optional<OpenedPredictor> m_network;
};

} // namespace weft
