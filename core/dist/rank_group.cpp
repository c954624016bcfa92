#include "core/base/exceptions_p.h"
#include "core/dist/local_address.h"
#include "core/dist/rank_group_p.h"

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <future>
#include <thread>

namespace weft {

namespace {

using GroupClock = std::chrono::steady_clock;
using StorePtr = c10::intrusive_ptr<c10d::Store>;

/// RankWatch knows sooner, and by name, who is lost; a backend that gave up by itself would only
/// spoil long pauses.
constexpr std::chrono::hours backendPatience{24};

/// One attempt to reach rank 0's store.
constexpr std::chrono::seconds attemptTime{2};

std::string placeText(const RankPlace& place)
{
    return place.address + ":" + std::to_string(place.port);
}

/// An end of the time in which the ranks have to come together.
class JoinDeadline
{
public:
    explicit JoinDeadline(const JoinOptions& options)
        : m_options(options)
        , m_end(GroupClock::now() + std::chrono::duration_cast<GroupClock::duration>(
                                        std::chrono::duration<double>(options.limits.join)))
    {
    }

    [[nodiscard]] bool over() const { return GroupClock::now() >= m_end; }

    /// Why there is no point in going on waiting.
    [[nodiscard]] Result<void> check() const
    {
        if (m_options.stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, {}, "the training was stopped"};
        }
        if (m_options.obstacle) {
            if (auto obstacle = m_options.obstacle()) {
                return *obstacle;
            }
        }
        return {};
    }

