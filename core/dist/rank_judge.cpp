#include "core/dist/rank_judge.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace weft {

namespace {

std::string wholeSeconds(double seconds)
{
    return std::to_string(std::lround(seconds)) + " s";
}

} // namespace

std::string packed(const RankBeat& beat)
{
    std::ostringstream text;
    text << beat.beat << ' ' << beat.exchanges << ' ' << beat.breaths << ' ' << beat.paused << ' '
         << beat.preparing;
    return text.str();
}

RankBeat unpackedRankBeat(const std::string& text)
{
    std::istringstream stream(text);
    RankBeat beat;
    stream >> beat.beat >> beat.exchanges >> beat.breaths >> beat.paused >> beat.preparing;
    return stream ? beat : RankBeat{};
}

RankJudge::RankJudge(int size, RankLimits limits, double now)
    : m_limits(limits)
    , m_ranks(static_cast<std::size_t>(size), Heard{{}, now, now})
{
}

double RankJudge::interval() const
{
    return std::clamp(m_limits.silence / 8, 0.1, 1.0);
}

void RankJudge::hear(int rank, const RankBeat& beat, double now)
{
    auto& heard = m_ranks.at(static_cast<std::size_t>(rank));
    if (beat.beat != heard.beat.beat) {
        heard.alive = now;
    }
    if (beat.exchanges != heard.beat.exchanges || beat.breaths != heard.beat.breaths ||
        beat.paused) {
        heard.progress = now;
    }
    heard.beat = beat;
    std::int64_t furthest = 0;
    for (const auto& each : m_ranks) {
        furthest = std::max(furthest, each.beat.exchanges);
    }
    for (auto& each : m_ranks) {
        if (each.beat.exchanges == furthest) {
            each.behind = 0;
        } else if (each.behind == 0) {
            each.behind = now;
        }
    }
}

void RankJudge::pass(double seconds)
{
    for (auto& heard : m_ranks) {
        heard.alive += seconds;
        heard.progress += seconds;
        heard.behind += heard.behind == 0 ? 0 : seconds;
    }
}

std::optional<RankFault> RankJudge::judge(double now, bool broken) const
{
    const double silence = broken ? std::min(m_limits.silence, shortSilence()) : m_limits.silence;
    bool paused = false;
    double latest = 0; // Progress of any rank.
    double patience = m_limits.late;
    for (std::size_t i = 0; i < m_ranks.size(); ++i) {
        const auto& heard = m_ranks[i];
        if (now - heard.alive > silence) {
            return RankFault{static_cast<int>(i),
                             "has given no sign of life for " + wholeSeconds(now - heard.alive)};
        }
        paused = paused || heard.beat.paused;
        latest = std::max(latest, heard.progress);
        if (heard.beat.preparing) {
            patience = m_limits.late * m_limits.preparation;
        }
    }
    for (std::size_t i = 0; i < m_ranks.size(); ++i) {
        const auto& heard = m_ranks[i];
        const double waited = now - std::max(heard.progress, heard.behind);
        if (!paused && heard.behind > 0 && waited > patience) {
            return RankFault{static_cast<int>(i), "lives, but the others have waited for it for " +
                                                      wholeSeconds(waited)};
        }
    }
    // One alone is heard by a rank that watches rank 0, whom rank 0 judges itself.
    if (!paused && m_ranks.size() > 1 && now - latest > patience) {
        return RankFault{-1,
                         "the ranks have waited for one another for " + wholeSeconds(now - latest)};
    }
    return std::nullopt;
}

} // namespace weft
