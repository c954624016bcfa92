#pragma once

#include <QObject>

namespace weft {

class Workbench;

/// Says in the message bar when a training's teacher may have learnt from the images that it is
/// measured on.
class TeacherWarning : public QObject
{
    Q_OBJECT
public:
    explicit TeacherWarning(Workbench& workbench, QObject* parent = nullptr);
};

} // namespace weft
