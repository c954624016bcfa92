#include "core/train/epoch_sums_p.h"
#include "core/train/evaluator_p.h"
#include "core/train/precision_p.h"
#include "core/train/trainer_p.h"

#include <utility>

namespace weft {

Result<Trainer::Next> Trainer::validateEpoch()
{
    if (const auto next = obeyControl(); !next || *next == Next::Stop) {
        return next;
    }
    m_progress.beginValidation();
    std::stop_source stop;
    Result<Next> next = Next::Continue;
    const auto afterBatch = [&](const Progress& progress) {
        m_progress.countValidated(progress.done);
        reportProgress(true);
        if (m_ranks) {
            m_ranks->setWishes(wishes());
            m_ranks->exchangeWishes();
        }
        next = obeyControl();
        if (!next || *next == Next::Stop) {
            stop.request_stop();
        }
    };
    if (m_ranks) {
        m_ranks->averageStatistics();
        // Machines of different kinds round differently: none may drift away from the others.
        m_ranks->takeFirstWeights();
    }
    const PrecisionScope precision(m_input.config.train.precision, m_device);
    std::optional<AveragedWeights> averaged(average());
    auto feed = m_source->validation(m_control.stopToken());
    auto evaluation = evaluateFeed(m_model, m_input.validation, *feed, m_input.preprocessing.size,
                                   m_device, stop.get_token(), afterBatch, ranks());
    if (!next || *next == Next::Stop) {
        return next;
    }
    if (!evaluation) {
        return evaluation.error().code == ErrorCode::NotFinite ? notFinite(evaluation.error())
                                                               : evaluation.error();
    }
    feed.reset();
    averaged.reset();
    if (next = settleSource(true); !next || *next == Next::Stop) {
        return next;
    }
    if (auto finished = finishEpoch(std::move(*evaluation)); !finished) {
        return finished.error();
    }
    return Next::Continue;
}

Result<void> Trainer::finishEpoch(Evaluation evaluation)
{
    auto event = epochEventOf(m_state, std::move(evaluation));
    event.seconds = m_progress.epochSeconds();
    event.imagesPerSecond = m_progress.epochImagesPerSecond();
    if (auto told = m_recorder.epoch(event); !told) {
        return told;
    }
    if (records()) {
        const AveragedWeights averaged(average());
        if (auto told = m_recorder.watched(m_watched.look(m_model, event.epoch, m_device)); !told) {
            return told;
        }
    }
    if (m_ranks) {
        if (auto shared = shareProblems(event.epoch); !shared) {
            return shared;
        }
    }
    beginNextEpoch(m_state);
    if (event.best) {
        m_state.bestEpoch = event.epoch;
        m_state.bestAccuracy = event.valTop1;
        m_state.seconds = seconds();
        m_state.epochSeconds = 0;
        if (auto saved = m_recorder.checkpoint(CheckpointKind::Best, networkState(), {}, m_state);
            !saved) {
            return saved;
        }
    }
    return saveLast();
}

} // namespace weft