    [[nodiscard]] std::string text() const
    {
        return std::to_string(static_cast<int>(m_options.limits.join)) + " s";
    }

private:
    const JoinOptions& m_options;
    GroupClock::time_point m_end;
};

c10d::TCPStoreOptions storeOptions(const RankPlace& place, bool server)
{
    c10d::TCPStoreOptions options;
    options.port = place.port;
    options.isServer = server;
    options.waitWorkers = false;
    options.timeout = attemptTime;
    return options;
}

Result<StorePtr> connectStore(const RankPlace& place, const JoinDeadline& deadline)
{
    while (true) {
        if (auto go = deadline.check(); !go) {
            return go.error();
        }
        try {
            StorePtr store =
                c10::make_intrusive<c10d::TCPStore>(place.address, storeOptions(place, false));
            store->setTimeout(std::chrono::minutes(5));
            return place.prefix.empty()
                       ? store
                       : StorePtr(c10::make_intrusive<c10d::PrefixStore>(place.prefix, store));
        } catch (const std::exception& failure) {
            if (deadline.over()) {
                return Error{ErrorCode::Internal, placeText(place),
                             "rank " + std::to_string(place.rank) + " of " +
                                 std::to_string(place.size) + " could not reach rank 0 there in " +
                                 deadline.text() + " (" + firstLine(failure.what()) + ")"};
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

/// Rank 0's, which the others connect to.
Result<StorePtr> openStore(RankPlace& place)
{
    try {
        auto store = c10::make_intrusive<c10d::TCPStore>(place.address, storeOptions(place, true));
        place.port = store->getPort();
        return StorePtr(store);
    } catch (const std::exception& failure) {
        return Error{ErrorCode::Internal, placeText(place),
                     "rank 0 cannot listen there for the other ranks (" +
                         firstLine(failure.what()) +
                         "); another program may, or another training: "
                         "set MASTER_PORT to a free port"};
    }
}

std::string missingRanks(const StorePtr& store, int size)
{
    std::string text;
    for (int rank = 0; rank < size; ++rank) {
        if (!store->check({"name/" + std::to_string(rank)})) {
            text += (text.empty() ? "" : ", ") + std::to_string(rank);
        }
    }
    return text;
}

Result<std::vector<RankName>> meet(const StorePtr& store, const RankPlace& place,
                                   const JoinDeadline& deadline)
{
    std::vector<std::string> keys;
    for (int rank = 0; rank < place.size; ++rank) {
        keys.push_back("name/" + std::to_string(rank));
    }
    const auto own = packed(ownRankName(place.rank));
    store->set(keys[static_cast<std::size_t>(place.rank)], {own.begin(), own.end()});
    while (!store->check(keys)) {
        if (auto go = deadline.check(); !go) {
            return go.error();
        }
        if (deadline.over()) {
            return Error{ErrorCode::Internal, placeText(place),
                         "of " + std::to_string(place.size) +
                             " ranks, these did not come there in " + deadline.text() + ": " +
                             missingRanks(store, place.size)};
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::vector<RankName> names;
    for (int rank = 0; rank < place.size; ++rank) {
        const auto bytes = store->get(keys[static_cast<std::size_t>(rank)]);
        names.push_back(unpackedRankName(rank, {bytes.begin(), bytes.end()}));
    }
    return names;
}

/// Where this rank listens for the others' tensors. A machine's own name may stand for its
/// loopback, as Debian has it, which no other machine reaches.
std::shared_ptr<gloo::transport::Device> deviceFor(const RankGroup::Parts& parts)
{
    using Gloo = c10d::ProcessGroupGloo;
    if (const char* const interface = std::getenv("GLOO_SOCKET_IFNAME")) {
        return Gloo::createDeviceForInterface(interface);
    }
    const auto& own = parts.names[static_cast<std::size_t>(parts.place.rank)].host;
    const auto other =
        std::ranges::find_if(parts.names, [&](const RankName& name) { return name.host != own; });
    if (other == parts.names.end()) {
        return Gloo::createDeviceForHostname("127.0.0.1");
    }
    const bool toFirst = parts.names.front().host != own;
    const auto address = addressTowards(toFirst ? parts.place.address : other->host);
    return address.empty() || isLoopback(address) ? Gloo::createDefaultDevice()
                                                  : Gloo::createDeviceForHostname(address);
}

using Channels = std::map<RankChannel, c10::intrusive_ptr<c10d::ProcessGroup>>;

Channels connectChannels(const std::shared_ptr<gloo::transport::Device>& device,
                         const StorePtr& store, int rank, int size)
{
    Channels channels;
    for (const auto& [channel, name] :
         {std::pair(RankChannel::Control, "control"), std::pair(RankChannel::Norms, "norms"),
          std::pair(RankChannel::Gradients, "gradients")}) {
        auto options = c10d::ProcessGroupGloo::Options::create(backendPatience);
        options->devices.push_back(device);
        channels[channel] = c10::make_intrusive<c10d::ProcessGroupGloo>(
            c10::make_intrusive<c10d::PrefixStore>(name, store), rank, size, options);
    }
    return channels;
}

/// On a thread that is left behind where a rank is lost just then: the backend would wait for it.
Result<Channels> makeChannels(const RankGroup::Parts& parts)
{
    auto promise = std::make_shared<std::promise<Channels>>();
    auto future = promise->get_future();
    std::thread([promise, device = deviceFor(parts), store = parts.store, place = parts.place] {
        try {
            promise->set_value(connectChannels(device, store, place.rank, place.size));
        } catch (...) {
            promise->set_exception(std::current_exception());
        }
    }).detach();
    while (future.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) {
        if (const auto why = parts.watch->ended()) {
            return Error{ErrorCode::RankLost, {}, *why};
        }
    }
    return future.get();
}

} // namespace

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
        auto channels = makeChannels(*parts);
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
        new Channels(std::move(m_parts->channels));
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
    return static_cast<int>(std::count_if(
        m_parts->names.begin(), own, [&](const RankName& name) { return name.host == own->host; }));
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
    const auto& host = m_parts->names[static_cast<std::size_t>(rank())].host;
    for (int other = 1; other < rank(); ++other) {
        if (m_parts->names[static_cast<std::size_t>(other)].host == host) {
            return false;
        }
    }
    return true;
}

} // namespace weft
