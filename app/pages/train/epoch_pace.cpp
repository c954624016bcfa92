#include "app/pages/train/epoch_pace.h"

#include <QEvent>
#include <QWidget>

#include <algorithm>

namespace weft {

namespace {

constexpr qint64 gap = 1000;        ///< Milliseconds.
constexpr qint64 togetherGap = 150; ///< From an epoch to its watched images, at most.

} // namespace

EpochPace::EpochPace(QWidget* page)
    : QObject(page)
    , m_page(page)
{
    page->installEventFilter(this);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_unseen = !m_page->isVisible();
        if (!m_unseen) {
            emit due();
        }
    });
}

void EpochPace::epochsGrew()
{
    if (!m_timer.isActive()) {
        const qint64 passed = m_sinceShown.isValid() ? m_sinceShown.elapsed() : gap;
        m_timer.start(static_cast<int>(std::max(togetherGap, gap - passed)));
    }
}

void EpochPace::shown()
{
    m_timer.stop();
    m_sinceShown.start();
    m_unseen = false;
}

void EpochPace::settle()
{
    if (m_timer.isActive()) {
        emit due();
    }
}

bool EpochPace::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_page && event->type() == QEvent::Show && m_unseen) {
        emit due();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace weft
