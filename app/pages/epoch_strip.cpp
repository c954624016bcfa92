#include "app/pages/epoch_strip.h"

#include "widgets/heatmap/heatmap_painter.h"
#include "widgets/images/thumbnail_model.h"
#include "widgets/images/thumbnail_view.h"

#include "core/inspect/heat_map.h"

#include <QEvent>
#include <QVBoxLayout>

#include <utility>

namespace weft {

namespace {

constexpr int thumbnailSide = 64; // Three fit beside one another in the card.
constexpr int pictureSide = 2 * thumbnailSide;
constexpr double opacity = 0.8;

} // namespace

EpochStrip::EpochStrip(QWidget* parent)
    : Card(parent)
    , m_view(new ThumbnailView(this))
    , m_model(new ThumbnailModel(this))
{
    m_view->setObjectName(QStringLiteral("inspectEpochs"));
    m_view->setThumbnails(m_model);
    m_view->setSide(thumbnailSide);
    body()->addWidget(m_view, 1);
    connect(m_model, &ThumbnailModel::picturesWanted, this, &EpochStrip::compose);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) {
                    emit epochChosen(m_maps[current.row()]);
                }
            });
    retranslate();
    hide();
}

void EpochStrip::setMaps(const QImage& picture, const QRectF& crop, QVector<EpochMap> maps)
{
    m_picture = picture.isNull()
                    ? picture
                    : picture.scaled(pictureSide, pictureSide, Qt::KeepAspectRatioByExpanding,
                                     Qt::SmoothTransformation);
    m_crop = crop;
    m_maps = std::move(maps);
    retranslate();
    setVisible(!m_maps.isEmpty() && !m_picture.isNull());
}

void EpochStrip::setHead(int head)
{
    if (std::exchange(m_head, head) != head) {
        retranslate(); // The pictures are asked for anew.
    }
}

void EpochStrip::compose(const QVector<int>& rows)
{
    for (const int row : rows) {
        m_model->setPicture(row, composeHeatMap(m_picture, mapOfHead(m_maps[row].map, m_head),
                                                m_crop, opacity, pictureSide));
    }
}

void EpochStrip::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void EpochStrip::retranslate()
{
    setTitle(tr("Over the epochs"));
    m_view->setAccessibleName(tr("Heat map after each epoch"));
    QVector<ThumbnailItem> items;
    for (const auto& map : m_maps) {
        items.append({map.epoch,
                      map.epoch == 0 ? tr("untrained") : tr("epoch %1").arg(map.epoch),
                      {},
                      ThumbnailBadge::None});
    }
    m_model->setItems(std::move(items));
}

} // namespace weft
