#include "app/session/task_queue.h"

#include <utility>

namespace weft {

TaskQueue::TaskQueue()
    : m_thread([this](const std::stop_token& stop) { work(stop); })
{
}

TaskQueue::~TaskQueue()
{
    clear();
}

void TaskQueue::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_changed.notify_one();
}

void TaskQueue::clear()
{
    // Declared before the lock, so that what the tasks hold is freed after it is released.
    std::deque<std::function<void()>> dropped;
    const std::lock_guard lock(m_mutex);
    dropped.swap(m_tasks);
}

void TaskQueue::work(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::function<void()> task;
        {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return !m_tasks.empty(); })) {
                return;
            }
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

} // namespace weft
