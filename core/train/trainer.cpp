#include "core/config/training_phase.h"
#include "core/store/module_state_p.h"
#include "core/train/epoch_sums_p.h"
#include "core/train/random_purpose.h"
#include "core/train/run_network_p.h"
#include "core/train/trainer_p.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace {

/// As the loader counts them with dropLast.
std::int64_t stepsPerEpoch(const TrainingInput& input)
{
    const auto batch = stepBatch(input.config.train);
    return static_cast<std::int64_t>(std::max<std::size_t>(1, input.train->size() / batch));
}

/// Which rows of a batch are this rank's, for what is drawn for each image.
RowShare rowShareOf(const TrainingInput& input)
{
    const auto rows = std::min(stepBatch(input.config.train), input.train->size());
    return input.ranks ? RowShare{static_cast<std::int64_t>(shareOf(input).begin(rows)),
                                  static_cast<std::int64_t>(rows)}
                       : RowShare{};
}

} // namespace

Trainer::Trainer(TrainingInput input, c10::Device device, RunRecorder& recorder,
                 RunControl& control)
    : m_input(std::move(input))
    , m_device(device)
    , m_recorder(recorder)
    , m_control(control)
    , m_stepsPerEpoch(stepsPerEpoch(m_input))
    , m_schedule(m_input.config.train, m_stepsPerEpoch)
    , m_model(buildRunNetwork(m_input, device))
    , m_optimizer(*m_model, m_input.config.train)
    , m_classWeights(classWeightsOf(m_input, device))
    , m_watched(prepareWatched(m_input))
    , m_progress({.epochs = m_input.config.train.epochs,
                  .stepsPerEpoch = m_stepsPerEpoch,
                  .batch = stepBatch(m_input.config.train),
                  .validationImages = m_input.validation->size()})
{
    m_state.bestAccuracy = m_input.firstAccuracy;
    if (m_input.config.train.emaDecay > 0) {
        m_average.emplace(*m_model, m_input.config.train.emaDecay);
    }
    if (m_input.config.train.precision == Precision::Fp16) {
        m_scaler.emplace();
    }
    if (m_input.teacher && m_input.config.train.distillation > 0) {
        m_answers.emplace(m_input, device);
    }
    if (m_input.ranks) {
        m_ranks.emplace(m_input.ranks, m_model, m_input.config.train.syncNorms);
    }
}

Result<RunState> Trainer::run()
{
    if (auto begun = begin(); !begun) {
        return begun.error();
    }
    while (m_state.epoch < m_input.config.train.epochs && ranOut() == 0) {
        for (const auto part : {&Trainer::trainEpoch, &Trainer::validateEpoch}) {
            const auto next = (this->*part)();
            if (!next) {
                return next.error();
            }
            if (*next == Next::Stop) {
                return RunState::Stopped;
            }
        }
    }
    if (const int epochs = ranOut(); epochs > 0) {
        if (auto told = m_recorder.message("the training ended early: no better validation "
                                           "accuracy for " +
                                           std::to_string(epochs) + " epochs, since epoch " +
                                           std::to_string(m_state.bestEpoch));
            !told) {
            return told.error();
        }
    }
    removeOwnFeatures();
    return RunState::Finished;
}

int Trainer::ranOut() const
{
    const auto& config = m_input.config.train;
    const int without = m_state.epoch - m_state.bestEpoch;
    return config.patience > 0 && m_state.epoch < config.epochs && without >= config.patience
               ? without
               : 0;
}

Result<void> Trainer::begin()
{
    if (auto told = m_recorder.state(RunState::Running, seconds()); !told) {
        return told;
    }
    if (m_ranks) {
        m_ranks->takeFirstWeights();
    }
    prepareSource();
    if (m_state.step > 0) {
        return {};
    }
    if (records()) {
        if (auto told = m_recorder.watched(m_watched.look(m_model, 0, m_device)); !told) {
            return told;
        }
    }
    // So that there is something to go back to when the very first steps fail.
    return saveLast();
}

/// For the epoch that comes next.
void Trainer::prepareSource()
{
    m_frozen = backboneFrozenIn(m_input.config.train, currentEpoch());
    if (!m_frozen) {
        removeOwnFeatures();
        m_model->unfreezeBackbone();
        m_watched.dropFeatures();
        if (m_ranks) {
            m_ranks->prepareGradients();
        }
    }
    m_source = makeInputSource(m_input, m_frozen, m_model, m_device,
                               [this](const Error& problem) { noteProblem(problem); });
    if (m_frozen) {
        m_watched.keepFeatures(m_model, m_device);
    }
}

/// No other run could take them, and they would push out what others can. The last checkpoint is
/// past the epochs that need them.
void Trainer::removeOwnFeatures()
{
    if (m_source && m_input.ownFeatures) {
        m_source->removeKept();
    }
}

Result<Trainer::Next> Trainer::trainEpoch()
{
    const auto& config = m_input.config;
    if (m_state.stepInEpoch == 0) {
        m_progress.beginEpoch();
    }
    if (m_frozen != backboneFrozenIn(config.train, currentEpoch())) {
        prepareSource();
    }
    if (const auto next = prepareAnswers(); !next || *next == Next::Stop) {
        return next;
    }
    auto feed = m_source->training(currentEpoch(), static_cast<std::size_t>(m_state.stepInEpoch),
                                   m_control.stopToken());
    m_progress.beginTraining();
    while (m_state.stepInEpoch < m_stepsPerEpoch) {
        if (const auto next = obeyControl(); !next || *next == Next::Stop) {
            return next;
        }
        auto input = feed->next();
        if (!input) {
            return Error{ErrorCode::Internal, {}, "the loader ended before the epoch did"};
        }
        reportFailures(input->batch);
        if (auto trained = trainBatch(*input); !trained) {
            return trained.error();
        }
        reportProgress(false);
        if (auto saved = saveLastWhenDue(); !saved) {
            return saved.error();
        }
    }
    if (m_state.epochSeen == 0) {
        return Error{ErrorCode::Unreadable, config.data.source,
                     "none of the training images can be read any more"};
    }
    feed.reset();
    return settleSource(false);
}

