#pragma once

#include "widgets/util/card.h"

#include "core/train/events.h"

#include <QImage>
#include <QRectF>
#include <QVector>

namespace weft {

class ThumbnailModel;
class ThumbnailView;

/// A watched image's map after one epoch.
struct EpochMap
{
    int epoch = 0; ///< 0: the untrained network.
    HeatMap map;
};

/// How the map of a watched image changed over the epochs. Hides itself while there is none.
class EpochStrip : public Card
{
    Q_OBJECT
public:
    explicit EpochStrip(QWidget* parent = nullptr);

    void setMaps(const QImage& picture, const QRectF& crop, QVector<EpochMap> maps);
    void setHead(int head); ///< Which map of several heads is shown; see mapOfHead().

signals:
    void epochChosen(const weft::EpochMap& map);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void compose(const QVector<int>& rows);

    ThumbnailView* m_view = nullptr;
    ThumbnailModel* m_model = nullptr;
    QVector<EpochMap> m_maps;
    QImage m_picture; ///< No larger than a thumbnail.
    QRectF m_crop;
    int m_head = 0;
};

} // namespace weft
