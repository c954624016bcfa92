#include "event_log.pb.h"

#include "core/base/atomic_file.h"
#include "core/store/event_files.h"
#include "core/store/event_log.h"
#include "core/store/record_file.h"

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

/// A step or an epoch that comes again replaces the first, so that each list keeps rising.
void take(EventLogContent& content, const eventlog::Event& message)
{
    if (message.has_weft_resume()) {
        const auto& resume = message.weft_resume();
        dropAbove(content.steps, &StepEvent::step, resume.step());
        dropAbove(content.epochs, &EpochEvent::epoch, resume.epochs_done());
        dropAbove(content.watchedEpochs, std::identity(), resume.epochs_done());
    }
    if (message.has_weft_step()) {
        dropAbove(content.steps, &StepEvent::step, message.step() - 1);
        content.steps.push_back(stepOf(message));
    }
    if (message.has_weft_epoch()) {
        dropAbove(content.epochs, &EpochEvent::epoch, message.weft_epoch().epoch() - 1);
        content.epochs.push_back(epochOf(message));
    }
    if (message.has_weft_watched()) {
        const int epoch = message.weft_watched().epoch();
        dropAbove(content.watchedEpochs, std::identity(), epoch - 1);
        content.watchedEpochs.push_back(epoch);
    }
}

} // namespace

Result<EventLogContent> readEventLog(const std::filesystem::path& folder)
{
    EventLogContent content;
    for (const auto& file : listEventFiles(folder)) {
        const auto bytes = readFile(file.path);
        if (!bytes) {
            return bytes.error();
        }
        RecordReader records(*bytes);
        std::string_view record;
        for (;;) {
            const auto more = records.next(record);
            if (!more) {
                return Error{ErrorCode::Corrupt, file.path.string(), more.error().reason};
            }
            if (!*more) {
                break;
            }
            eventlog::Event message;
            if (!message.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
                return Error{ErrorCode::Corrupt, file.path.string(), "a record is not an event"};
            }
            take(content, message);
        }
    }
    return content;
}

} // namespace weft
