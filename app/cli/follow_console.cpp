#include "app/cli/follow_console.h"

#include "app/cli/output.h"

#include <algorithm>
#include <utility>

namespace weft::cli {

namespace {

/// Why there may be no news; empty: nothing is wrong.
std::string concernOf(const RunNews& news, const RunStatus& status)
{
    if (news.trouble) {
        return toString(*news.trouble) + "; it is tried again";
    }
    if (!silenceMatters(status.state, news.holder, news.silence)) {
        return {};
    }
    return "no news for " + durationText(static_cast<double>(news.silence.count())) +
           (news.holder == RunHolder::Process ? "; its process is alive" : "; it may have ended");
}

} // namespace

FollowConsole::FollowConsole(bool json)
    : m_console(json)
{
}

void FollowConsole::take(const RunNews& news)
{
    if (news.anew) {
        m_past = {};
        m_caughtUp = false;
    }
    if (news.record) {
        m_plannedEpochs = news.record->config.train.epochs;
    }
    if (news.status) {
        m_status = *news.status;
    }
    if (news.progress) {
        m_progress = news.progress;
    }
    if (m_caughtUp) {
        for (const auto& event : news.events) {
            show(event);
        }
    } else {
        takePast(news);
    }
    if (m_caughtUp && m_progress && news.progress && m_status.state == RunState::Running) {
        m_console.handle(TrainingEvent(*m_progress));
    }
    tellConcern(news);
}

void FollowConsole::takePast(const RunNews& news)
{
    for (const auto& event : news.events) {
        if (const auto* const step = std::get_if<StepEvent>(&event)) {
            m_past.add(*step);
        } else if (const auto* const epoch = std::get_if<EpochEvent>(&event)) {
            m_past.add(*epoch);
        } else if (const auto* const mark = std::get_if<TakenUp>(&event)) {
            m_past.add(*mark);
        }
    }
    if (m_plannedEpochs > 0 && !news.more) {
        m_caughtUp = true;
        showPast();
    }
}

void FollowConsole::showPast()
{
    const auto past = std::exchange(m_past, {});
    m_console.setEpochs(m_plannedEpochs);
    for (const auto& epoch : past.epochs) {
        // An epoch's line tells what its last step has told.
        const auto next = std::ranges::upper_bound(past.steps, epoch.step, {}, &StepEvent::step);
        if (next != past.steps.begin()) {
            m_console.handle(TrainingEvent(*std::prev(next)));
        }
        m_console.handle(TrainingEvent(epoch));
    }
    if (!past.steps.empty()) {
        m_console.handle(TrainingEvent(past.steps.back()));
    }
}

void FollowConsole::show(const RunEvent& event)
{
    if (const auto* const step = std::get_if<StepEvent>(&event)) {
        m_console.handle(TrainingEvent(*step));
    } else if (const auto* const epoch = std::get_if<EpochEvent>(&event)) {
        m_console.handle(TrainingEvent(*epoch));
    } else if (const auto* const mark = std::get_if<TakenUp>(&event)) {
        m_console.say("the run was taken up again after step " + countText(mark->step));
    }
}

void FollowConsole::tellConcern(const RunNews& news)
{
    const auto concern = concernOf(news, m_status);
    // The time of a silence grows; it is told once.
    const auto kind = news.trouble ? concern : concern.empty() ? std::string() : "silence";
    if (std::exchange(m_concern, kind) != kind && !concern.empty()) {
        m_console.say("warning: " + concern);
    }
}

} // namespace weft::cli
