#include "app/session/predictor_service.h"

#include "app/session/checkpoint_facts.h"

#include "widgets/heatmap/evaluation_crop.h"
#include "widgets/images/image_convert.h"

#include <atomic>
#include <filesystem>
#include <utility>

namespace weft {

struct PredictorService::Network
{
    std::optional<Predictor> predictor;
    std::atomic<quint64> generation = 0; ///< Requests of an older one are passed over unread.
};

namespace {

/// The first picture costs a second for what is prepared once; no user's picture shall pay that.
void warmUp(Predictor& predictor)
{
    const int side = predictor.preprocessing().size;
    const Image grey{side, side, std::vector<std::uint8_t>(3 * side * side, 128)};
    (void)predictor.classify(grey, 1);
}

OpenedPredictor describe(const Predictor& predictor, const QString& run)
{
    OpenedPredictor opened;
    opened.run = run;
    opened.epoch = predictor.epoch();
    opened.accuracy = recordedAccuracy(run.toStdString(), predictor.epoch());
    for (const auto& name : predictor.classNames()) {
        opened.classNames.append(QString::fromStdString(name));
    }
    opened.hasAttention = predictor.config().model.head == Head::Attention;
    return opened;
}

PredictionReply answer(std::optional<Predictor>& predictor, quint64 id,
                       const PredictionRequest& request)
{
    PredictionReply reply;
    reply.id = id;
    const auto image = request.load();
    if (!image.ok()) {
        reply.error = image.error();
        return reply;
    }
    if (request.pictureSide > 0) {
        reply.picture = toQImage(thumbnail(*image, request.pictureSide));
    }
    if (!predictor) {
        reply.error = Error{ErrorCode::NotFound, {}, "no network is loaded"};
        return reply;
    }
    auto classification = predictor->classify(*image, request.topK, request.map);
    if (!classification.ok()) {
        reply.error = classification.error();
        return reply;
    }
    reply.classification = std::move(classification).value();
    reply.crop = relativeEvaluationCrop(image->width, image->height, predictor->preprocessing());
    return reply;
}

} // namespace

PredictorService::PredictorService(QObject* parent)
    : QObject(parent)
    , m_network(std::make_shared<Network>())
{
}

void PredictorService::open(const QString& run, const NetworkChoice& choice)
{
    cancel();
    m_queue.clear();
    const quint64 opening = ++m_opening;
    m_queue.post([this, network = m_network, run, choice, opening] {
        network->predictor.reset(); // Two networks at once might not fit.
        auto predictor = Predictor::open(run.toStdString(), choice);
        std::function<void()> report;
        if (predictor.ok()) {
            network->predictor.emplace(std::move(predictor).value());
            warmUp(*network->predictor);
            report = [this, opened = describe(*network->predictor, run)] {
                emit this->opened(opened);
            };
        } else {
            report = [this, error = predictor.error()] { emit openFailed(error); };
        }
        QMetaObject::invokeMethod(
            this,
            [this, opening, report] {
                if (opening == m_opening) {
                    report();
                }
            },
            Qt::QueuedConnection);
    });
}

void PredictorService::close()
{
    cancel();
    ++m_opening;
    m_queue.clear();
    m_queue.post([network = m_network] { network->predictor.reset(); });
}

quint64 PredictorService::classify(PredictionRequest request)
{
    const quint64 id = ++m_lastId;
    ++m_pending;
    m_queue.post([this, network = m_network, id, request = std::move(request),
                  generation = m_network->generation.load()] {
        if (generation != network->generation) {
            return;
        }
        const auto reply = answer(network->predictor, id, request);
        QMetaObject::invokeMethod(
            this, [this, generation, reply] { deliver(generation, reply); }, Qt::QueuedConnection);
    });
    return id;
}

void PredictorService::cancel()
{
    ++m_network->generation;
    m_pending = 0;
}

void PredictorService::deliver(quint64 generation, const PredictionReply& reply)
{
    if (generation == m_network->generation) {
        --m_pending;
        emit replied(reply);
    }
}

} // namespace weft
