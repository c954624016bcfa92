#pragma once

#include "core/base/result.h"
#include "core/dist/rank_judge.h"
#include "core/dist/rank_names.h"

#include <torch/csrc/distributed/c10d/Store.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// Thrown on a rank whose group has come to an end; says whom it ended by.
class GroupEnded : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Gives signs of life to the other ranks through the store, and watches theirs, on a thread of its
/// own, which alone uses the store. Rank 0 watches all, and they watch rank 0; what it finds is
/// the group's end, and every rank learns of it within a beat. Thread-safe.
class RankWatch
{
public:
    /// names: of all ranks. The store is the watch's from now on.
    RankWatch(c10::intrusive_ptr<c10d::Store> store, int rank, std::vector<RankName> names,
              RankLimits limits);
    /// Waits for the thread, unless it hangs in the store: then it is left to itself.
    ~RankWatch();
    RankWatch(const RankWatch&) = delete;
    RankWatch& operator=(const RankWatch&) = delete;

    void countExchange(); ///< The training begins to wait for the others.
    void breathe();       ///< It does something of its own that may take long.
    void endPreparation();
    void setPaused(bool paused);

    /// Why the group has ended; nothing while it has not. Looks itself whether the store still
    /// answers.
    [[nodiscard]] std::optional<std::string> ended() const;

    /// A connection failed: waits, a few beats at most, for the rank behind it to be found.
    [[nodiscard]] std::string culprit(const std::string& cause);

    /// Gives every rank's text for a topic to all, by rank; each topic once. Throws GroupEnded.
    [[nodiscard]] std::vector<std::string> exchange(const std::string& topic,
                                                    const std::string& text);

    /// A stop that is asked for on one rank is passed on to all: asked is looked at with every
    /// beat, heed called where any rank was asked. Both are quick. Null: no more.
    void shareStop(std::function<bool()> asked, std::function<void()> heed);

    /// Ends the group because this rank cannot go on. True where rank 0 has taken note, which then
    /// tells of it.
    bool end(const std::string& why);

    /// The training is over on this rank. Rank 0, on whom the store may depend, waits a while for
    /// the others to say the same.
    void leave();

    /// Whether rank 0 is the one that was lost, so that it tells of nothing.
    [[nodiscard]] bool lostFirstRank() const;

private:
    struct Parts;
    std::shared_ptr<Parts> m_parts;
};

} // namespace weft
