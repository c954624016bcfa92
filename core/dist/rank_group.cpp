#include "core/base/exceptions_p.h"
#include "core/dist/rank_meeting_p.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>

namespace weft {

Result<std::shared_ptr<RankGroup>> RankGroup::join(const RankPlace& wanted,
                                                   const JoinOptions& options)
{
    // Neither the store nor the backends ask the kernel not to: writing to a rank that has gone is
    // an error then, which is told, and no end of this process.
    std::signal(SIGPIPE, SIG_IGN);
    auto parts = std::make_unique<Parts>();
    parts->place = wanted;
    auto& place = parts->place;
    const JoinDeadline deadline(options);
    try {
        auto store = place.rank == 0 && !place.storeIsThere ? openStore(place)
                                                            : connectStore(place, deadline);
        if (!store) {
            return store.error();
        }
        parts->store = *store;
        if (options.onListening) {
            if (auto started = options.onListening(place.port); !started) {
                return started.error();
            }
        }
        auto names = meet(parts->store, place, deadline);
        if (!names) {
            return names.error();
        }
        parts->names = std::move(*names);
        auto watched = connectStore(place, deadline); // A connection of its own: it is busy.
        if (!watched) {
            return watched.error();
        }
        parts->watch = std::make_unique<RankWatch>(std::move(*watched), place.rank, parts->names,
                                                   options.limits);
        auto channels = makeChannels(*parts, JoinDeadline(options));
        if (!channels) {
            (void)parts->watch->end(
                toString(parts->names[static_cast<std::size_t>(place.rank)], place.size) + ": " +
                toString(channels.error()));
            return channels.error();
        }
        parts->channels = std::move(*channels);
    } catch (...) {
        return errorFromException(placeText(place));
    }
    return std::shared_ptr<RankGroup>(new RankGroup(std::move(parts)));
}

RankGroup::RankGroup(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

RankGroup::~RankGroup()
{
    if (m_parts->failed) {
        // A backend waits in its destructor for exchanges under way, which nobody will answer.
        new RankChannels(std::move(m_parts->channels));
    }
}

int RankGroup::rank() const
{
    return m_parts->place.rank;
}

int RankGroup::size() const
{
    return m_parts->place.size;
}

Share RankGroup::share() const
{
    return {static_cast<std::size_t>(rank()), static_cast<std::size_t>(size())};
}

std::string RankGroup::nameOf(int rank) const
{
    return toString(m_parts->names[static_cast<std::size_t>(rank)], size());
}

int RankGroup::ranksOnMachine() const
{
    return ranksOnMachineOf(m_parts->names, rank());
}

int RankGroup::ranksOnCores() const
{
    return ranksOnCoresOf(m_parts->names, rank());
}

int RankGroup::placeOnMachine() const
{
    const auto own = m_parts->names.begin() + rank();
    return static_cast<int>(std::count_if(m_parts->names.begin(), own, [&](const RankName& name) {
        return sameMachine(name, *own);
    }));
}

Result<std::vector<std::string>> RankGroup::exchange(const std::string& topic,
                                                     const std::string& text)
{
    try {
        return m_parts->watch->exchange(topic, text);
    } catch (const GroupEnded& end) {
        m_parts->failed = true;
        return Error{ErrorCode::RankLost, {}, end.what()};
    }
}

void RankGroup::shareStop(std::function<bool()> asked, std::function<void()> heed)
{
    m_parts->watch->shareStop(std::move(asked), std::move(heed));
}

Result<void> RankGroup::agree(const std::string& topic, const Result<void>& own)
{
    // The code travels as a number, so that a stop stays a stop on every rank.
    const auto text =
        own ? std::string()
            : std::to_string(static_cast<int>(own.error().code)) + " " + toString(own.error());
    const auto all = exchange(topic, text);
    if (!all) {
        return all.error();
    }
    const auto first =
        std::ranges::find_if(*all, [](const std::string& answer) { return !answer.empty(); });
    if (first == all->end()) {
        return {};
    }
    const auto code = static_cast<ErrorCode>(std::atoi(first->c_str()));
    const auto reason = first->substr(first->find(' ') + 1);
    m_parts->agreed = true;
    const bool alike =
        std::ranges::all_of(*all, [&](const auto& answer) { return answer == *first; });
    if (alike || code == ErrorCode::Cancelled) {
        return own ? Result<void>(Error{code, {}, reason}) : own;
    }
    const auto rank = static_cast<std::size_t>(first - all->begin());
    return Error{code, nameOf(static_cast<int>(rank)), reason};
}

void RankGroup::breathe()
{
    m_parts->watch->breathe();
}

void RankGroup::endPreparation()
{
    m_parts->watch->endPreparation();
}

void RankGroup::setPaused(bool paused)
{
    m_parts->watch->setPaused(paused);
}

void RankGroup::conclude(const std::optional<Error>& error)
{
    if (!error || m_parts->agreed) {
        m_parts->watch->leave();
        return;
    }
    m_parts->failed = true;
    m_parts->told = m_parts->watch->end(nameOf(rank()) + ": " + toString(*error));
}

bool RankGroup::speaks() const
{
    if (isFirst()) {
        return true;
    }
    if (!m_parts->watch->lostFirstRank()) {
        return m_parts->told.has_value() && !*m_parts->told; // Nobody else knows of it.
    }
    // Rank 0 does not: the first that is left on each machine does.
    const auto& own = m_parts->names[static_cast<std::size_t>(rank())];
    for (int other = 1; other < rank(); ++other) {
        if (sameMachine(m_parts->names[static_cast<std::size_t>(other)], own)) {
            return false;
        }
    }
    return true;
}

} // namespace weft
