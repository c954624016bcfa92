#pragma once

#include "app/session/task_queue.h"

#include "core/data/image.h"
#include "core/inspect/predictor.h"

#include <QImage>
#include <QObject>
#include <QRectF>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace weft {

/// The network that is ready to classify.
struct OpenedPredictor
{
    QString run; ///< Run directory.
    int epoch = 0;
    std::optional<double> accuracy; ///< On the validation images, 0..1; empty where not recorded.
    QStringList classNames;
    bool hasAttention = false;
};

/// One picture to classify. load runs on the service's thread, so it may read the disk.
struct PredictionRequest
{
    std::function<Result<Image>()> load;
    int topK = 5;
    HeatMapChoice map = HeatMapChoice::Default;
    int pictureSide = 0; ///< Longest side of the picture that comes back; 0: none comes back.
};

/// What came of a request: the error, or the classification.
struct PredictionReply
{
    quint64 id = 0;
    std::optional<Error> error;
    Classification classification;
    QImage picture; ///< Also where only the network failed.
    QRectF crop;    ///< Where the heat map lies, relative to the picture.
};

/// A Predictor on a thread of its own. Belongs to the window's thread; all methods return at once.
/// Requests are answered one by one, in order.
class PredictorService : public QObject
{
    Q_OBJECT
public:
    explicit PredictorService(QObject* parent = nullptr);

    /// Loads a network; answered by opened() or openFailed(). Drops what is still to be
    /// answered.
    void open(const QString& run, const NetworkChoice& choice);
    void close(); ///< Frees the network and drops what is still to be answered.

    /// Answered by replied() with the id returned here. Requests made while the network is being
    /// loaded wait for it; where there is none, they are answered by an error.
    quint64 classify(PredictionRequest request);

    void cancel(); ///< No request made so far is answered any more.
    [[nodiscard]] int pending() const { return m_pending; }

signals:
    void opened(const weft::OpenedPredictor& predictor);
    void openFailed(const weft::Error& error);
    void replied(const weft::PredictionReply& reply);

private:
    struct Network;
    void deliver(quint64 generation, const PredictionReply& reply);

    std::shared_ptr<Network> m_network; ///< Its predictor belongs to the queue's thread.
    quint64 m_opening = 0;              ///< Only the answer to the latest open() is passed on.
    quint64 m_lastId = 0;
    int m_pending = 0;
    TaskQueue m_queue;
};

} // namespace weft
