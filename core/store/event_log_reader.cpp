#include "event_log.pb.h"

#include "core/store/event_log.h"
#include "core/store/event_log_cursor.h"
#include "core/store/log_events.h"

#include <functional>

namespace weft {

namespace {

StepEvent stepOf(const eventlog::Event& message)
{
    const auto& exact = message.weft_step();
    StepEvent event;
    event.step = message.step();
    event.epoch = exact.epoch();
    event.epochPosition = exact.epoch_position();
    event.loss = exact.loss();
    event.runningAccuracy = exact.running_accuracy();
    event.learningRate = exact.learning_rate();
    event.gradientNorm = exact.gradient_norm();
    event.imagesPerSecond = exact.images_per_second();
    event.lossScale = exact.loss_scale();
    event.skippedSteps = exact.skipped_steps();
    return event;
}

EpochEvent epochOf(const eventlog::Event& message)
{
    const auto& exact = message.weft_epoch();
    EpochEvent event;
    event.epoch = exact.epoch();
    event.step = message.step();
    event.trainLoss = exact.train_loss();
    event.trainAccuracy = exact.train_accuracy();
    event.valLoss = exact.val_loss();
    event.valTop1 = exact.val_top1();
    event.valTop5 = exact.val_top5();
    event.seconds = exact.seconds();
    event.imagesPerSecond = exact.images_per_second();
    event.best = exact.best();
    return event;
}

/// Drops what lies behind limit from a list in rising order of its key.
template <typename Item, typename Key, typename Number>
void dropAbove(std::vector<Item>& list, Key key, Number limit)
{
    while (!list.empty() && std::invoke(key, list.back()) > limit) {
        list.pop_back();
    }
}

} // namespace

Result<void> addLogEvents(std::string_view record, std::vector<LogEvent>& events)
{
    eventlog::Event message;
    if (!message.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
        return Error{ErrorCode::Corrupt, {}, "a record is not an event"};
    }
    if (message.has_weft_resume()) {
        const auto& resume = message.weft_resume();
        events.emplace_back(TakenUp{resume.step(), resume.epochs_done()});
    }
    if (message.has_weft_step()) {
        events.emplace_back(stepOf(message));
    }
    if (message.has_weft_epoch()) {
        events.emplace_back(epochOf(message));
    }
    if (message.has_weft_watched()) {
        events.emplace_back(WatchedRecorded{message.weft_watched().epoch()});
    }
    return {};
}

void EventLogContent::add(const LogEvent& event)
{
    if (const auto* const mark = std::get_if<TakenUp>(&event)) {
        dropAbove(steps, &StepEvent::step, mark->step);
        dropAbove(epochs, &EpochEvent::epoch, mark->epochsDone);
        dropAbove(watchedEpochs, std::identity(), mark->epochsDone);
    } else if (const auto* const step = std::get_if<StepEvent>(&event)) {
        dropAbove(steps, &StepEvent::step, step->step - 1);
        steps.push_back(*step);
    } else if (const auto* const epoch = std::get_if<EpochEvent>(&event)) {
        dropAbove(epochs, &EpochEvent::epoch, epoch->epoch - 1);
        epochs.push_back(*epoch);
    } else if (const auto* const watched = std::get_if<WatchedRecorded>(&event)) {
        dropAbove(watchedEpochs, std::identity(), watched->epoch - 1);
        watchedEpochs.push_back(watched->epoch);
    }
}

Result<EventLogContent> readEventLog(const std::filesystem::path& folder)
{
    EventLogContent content;
    EventLogCursor cursor(folder);
    for (bool more = true; more;) {
        const auto portion = cursor.read();
        if (!portion) {
            return portion.error();
        }
        if (portion->anew) {
            content = {};
        }
        for (const auto& event : portion->events) {
            content.add(event);
        }
        more = portion->more;
    }
    return content;
}

} // namespace weft