Result<Trainer::Next> Trainer::prepareAnswers()
{
    while (m_answers && m_answers->prepare(currentEpoch())) {
        reportProgress(false);
        if (const auto next = obeyAlone(); !next || *next == Next::Stop) {
            return m_ranks && next ? stopTogether() : next;
        }
    }
    return m_answers ? stopTogether() : Next::Continue;
}

Result<Trainer::Next> Trainer::settleSource(bool validating)
{
    while (m_source->settle(currentEpoch())) {
        reportProgress(validating);
        if (const auto next = obeyAlone(); !next || *next == Next::Stop) {
            return m_ranks && next ? Result<Next>(Next::Continue) : next;
        }
    }
    return Next::Continue;
}

Result<void> Trainer::trainBatch(StepInput& input)
{
    const auto rates = m_schedule.at(m_state.step);
    const auto outcome = learn(input, rates);
    if (!outcome) {
        return outcome.error().code == ErrorCode::NotFinite ? notFinite(outcome.error())
                                                            : outcome.error();
    }
    // A batch without a readable image counts as a step too: the schedule and the data's order
    // follow the step's number.
    ++m_state.step;
    ++m_state.stepInEpoch;
    const auto images = static_cast<std::size_t>(outcome->images);
    m_progress.countStep(images);
    if (images == 0) {
        return {};
    }
    auto event = addStep(m_state, *outcome, images, m_stepsPerEpoch);
    if (!event) {
        return {};
    }
    event->learningRate = rates.learningRate;
    event->imagesPerSecond = m_progress.imagesPerSecond();
    if (m_scaler) {
        event->lossScale = outcome->lossScale;
        event->skippedSteps = m_scaler->skipped();
    }
    return m_recorder.step(*event);
}

RunWishes Trainer::wishes() const
{
    return {m_control.stopRequested(), m_control.pauseRequested(), records() && checkpointDue()};
}

Result<StepOutcome> Trainer::learn(StepInput& input, const ScheduledRates& rates)
{
    const auto& config = m_input.config.train;
    const bool last = (m_state.stepInEpoch + 1) % config.accumulate == 0 ||
                      m_state.stepInEpoch + 1 == m_stepsPerEpoch;
    auto* const scaler = m_scaler ? &*m_scaler : nullptr;
    StepPart part{!m_optimizer.gathering(), last, m_classWeights, {}, scaler, nullptr};
    if (m_ranks) {
        part.ranks = &*m_ranks;
        m_ranks->setWishes(wishes());
    }
    Result<StepOutcome> outcome = StepOutcome{};
    if (input.batch.count > 0 || m_ranks) {
        if (input.batch.count > 0 && mixesIn(config, currentEpoch())) {
            input.mixture =
                mixBatch(input.batch, m_input.preprocessing.size, config.mixup, config.cutmix,
                         streamFor(config.seed, RandomPurpose::Mixing, m_state.step));
        }
        if (auto added = addAnswers(input, part); !added) {
            return added.error();
        }
        m_model->seedDropout(keyFor(config.seed, RandomPurpose::Dropout, m_state.step),
                             rowShareOf(m_input));
        outcome = trainOnInput(m_model, m_optimizer, input, m_input.preprocessing.size, m_device,
                               config, rates, part);
    } else if (last && (m_optimizer.gathering() || (m_scaler && m_scaler->overflowed()))) {
        outcome = finishStep(m_optimizer, config, rates, scaler);
    } else {
        return outcome;
    }
    if (outcome && last && m_average && !outcome->skipped) {
        m_average->update();
    }
    if (outcome && m_scaler && m_scaler->scale() < LossScaler::leastScale) {
        return Error{
            ErrorCode::NotFinite, {}, "the gradient is not finite at any scale of the loss"};
    }
    return outcome;
}

Result<void> Trainer::addAnswers(StepInput& input, StepPart& part) const
{
    if (m_answers) {
        auto answers = m_answers->of(input, currentEpoch());
        if (!answers) {
            return answers.error();
        }
        part.teacher = std::move(*answers);
    }
    return {};
}

void Trainer::reportProgress(bool validating)
{
    auto event = m_progress.event(currentEpoch(), m_state.stepInEpoch, validating);
    event.features = m_source->use();
    event.featureBytes = m_source->featureBytes();
    if (m_answers) {
        event.answersDone = m_answers->prepared().done;
        event.answersTotal = m_answers->prepared().total;
    }
    if (event.features == FeatureUse::Computing ||
        (m_frozen && backboneThaws(m_input.config.train))) {
        event.remainingSeconds = -1; // Later epochs are not like this one.
    }
    if (m_ranks) {
        m_ranks->group().breathe();
    }
    m_recorder.progress(event);
}

void Trainer::reportFailures(const Batch& batch)
{
    for (const auto& failure : batch.failures) {
        if (m_reported.insert(failure.subject).second) {
            noteProblem(failure);
        }
    }
}

Error Trainer::notFinite(const Error& cause) const
{
    return notFiniteError(cause, m_input.config.train, m_state);
}

} // namespace weft
