#include "core/base/parse_number.h"
#include "core/dist/rank_watch_parts_p.h"

namespace weft {

namespace {

std::vector<std::uint8_t> bytesOf(const std::string& text)
{
    return {text.begin(), text.end()};
}

std::string textOf(const std::vector<std::uint8_t>& bytes)
{
    return {bytes.begin(), bytes.end()};
}

std::string keyOf(const std::string& topic, int rank)
{
    return topic + "/" + std::to_string(rank);
}

constexpr const char* endKey = "end";
constexpr const char* brokenKey = "broken";
constexpr const char* stopKey = "stop";

/// What stands under endKey: whom the group ended by, and the words for it. A rank that ends it by
/// itself, and tells so, is nobody's loss.
struct GroupEnd
{
    int lost = -1;
    std::string why;
};

std::string packed(const GroupEnd& end)
{
    return std::to_string(end.lost) + " " + end.why;
}

GroupEnd unpackedEnd(const std::string& text)
{
    const auto space = text.find(' ');
    GroupEnd end;
    if (space != std::string::npos && parseNumber(text.substr(0, space), end.lost)) {
        end.why = text.substr(space + 1);
    }
    return end;
}

} // namespace

bool RankWatch::Parts::eager() const
{
    return (lastWord && !noted) || std::ranges::any_of(topics, [](const auto& topic) {
               return topic.second.answers.empty();
           });
}

void RankWatch::Parts::work()
{
    try {
        std::unique_lock lock(mutex);
        double nextBeat = 0;
        while (!closing) {
            lock.unlock();
            if (watchSeconds() >= nextBeat) {
                forgive(nextBeat == 0 ? 0 : watchSeconds() - nextBeat);
                beat();
                passStopOn();
                lookForEnd();
                watchOthers();
                nextBeat = watchSeconds() + judge.interval();
            }
            sendTexts();
            takeTexts();
            if (hasLastWord()) {
                lookForEnd();
            }
            answered = watchSeconds();
            lock.lock();
            if (eager()) {
                changed.wait_for(lock, watchTime(eagerInterval), [this] { return closing.load(); });
            } else {
                changed.wait_for(lock, watchTime(std::max(0.0, nextBeat - watchSeconds())),
                                 [this] { return closing || eager(); });
            }
        }
    } catch (const std::exception&) {
        // Nobody but rank 0, or the launcher that serves the store for it, breaks it off.
        endGroup(rank == 0 ? "the store of the ranks has gone"
                           : nameOf(0) + " has gone: its connection is closed",
                 true);
    }
    const std::scoped_lock lock(mutex);
    running = false;
    changed.notify_all();
}

/// The whole machine, or this process, stood still: nobody is to blame for what was not heard.
void RankWatch::Parts::forgive(double seconds)
{
    if (seconds > 2 * judge.interval()) {
        judge.pass(seconds);
    }
}

void RankWatch::Parts::passStopOn()
{
    bool asked = false;
    {
        const std::scoped_lock lock(mutex);
        asked = stopAsked && stopAsked();
    }
    if (asked && !std::exchange(stopTold, true)) {
        store->set(stopKey, bytesOf("1"));
    }
    if (!asked && store->check({stopKey})) {
        const std::scoped_lock lock(mutex);
        if (stopHeeded) {
            stopHeeded();
        }
    }
}

void RankWatch::Parts::beat()
{
    store->set(keyOf("beat", rank),
               bytesOf(packed(RankBeat{++beats, exchanges, breaths, paused, preparing})));
    if (broken && !std::exchange(brokenTold, true)) {
        store->set(brokenKey, bytesOf("1"));
    }
}

void RankWatch::Parts::sendTexts()
{
    std::optional<std::string> last;
    std::vector<std::pair<std::string, std::string>> texts;
    {
        const std::scoped_lock lock(mutex);
        if (lastWord && !told) {
            last = lastWord;
        }
        for (auto& [topic, content] : topics) {
            if (!std::exchange(content.sent, true)) {
                texts.emplace_back(topic, content.text);
            }
        }
    }
    for (const auto& [topic, text] : texts) {
        store->set(keyOf(topic, rank), bytesOf(text));
    }
    if (last) {
        // Who comes first is told of.
        (void)store->compareSet(endKey, {}, bytesOf(packed(GroupEnd{-1, *last})));
        lookForEnd();
        const std::scoped_lock lock(mutex);
        told = true;
        changed.notify_all();
    }
}

void RankWatch::Parts::takeTexts()
{
    std::vector<std::string> waiting;
    {
        const std::scoped_lock lock(mutex);
        for (const auto& [topic, content] : topics) {
            if (content.answers.empty()) {
                waiting.push_back(topic);
            }
        }
    }
    for (const auto& topic : waiting) {
        std::vector<std::string> keys;
        for (int other = 0; other < size(); ++other) {
            keys.push_back(keyOf(topic, other));
        }
        if (!store->check(keys)) {
            continue;
        }
        std::vector<std::string> answers;
        for (const auto& key : keys) {
            answers.push_back(textOf(store->get(key)));
        }
        const std::scoped_lock lock(mutex);
        topics[topic].answers = std::move(answers);
        changed.notify_all();
    }
}

void RankWatch::Parts::lookForEnd()
{
    if (!endNoted && store->check({endKey})) {
        const auto end = unpackedEnd(textOf(store->get(endKey)));
        endGroup(end.why, end.lost == 0);
        store->set(keyOf("noted", rank), bytesOf("1"));
        endNoted = true;
    }
    if (endNoted && store->check({keyOf("noted", 0)})) {
        const std::scoped_lock lock(mutex);
        noted = true;
        changed.notify_all();
    }
}

/// Rank 0 watches all; the others watch it alone, or every rank would ask for every other's beat.
void RankWatch::Parts::watchOthers()
{
    for (int other = 0; other < judge.size(); ++other) {
        if (store->check({keyOf("beat", other)})) {
            judge.hear(other, unpackedRankBeat(textOf(store->get(keyOf("beat", other)))),
                       watchSeconds());
        }
    }
    const bool anyBroken = broken || (rank == 0 && store->check({brokenKey}));
    if (const auto fault = judge.judge(watchSeconds(), anyBroken); fault && !endNoted) {
        const GroupEnd end{fault->rank,
                           fault->rank < 0 ? fault->what : nameOf(fault->rank) + " " + fault->what};
        (void)store->compareSet(endKey, {}, bytesOf(packed(end)));
        lookForEnd();
    }
}

void RankWatch::Parts::endGroup(const std::string& reason, bool byFirstRank)
{
    const std::scoped_lock lock(mutex);
    if (!why) {
        why = reason;
        firstRankLost = byFirstRank;
    }
    changed.notify_all();
}

} // namespace weft
