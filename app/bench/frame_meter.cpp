#include "app/bench/frame_meter.h"

#include <QCoreApplication>
#include <QEvent>
#include <QEventLoop>
#include <QWidget>

namespace weft {

namespace {

constexpr int leastActs = 30;
constexpr qint64 longest = 1000; ///< Milliseconds to wait for a frame.

} // namespace

FrameMeter::FrameMeter(QWidget* window)
    : QObject(window)
{
    window->installEventFilter(this);
}

bool FrameMeter::eventFilter(QObject* watched, QEvent* event)
{
    // The window paints while it handles this, before its loop goes on.
    if (event->type() == QEvent::UpdateRequest) {
        ++m_frames;
    }
    return QObject::eventFilter(watched, event);
}

std::vector<double> FrameMeter::time(const std::function<void(int)>& act, double seconds,
                                     const std::stop_token& stop)
{
    std::vector<double> milliseconds;
    QElapsedTimer all;
    all.start();
    for (int round = 0;
         (round < leastActs || all.elapsed() < seconds * 1000) && !stop.stop_requested(); ++round) {
        QCoreApplication::processEvents(); // What is still open of the last round.
        const int before = m_frames;
        QElapsedTimer timer;
        timer.start();
        act(round);
        while (m_frames == before && timer.elapsed() < longest && !stop.stop_requested()) {
            QCoreApplication::processEvents(QEventLoop::AllEvents);
        }
        milliseconds.push_back(static_cast<double>(timer.nsecsElapsed()) * 1e-6);
    }
    return milliseconds;
}

} // namespace weft
