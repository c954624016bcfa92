#include "widgets/util/line_icon.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace weft {

QPixmap lineIcon(const QString& resource, const QColor& colour, int side, qreal devicePixelRatio)
{
    QFile file(resource);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QSvgRenderer renderer(file.readAll().replace("currentColor", colour.name().toLatin1()));
    QPixmap pixmap(qRound(side * devicePixelRatio), qRound(side * devicePixelRatio));
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, side, side));
    return pixmap;
}

QIcon lineIcon(const QString& resource, const QColor& colour, int side)
{
    QIcon icon;
    for (const qreal ratio : {1.0, 2.0}) {
        icon.addPixmap(lineIcon(resource, colour, side, ratio));
    }
    return icon;
}

} // namespace weft
