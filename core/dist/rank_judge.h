#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// After how long ranks are given up, in seconds.
struct RankLimits
{
    double join = 300;   ///< For all of them to come together.
    double silence = 30; ///< Without any sign of life of a process.
    double late = 600;   ///< Without any progress of a rank that the others wait for.
    /// The same while a rank prepares, in times of late: it opens the images, say, which tells
    /// nothing while it lasts.
    double preparation = 6;
};

/// What a rank says of itself, again and again.
struct RankBeat
{
    std::int64_t beat = 0;      ///< Grows as long as the process lives.
    std::int64_t exchanges = 0; ///< That its training has begun.
    std::int64_t breaths = 0;   ///< Grows while it works at something that is no exchange.
    bool paused = false;        ///< Waits for a person.
    bool preparing = false;     ///< The training has not begun.

    friend bool operator==(const RankBeat&, const RankBeat&) = default;
};

[[nodiscard]] std::string packed(const RankBeat& beat);
[[nodiscard]] RankBeat unpackedRankBeat(const std::string& text); ///< Zeros where it is none.

/// Whom the others wait for in vain.
struct RankFault
{
    int rank = 0;     ///< Negative: all of them, for one another.
    std::string what; ///< "has given no sign of life for 31 s".
};

/// Decides from their beats which rank is lost. Times are seconds of a clock of the caller's.
class RankJudge
{
public:
    /// Of the ranks from 0 to size - 1.
    RankJudge(int size, RankLimits limits, double now);

    [[nodiscard]] int size() const { return static_cast<int>(m_ranks.size()); }

    void hear(int rank, const RankBeat& beat, double now);

    /// Nothing could be heard for so long, since the listener itself stood still.
    void pass(double seconds);

    /// broken: a connection to some rank has failed, so that a few missing beats tell enough.
    [[nodiscard]] std::optional<RankFault> judge(double now, bool broken) const;

    /// Seconds between two beats.
    [[nodiscard]] double interval() const;

    /// Without a beat for so long, a rank is dead once a connection has failed.
    [[nodiscard]] double shortSilence() const { return 4 * interval(); }

private:
    struct Heard
    {
        RankBeat beat;
        double alive = 0;    ///< When its beat last changed.
        double progress = 0; ///< When its exchanges or breaths last changed.
        double behind = 0;   ///< Since when another one waits for it; 0: nobody does.
    };

    RankLimits m_limits;
    std::vector<Heard> m_ranks;
};

} // namespace weft
