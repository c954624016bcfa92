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
        // Under the lock, so that a thread about to wait cannot miss it.
        const std::scoped_lock lock(m_mutex);
        m_stop.request_stop();
    }
    m_changed.notify_all();
}

bool RunControl::stopRequested() const
{
    return m_stop.stop_requested();
}

bool RunControl::pauseRequested() const
{
    const std::scoped_lock lock(m_mutex);
    return m_paused;
}

std::stop_token RunControl::stopToken() const
{
    return m_stop.get_token();
}

void RunControl::waitWhilePaused()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_paused || m_stop.stop_requested(); });
}

} // namespace weft
