#include "core/train/run_control.h"

namespace weft {

void RunControl::pause()
{
    const std::scoped_lock lock(m_mutex);
    m_paused = true;
}

void RunControl::resume()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_paused = false;
    }
    m_changed.notify_all();
}

void RunControl::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopped = true;
    }
    m_changed.notify_all();
}

bool RunControl::stopRequested() const
{
    const std::scoped_lock lock(m_mutex);
    return m_stopped;
}

bool RunControl::pauseRequested() const
{
    const std::scoped_lock lock(m_mutex);
    return m_paused;
}

void RunControl::waitWhilePaused()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_paused || m_stopped; });
}

} // namespace weft
