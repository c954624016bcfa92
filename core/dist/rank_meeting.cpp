#include "core/base/exceptions_p.h"
#include "core/dist/local_address.h"
#include "core/dist/rank_meeting_p.h"

#include <glog/logging.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <thread>

namespace weft {

namespace {

/// RankWatch knows sooner, and by name, who is lost; a backend that gave up by itself would only
/// spoil long pauses.
constexpr std::chrono::hours backendPatience{24};

/// Who waits for others says so after this long.
constexpr std::chrono::seconds tellAfter{5};

/// One attempt to reach rank 0's store.
constexpr std::chrono::seconds attemptTime{2};

c10d::TCPStoreOptions storeOptions(const RankPlace& place, bool server)
{
    c10d::TCPStoreOptions options;
    options.port = place.port;
    options.isServer = server;
    options.waitWorkers = false;
    options.timeout = attemptTime;
    return options;
}

/// Keys of a store that others may use, too, or find.
StorePtr withPrefix(const StorePtr& store, const std::string& prefix)
{
    return prefix.empty() ? store : StorePtr(c10::make_intrusive<c10d::PrefixStore>(prefix, store));
}

/// c10d tells every attempt that fails, and there may be hundreds until rank 0 has come.
class QuietLog
{
public:
    QuietLog() { FLAGS_minloglevel = google::GLOG_FATAL; }
    ~QuietLog() { FLAGS_minloglevel = m_former; }
    QuietLog(const QuietLog&) = delete;
    QuietLog& operator=(const QuietLog&) = delete;

private:
    const int m_former = FLAGS_minloglevel;
};

std::string nameKey(int rank)
{
    return "name/" + std::to_string(rank);
}

RankName nameIn(const StorePtr& store, int rank)
{
    const auto bytes = store->get(nameKey(rank));
    return unpackedRankName(rank, {bytes.begin(), bytes.end()});
}

/// Ranks that were told of different numbers of them wait for others than those that come.
Result<void> checkSize(const RankName& other, int size)
{
    if (other.size == size) {
        return {};
    }
    return Error{ErrorCode::InvalidArgument, "WORLD_SIZE",
                 toString(other, other.size) + " was started as one of " +
                     std::to_string(other.size) + " ranks, this one as one of " +
                     std::to_string(size)};
}

std::string missingRanks(const StorePtr& store, int size)
{
    std::string text;
    for (int rank = 0; rank < size; ++rank) {
        if (!store->check({nameKey(rank)})) {
            text += (text.empty() ? "" : ", ") + std::to_string(rank);
        }
    }
    return text;
}

/// Where this rank listens for the others' tensors. A machine's own name may stand for its
/// loopback, as Debian has it, which no other machine reaches.
std::shared_ptr<gloo::transport::Device> deviceFor(const RankGroup::Parts& parts)
{
    using Gloo = c10d::ProcessGroupGloo;
    if (const char* const interface = std::getenv("GLOO_SOCKET_IFNAME")) {
        return Gloo::createDeviceForInterface(interface);
    }
    const auto& own = parts.names[static_cast<std::size_t>(parts.place.rank)];
    const auto other = std::ranges::find_if(
        parts.names, [&](const RankName& name) { return !sameMachine(name, own); });
    if (other == parts.names.end()) {
        return Gloo::createDeviceForHostname("127.0.0.1");
    }
    const bool toFirst = !sameMachine(parts.names.front(), own);
    const auto address = addressTowards(toFirst ? parts.place.address : other->host);
    return address.empty() || isLoopback(address) ? Gloo::createDefaultDevice()
                                                  : Gloo::createDeviceForHostname(address);
}

RankChannels connectChannels(const std::shared_ptr<gloo::transport::Device>& device,
                             const StorePtr& store, int rank, int size)
{
    RankChannels channels;
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

} // namespace

JoinDeadline::JoinDeadline(const JoinOptions& options)
    : m_options(options)
    , m_begun(Clock::now())
    , m_end(m_begun + std::chrono::duration_cast<Clock::duration>(
                          std::chrono::duration<double>(options.limits.join)))
{
}

Result<void> JoinDeadline::check() const
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

void JoinDeadline::tellWaiting(const std::function<std::string()>& whom) const
{
    if (m_options.onWaiting && !m_told && Clock::now() - m_begun > tellAfter) {
        m_told = true;
        m_options.onWaiting(whom());
    }
}

std::string JoinDeadline::text() const
{
    return std::to_string(static_cast<int>(m_options.limits.join)) + " s";
}

std::string placeText(const RankPlace& place)
{
    return place.address + ":" + std::to_string(place.port);
}

Result<StorePtr> openStore(RankPlace& place)
{
    try {
        auto store = c10::make_intrusive<c10d::TCPStore>(place.address, storeOptions(place, true));
        place.port = store->getPort();
        return withPrefix(StorePtr(store), place.prefix);
    } catch (const std::exception& failure) {
        return Error{ErrorCode::Internal, placeText(place),
                     "rank 0 cannot listen there for the other ranks (" +
                         firstLine(failure.what()) +
                         "); another program may, or another training: "
                         "set MASTER_PORT to a free port"};
    }
}

Result<StorePtr> connectStore(const RankPlace& place, const JoinDeadline& deadline)
{
    while (true) {
        if (auto go = deadline.check(); !go) {
            return go.error();
        }
        try {
            const QuietLog quiet;
            StorePtr store =
                c10::make_intrusive<c10d::TCPStore>(place.address, storeOptions(place, false));
            store->setTimeout(std::chrono::minutes(5));
            return withPrefix(store, place.prefix);
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

Result<std::vector<RankName>> meet(const StorePtr& store, const RankPlace& place,
                                   const JoinDeadline& deadline)
{
    std::vector<std::string> keys;
    for (int rank = 0; rank < place.size; ++rank) {
        keys.push_back(nameKey(rank));
    }
    const auto own = packed(ownRankName(place.rank, place.size));
    store->set(nameKey(place.rank), {own.begin(), own.end()});
    bool firstIsKnown = false;
    while (!store->check(keys)) {
        if (auto go = deadline.check(); !go) {
            return go.error();
        }
        if (!firstIsKnown && store->check({nameKey(0)})) {
            firstIsKnown = true;
            if (auto same = checkSize(nameIn(store, 0), place.size); !same) {
                return same.error();
            }
        }
        if (deadline.over()) {
            return Error{ErrorCode::Internal, placeText(place),
                         "of " + std::to_string(place.size) +
                             " ranks, these did not come there in " + deadline.text() + ": " +
                             missingRanks(store, place.size)};
        }
        if (place.rank == 0) {
            deadline.tellWaiting([&] { return missingRanks(store, place.size); });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::vector<RankName> names;
    for (int rank = 0; rank < place.size; ++rank) {
        names.push_back(nameIn(store, rank));
        if (auto same = checkSize(names.back(), place.size); !same) {
            return same.error();
        }
    }
    return names;
}

/// On a thread that is left behind where a rank is lost just then: the backend would wait for it.
Result<RankChannels> makeChannels(const RankGroup::Parts& parts, const JoinDeadline& deadline)
{
    auto promise = std::make_shared<std::promise<RankChannels>>();
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
        if (auto go = deadline.check(); !go) {
            return go.error();
        }
        if (deadline.over()) {
            return Error{ErrorCode::Internal, placeText(parts.place),
                         "the ranks have met there, but cannot connect to one another in " +
                             deadline.text() +
                             "; a firewall may be between them, or GLOO_SOCKET_IFNAME has to name "
                             "the network interface"};
        }
    }
    return future.get();
}

} // namespace weft
