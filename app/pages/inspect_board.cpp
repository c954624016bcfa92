#include "app/pages/inspect_board.h"

#include "app/pages/epoch_strip.h"
#include "app/pages/inspect_gallery.h"
#include "app/pages/inspect_picture.h"
#include "app/pages/inspect_verdict.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <utility>

namespace weft {

namespace {

constexpr int shownBars = 5;
constexpr int pictureSide = 1024; // More than the card shows on any screen at hand.
constexpr int galleryWidth = 384;
constexpr int verdictWidth = 264;

} // namespace

InspectBoard::InspectBoard(QWidget* parent)
    : QWidget(parent)
    , m_gallery(new InspectGallery(this))
    , m_picture(new InspectPicture(this))
    , m_verdict(new InspectVerdict(this))
    , m_epochs(new EpochStrip(this))
    , m_service(new PredictorService(this))
{
    m_gallery->setFixedWidth(galleryWidth);
    m_verdict->setFixedWidth(verdictWidth);
    m_epochs->setFixedWidth(verdictWidth);
    auto* right = new QVBoxLayout;
    right->setSpacing(metrics::cardGap);
    right->setAlignment(Qt::AlignTop);
    right->addWidget(m_verdict);
    right->addWidget(m_epochs, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap, metrics::cardGap, metrics::cardGap, metrics::cardGap);
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_gallery);
    row->addWidget(m_picture, 1);
    row->addLayout(right);

    connect(m_gallery, &InspectGallery::imageChosen, this, &InspectBoard::takeImage);
    connect(m_picture, &InspectPicture::mapChoiceChanged, this, &InspectBoard::ask);
    connect(m_picture, &InspectPicture::headChanged, m_epochs, &EpochStrip::setHead);
    connect(m_picture, &InspectPicture::saveRequested, this, &InspectBoard::saveRequested);
    connect(m_epochs, &EpochStrip::epochChosen, this, &InspectBoard::showEpoch);
    connect(m_service, &PredictorService::opened, this, &InspectBoard::networkOpened);
    connect(m_service, &PredictorService::openFailed, this, &InspectBoard::networkFailed);
    connect(m_service, &PredictorService::replied, this, [this](const PredictionReply& reply) {
        if (reply.id == m_request) {
            m_reply = reply;
            showReply();
        }
    });
}

void InspectBoard::showRun(std::shared_ptr<const InspectedRun> run)
{
    const qint64 chosen = m_run && m_run->path == run->path ? m_chosen : -1;
    m_run = std::move(run);
    m_chosen = -1; // The old run's index means nothing in the new one.
    QStringList classes;
    for (const auto& name : m_run->record.classNames) {
        classes.append(QString::fromStdString(name));
    }
    m_picture->setAttentionAvailable(m_run->record.config.model.head == Head::Attention);
    m_service->open(QString::fromStdString(m_run->path.string()), CheckpointKind::Best);
    m_gallery->setImages(classes, m_run->predictions,
                         m_run->data ? m_run->data->validation : nullptr);
    m_gallery->choose(chosen);
}

void InspectBoard::clear()
{
    m_service->close();
    m_gallery->setImages({}, {}, nullptr);
    m_run.reset();
}

void InspectBoard::showCell(int truth, int predicted)
{
    m_gallery->showCell(truth, predicted);
}

QString InspectBoard::chosenName() const
{
    if (m_chosen < 0 || !m_run || !m_run->data) {
        return {};
    }
    return QString::fromStdString(
        m_run->data->validation->name(static_cast<std::size_t>(m_chosen)));
}

QImage InspectBoard::composedPicture() const
{
    return m_picture->composed();
}

void InspectBoard::takeImage(qint64 index)
{
    m_chosen = index;
    m_reply.reset();
    if (index < 0) {
        m_service->cancel();
        m_verdict->clear();
        m_picture->clear({});
        m_epochs->setMaps({}, {}, {});
        return;
    }
    const auto& prediction = m_run->predictions[static_cast<std::size_t>(index)];
    m_verdict->setClasses(className(prediction.label), className(prediction.predicted),
                          prediction.label == prediction.predicted);
    ask();
}

void InspectBoard::ask()
{
    if (m_chosen < 0) {
        return;
    }
    m_service->cancel();
    if (!m_run->data) {
        m_picture->clear(tr("The images of this run cannot be shown. %1")
                             .arg(m_run->dataError ? Format::error(*m_run->dataError) : QString()));
        return;
    }
    const auto index = static_cast<std::size_t>(m_chosen);
    m_request = m_service->classify(
        {[images = m_run->data->validation, index] { return images->image(index); }, shownBars,
         m_picture->mapChoice(), pictureSide});
}

void InspectBoard::showReply()
{
    m_picture->showPicture(chosenName(), m_reply->picture);
    if (m_reply->error) {
        m_picture->showProblem(Format::error(*m_reply->error));
        m_verdict->setBars({});
    } else {
        const int truth = m_run->predictions[static_cast<std::size_t>(m_chosen)].label;
        QVector<ProbabilityBar> bars;
        for (const auto& entry : m_reply->classification.top) {
            bars.append({className(entry.index), static_cast<double>(entry.probability),
                         entry.index == truth});
        }
        m_verdict->setBars(bars);
        if (const auto& map = m_reply->classification.heatMap) {
            m_picture->showMap(*map, m_reply->crop, mapText(map->kind));
        }
    }
    showEpochs();
}

void InspectBoard::showEpochs()
{
    QVector<EpochMap> maps;
    for (const auto& event : m_run->watched) {
        for (const auto& image : event.images) {
            if (static_cast<qint64>(image.index) == m_chosen && !image.heatMap.cells.empty()) {
                maps.append({event.epoch, image.heatMap});
            }
        }
    }
    m_epochs->setHead(m_picture->head());
    m_epochs->setMaps(m_reply->picture, m_reply->crop, std::move(maps));
}

void InspectBoard::showEpoch(const EpochMap& map)
{
    if (m_reply) {
        const auto when =
            map.epoch == 0 ? tr("before training") : tr("after epoch %1").arg(map.epoch);
        m_picture->showMap(map.map, m_reply->crop, tr("%1, %2").arg(mapText(map.map.kind), when));
    }
}

QString InspectBoard::mapText(HeatMapKind kind) const
{
    return kind == HeatMapKind::Attention ? tr("Attention over the cells, sums to 1")
                                          : tr("Grad-CAM on the last feature grid");
}

QString InspectBoard::className(int index) const
{
    const auto& names = m_run->record.classNames;
    return index >= 0 && static_cast<std::size_t>(index) < names.size()
               ? QString::fromStdString(names[static_cast<std::size_t>(index)])
               : tr("not read");
}

void InspectBoard::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && m_reply) {
        showReply();
    }
}

} // namespace weft
