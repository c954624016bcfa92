#pragma once

#include "core/dist/rank_watch_p.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weft {

/// Of the steady clock.
[[nodiscard]] inline double watchSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

[[nodiscard]] inline std::chrono::duration<double> watchTime(double seconds)
{
    return std::chrono::duration<double>(seconds);
}

/// While somebody waits for the store, it is asked this often, in seconds.
inline constexpr double eagerInterval = 0.02;

/// Shared with the thread, which may outlive the watch.
struct RankWatch::Parts
{
    struct Topic
    {
        std::string text;
        bool sent = false;
        std::vector<std::string> answers; ///< Of all ranks, once they are there.
    };

    Parts(c10::intrusive_ptr<c10d::Store> theStore, int ownRank, std::vector<RankName> theNames,
          RankLimits limits)
        : store(std::move(theStore))
        , rank(ownRank)
        , names(std::move(theNames))
        , silence(limits.silence)
        , judge(rank == 0 ? size() : 1, limits, watchSeconds())
        , answered(watchSeconds())
    {
    }

    [[nodiscard]] int size() const { return static_cast<int>(names.size()); }
    [[nodiscard]] std::string nameOf(int of) const
    {
        return toString(names[static_cast<std::size_t>(of)], size());
    }

    void work();
    void beat();
    void sendTexts();
    void takeTexts();
    void lookForEnd();
    void watchOthers();
    void passStopOn();
    void forgive(double seconds);
    void endGroup(const std::string& why, bool byFirstRank);
    [[nodiscard]] bool eager() const;
    [[nodiscard]] bool hasLastWord()
    {
        const std::scoped_lock lock(mutex);
        return lastWord.has_value();
    }

    const c10::intrusive_ptr<c10d::Store> store; ///< The thread's.
    const int rank;
    const std::vector<RankName> names;
    const double silence;
    RankJudge judge; ///< The thread's.

    std::atomic<std::int64_t> exchanges{0}, breaths{0};
    std::atomic<bool> preparing{true}, paused{false}, broken{false}, closing{false};
    std::atomic<double> answered;     ///< When the store last did.
    std::atomic<double> suspected{0}; ///< When it was first missed since.

    std::mutex mutex; ///< Guards what follows.
    std::condition_variable changed;
    std::optional<std::string> why; ///< The group has ended.
    bool firstRankLost = false;
    std::optional<std::string> lastWord; ///< What this rank ends the group with.
    bool told = false;                   ///< And the store has it.
    bool noted = false;                  ///< And rank 0 knows.
    std::function<bool()> stopAsked;
    std::function<void()> stopHeeded;
    std::map<std::string, Topic> topics;
    bool running = true;

    std::int64_t beats = 0;  ///< The thread's.
    bool endNoted = false;   ///< The thread's: that this rank knows has been told.
    bool brokenTold = false; ///< The thread's.
    bool stopTold = false;   ///< The thread's.
    std::thread thread;
};

} // namespace weft
