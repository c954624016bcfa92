#pragma once

#include <QString>
#include <QVector>

namespace weft {

/// Something that a path's field offers for choice.
struct PathOffer
{
    QString name;
    QString path;
};

} // namespace weft
