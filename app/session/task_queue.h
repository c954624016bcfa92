#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace weft {

/// Tasks run one after another on a thread of its own. Thread-safe. A task must not throw.
class TaskQueue
{
public:
    TaskQueue();
    ~TaskQueue(); ///< Drops what has not begun and waits for the task in hand.
    TaskQueue(const TaskQueue&) = delete;
    TaskQueue& operator=(const TaskQueue&) = delete;

    void post(std::function<void()> task);
    void clear(); ///< Drops what has not begun; the task in hand goes on.

private:
    void work(const std::stop_token& stop);

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::function<void()>> m_tasks;
    std::jthread m_thread; ///< Last, so that it ends before what it uses.
};

} // namespace weft
