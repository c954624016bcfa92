#pragma once

#include "core/base/result.h"
#include "core/base/share.h"
#include "core/dist/rank_judge.h"
#include "core/dist/rank_place.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

struct JoinOptions
{
    RankLimits limits{};
    std::stop_token stop{};
    /// Told, on rank 0, the port at which it listens, before it waits for the others.
    std::function<Result<void>(std::uint16_t)> onListening{};
    /// Told once, on rank 0, where ranks let it wait: their numbers, "1, 3".
    std::function<void(const std::string&)> onWaiting{};
    /// Asked while ranks are waited for: why they will not all come.
    std::function<std::optional<Error>()> obstacle{};
};

/// The processes that train one run together ("ranks"): they have found one another, exchange
/// tensors (see rank_group_p.h) and watch over one another: where one is lost, waiting for it ends
/// on all others within RankLimits, with the same words. Used on the training thread.
class RankGroup
{
public:
    /// Meets the other ranks. Fails with InvalidArgument or Internal, naming the address or the
    /// ranks that did not come, and with Cancelled.
    [[nodiscard]] static Result<std::shared_ptr<RankGroup>> join(const RankPlace& place,
                                                                 const JoinOptions& options = {});
    /// See conclude().
    ~RankGroup();
    RankGroup(const RankGroup&) = delete;
    RankGroup& operator=(const RankGroup&) = delete;

    [[nodiscard]] int rank() const;
    [[nodiscard]] int size() const;
    [[nodiscard]] bool isFirst() const { return rank() == 0; }
    [[nodiscard]] Share share() const;
    /// "rank 1 of 4 (process 4711 on node2)"
    [[nodiscard]] std::string nameOf(int rank) const;

    /// Ranks of this machine, and those that may use the same processors: what they share.
    [[nodiscard]] int ranksOnMachine() const;
    [[nodiscard]] int ranksOnCores() const;

    /// Which of the machine's ranks this is, from 0: of several devices it takes that one.
    [[nodiscard]] int placeOnMachine() const;

    /// Gives every rank's text to all, by rank. Each topic once. Fails with RankLost where the
    /// group has ended.
    [[nodiscard]] Result<std::vector<std::string>> exchange(const std::string& topic,
                                                            const std::string& text);

    /// Goes on where every rank does: else fails on all ranks alike, with the first's error by
    /// rank, which is named where not all have the same.
    [[nodiscard]] Result<void> agree(const std::string& topic, const Result<void>& own);

    /// See RankWatch::shareStop().
    void shareStop(std::function<bool()> asked, std::function<void()> heed);

    /// Until it is called, a rank may work for long by itself: open images, read weights.
    void endPreparation();
    void breathe();              ///< Works at something long without the others.
    void setPaused(bool paused); ///< Waits for a person, for as long as that takes.

    /// Parts from the others. Without an error, or after one that agree() gave to all, they do the
    /// same; after one of this rank's own the group ends, so that no other waits for it.
    void conclude(const std::optional<Error>& error);

    /// Whether this rank is the one that tells how it ended: rank 0; without it, one a machine.
    [[nodiscard]] bool speaks() const;

    struct Parts;
    [[nodiscard]] Parts& parts() const { return *m_parts; } ///< For rank_group_p.h.

private:
    explicit RankGroup(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace weft
