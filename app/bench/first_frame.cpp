#include "app/bench/first_frame.h"

#include "app/bench/process_age.h"

#include <QCoreApplication>
#include <QEvent>
#include <QWidget>

namespace weft {

FirstFrame::FirstFrame(QWidget* window)
    : QObject(window)
{
    window->installEventFilter(this);
}

bool FirstFrame::eventFilter(QObject* watched, QEvent* event)
{
    // The children are painted and the frame is handed over before the loop goes on; what comes
    // next in it then is this.
    if (event->type() == QEvent::Paint && !m_painted) {
        m_painted = true;
        QCoreApplication::postEvent(this, new QEvent(QEvent::User), Qt::HighEventPriority);
    }
    return QObject::eventFilter(watched, event);
}

void FirstFrame::customEvent(QEvent* /*event*/)
{
    m_ageMs = processAgeMs();
    m_seen = true;
}

} // namespace weft
