#include "app/bench/loop_probe.h"

#include <QCoreApplication>
#include <QEvent>

namespace weft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds gap{10};
constexpr auto probeType = static_cast<QEvent::Type>(QEvent::User + 1);

class Probe : public QEvent
{
public:
    Probe()
        : QEvent(probeType)
    {
    }
    const Clock::time_point posted = Clock::now();
};

} // namespace

LoopProbe::LoopProbe(QObject* parent)
    : QObject(parent)
    , m_poster([this](const std::stop_token& stop) {
        for (auto next = Clock::now(); !stop.stop_requested(); next += gap) {
            std::this_thread::sleep_until(next);
            QCoreApplication::postEvent(this, new Probe);
        }
    })
{
}

LoopProbe::~LoopProbe()
{
    m_poster.request_stop();
    m_poster.join();
}

void LoopProbe::customEvent(QEvent* event)
{
    if (event->type() == probeType) {
        const auto wait = Clock::now() - static_cast<Probe*>(event)->posted;
        m_waits.push_back(std::chrono::duration<double, std::milli>(wait).count());
    }
}

} // namespace weft
