#include "core/store/run_follower.h"

#include "core/store/epoch_files.h"
#include "core/store/event_files.h"
#include "core/store/run_files.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace {

/// A network file system may show a file's parts out of order for a moment.
constexpr int damageIsBelieved = 3;
constexpr std::chrono::milliseconds shortestPause{1000};
constexpr std::chrono::milliseconds longestPause{10000};

} // namespace

RunFollower::RunFollower(std::filesystem::path directory)
    : m_directory(std::move(directory))
    , m_cursor(m_directory)
    , m_heard(Clock::now())
{
}

RunNews RunFollower::poll()
{
    RunNews news;
    if (auto looked = look(news); !looked) {
        news.trouble = looked.error();
    }
    measureSilence(news);
    // A tenth of the silence: nobody waits much longer for news than there were none.
    m_pause = news.more ? std::chrono::milliseconds(0)
                        : std::clamp(std::chrono::milliseconds(news.silence) / 10, shortestPause,
                                     longestPause);
    return news;
}

Result<void> RunFollower::look(RunNews& news)
{
    if (!m_begun) {
        if (auto begun = begin(news); !begun) {
            return begun;
        }
    }
    if (auto label = readLabelInto(news); !label) {
        return label;
    }
    // The status before the log: what it says is done stands in the log then.
    news.holder = lookAtHolder();
    auto status = readCurrentStatus(m_directory, news.holder, std::chrono::seconds::max());
    if (!status) {
        return status.error();
    }
    auto read = readLog(news, claimsProcess(status->state));
    if (auto text = statusToJson(*status); !news.more && text != m_status) {
        m_status = std::move(text);
        news.status = std::move(*status);
    }
    return read;
}

Result<void> RunFollower::begin(RunNews& news)
{
    auto record = readRecord(m_directory);
    if (!record) {
        return record.error();
    }
    m_begun = true;
    m_config = record->config;
    m_label.clear();
    m_status.clear();
    news.record = std::move(*record);
    return {};
}

Result<void> RunFollower::readLabelInto(RunNews& news)
{
    auto label = readLabel(m_directory);
    if (!label) {
        return label.error();
    }
    if (auto text = labelToJson(*label); text != m_label) {
        m_label = std::move(text);
        news.label = std::move(*label);
    }
    return {};
}

/// written: a process may be writing it.
Result<void> RunFollower::readLog(RunNews& news, bool written)
{
    if (m_waiting.empty()) {
        auto portion = m_cursor.read();
        if (!portion) {
            const bool damaged = portion.error().code == ErrorCode::Corrupt;
            m_damaged = damaged ? m_damaged + 1 : 0;
            return damaged && written && m_damaged < damageIsBelieved ? Result<void>()
                                                                      : portion.error();
        }
        m_damaged = 0;
        news.more = portion->more;
        m_waiting.assign(std::make_move_iterator(portion->events.begin()),
                         std::make_move_iterator(portion->events.end()));
        if (portion->anew) {
            news.anew = true;
            m_pace = {};
            m_begun = false;
            if (auto begun = begin(news); !begun) {
                return begun;
            }
        }
    } else {
        news.more = true; // They have come in a poll that could not tell them.
    }
    const bool any = !m_waiting.empty();
    while (!m_waiting.empty()) {
        if (auto told = tell(m_waiting.front(), news); !told) {
            news.more = false;
            return told;
        }
        m_waiting.pop_front();
    }
    if (any || !m_caughtUp) {
        news.progress = m_pace.progress(m_config);
    }
    return {};
}

Result<void> RunFollower::tell(LogEvent& event, RunNews& news)
{
    if (auto* const step = std::get_if<StepEvent>(&event)) {
        m_pace.add(*step);
        news.events.emplace_back(*step);
    } else if (auto* const epoch = std::get_if<EpochEvent>(&event)) {
        if (auto read = readEpochFile(m_directory, *epoch); !read) {
            return read;
        }
        m_pace.add(*epoch);
        news.events.emplace_back(std::move(*epoch));
    } else if (const auto* const written = std::get_if<WatchedRecorded>(&event)) {
        WatchedEvent watched;
        watched.epoch = written->epoch;
        if (auto read = readWatchedFile(m_directory, watched); !read) {
            return read;
        }
        news.events.emplace_back(std::move(watched));
    } else if (const auto* const mark = std::get_if<TakenUp>(&event)) {
        m_pace.takenUp();
        news.events.emplace_back(*mark);
    }
    return {};
}

RunHolder RunFollower::lookAtHolder()
{
    const auto holder = holderOf(m_directory);
    if (holder == RunHolder::Nobody) {
        return holder;
    }
    const auto files = listEventFiles(m_directory);
    const auto newest = files.empty() ? std::filesystem::path() : files.back().path;
    if (holder == RunHolder::Process) {
        m_heldLog = newest;
        return holder;
    }
    // A lock that was seen once would be seen still.
    return !newest.empty() && newest == m_heldLog ? RunHolder::Nobody : holder;
}

void RunFollower::measureSilence(RunNews& news)
{
    const auto now = Clock::now();
    if (!m_caughtUp && m_begun) {
        // What is read first may be old.
        m_heard =
            now - std::min(silenceOf(m_directory), std::chrono::seconds(std::chrono::hours(24)));
        m_caughtUp = !news.more && !news.trouble;
    } else if (!news.events.empty() || news.status || news.label || news.anew) {
        m_heard = now;
    }
    news.silence = std::chrono::duration_cast<std::chrono::seconds>(now - m_heard);
}

} // namespace weft
