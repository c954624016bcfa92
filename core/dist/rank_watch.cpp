#include "core/dist/rank_watch_parts_p.h"

namespace weft {

namespace {

/// How long the last words of a rank, and the farewell, may take, in seconds.
constexpr double lastWords = 5;

} // namespace

RankWatch::RankWatch(c10::intrusive_ptr<c10d::Store> store, int rank, std::vector<RankName> names,
                     RankLimits limits)
    : m_parts(std::make_shared<Parts>(std::move(store), rank, std::move(names), limits))
{
    m_parts->thread = std::thread([parts = m_parts] { parts->work(); });
}

RankWatch::~RankWatch()
{
    shareStop({}, {});
    m_parts->closing = true;
    m_parts->changed.notify_all();
    std::unique_lock lock(m_parts->mutex);
    const bool ends = m_parts->changed.wait_for(lock, watchTime(m_parts->judge.interval() + 1),
                                                [this] { return !m_parts->running; });
    lock.unlock();
    if (ends) {
        m_parts->thread.join();
    } else {
        m_parts->thread.detach();
    }
}

void RankWatch::countExchange()
{
    ++m_parts->exchanges;
}

void RankWatch::breathe()
{
    ++m_parts->breaths;
}

void RankWatch::endPreparation()
{
    m_parts->preparing = false;
}

void RankWatch::setPaused(bool paused)
{
    m_parts->paused = paused;
}

std::optional<std::string> RankWatch::ended() const
{
    {
        const std::scoped_lock lock(m_parts->mutex);
        if (m_parts->why) {
            return m_parts->why;
        }
    }
    // The thread hangs in the store where its machine stands still but is not gone.
    const double now = watchSeconds();
    const double quiet = now - m_parts->answered;
    if (quiet <= m_parts->silence + m_parts->judge.interval()) {
        m_parts->suspected = 0;
    } else if (m_parts->suspected == 0) {
        m_parts->suspected = now; // Perhaps this machine stood still, and the thread comes yet.
    } else if (now - m_parts->suspected > 2 * m_parts->judge.interval()) {
        m_parts->endGroup(m_parts->nameOf(0) + " has not answered for " +
                              std::to_string(static_cast<int>(quiet)) + " s",
                          true);
        const std::scoped_lock lock(m_parts->mutex);
        return m_parts->why;
    }
    return std::nullopt;
}

std::string RankWatch::culprit(const std::string& cause)
{
    m_parts->broken = true;
    const double until = watchSeconds() + m_parts->judge.shortSilence() + lastWords;
    while (watchSeconds() < until) {
        if (const auto why = ended()) {
            return *why;
        }
        std::unique_lock lock(m_parts->mutex);
        m_parts->changed.wait_for(lock, watchTime(0.05));
    }
    const auto why = "the connection between the ranks broke: " + cause;
    (void)end(why);
    return why;
}

std::vector<std::string> RankWatch::exchange(const std::string& topic, const std::string& text)
{
    std::unique_lock lock(m_parts->mutex);
    const auto [known, isNew] = m_parts->topics.try_emplace(topic);
    if (isNew) {
        known->second.text = text;
        countExchange();
    }
    m_parts->changed.notify_all();
    while (m_parts->topics[topic].answers.empty()) {
        lock.unlock();
        if (const auto why = ended()) {
            throw GroupEnded(*why);
        }
        lock.lock();
        m_parts->changed.wait_for(lock, watchTime(0.1));
    }
    return m_parts->topics[topic].answers;
}

void RankWatch::shareStop(std::function<bool()> asked, std::function<void()> heed)
{
    const std::scoped_lock lock(m_parts->mutex);
    m_parts->stopAsked = std::move(asked);
    m_parts->stopHeeded = std::move(heed);
}

bool RankWatch::end(const std::string& why)
{
    {
        const std::scoped_lock lock(m_parts->mutex);
        if (m_parts->why) {
            return !m_parts->firstRankLost;
        }
        m_parts->lastWord = why;
    }
    m_parts->changed.notify_all();
    const double until = watchSeconds() + lastWords;
    std::unique_lock lock(m_parts->mutex);
    while (watchSeconds() < until && m_parts->running && !m_parts->noted) {
        m_parts->changed.wait_for(lock, watchTime(0.05));
    }
    const bool noted = m_parts->noted && !m_parts->firstRankLost;
    lock.unlock();
    if (noted) {
        // The launcher may end all ranks as soon as this one is gone: the others come first.
        std::this_thread::sleep_for(watchTime(2 * m_parts->judge.interval()));
    }
    return noted;
}

void RankWatch::leave()
{
    if (ended()) {
        return;
    }
    try {
        (void)exchange("left", {});
        if (m_parts->rank == 0) {
            // The others read their last answers from the store that may go with this process.
            std::this_thread::sleep_for(watchTime(5 * eagerInterval));
        }
    } catch (const GroupEnded&) {
        // It is over anyway.
    }
}

bool RankWatch::lostFirstRank() const
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->firstRankLost;
}

} // namespace weft
