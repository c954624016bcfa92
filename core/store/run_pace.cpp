#include "core/store/run_pace.h"

#include "core/config/training_phase.h"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

/// Epochs at a run's beginning that compute features which later ones take from the cache; 0: none.
int epochsWithoutCache(const RunConfig& config)
{
    if (!backboneFrozenIn(config.train, 1) ||
        (config.data.augment && config.data.cachedViews == 0)) {
        return 0;
    }
    return config.data.augment ? config.data.cachedViews : 1;
}

} // namespace

void RunPace::add(const StepEvent& step)
{
    // The position rises by the same share of an epoch with every step.
    double rise = 0;
    if (m_step && m_step->epoch == step.epoch && step.step > m_step->step) {
        rise = (step.epochPosition - m_step->epochPosition) /
               static_cast<double>(step.step - m_step->step);
    } else if (!m_step && step.step > 0) {
        rise = step.epochPosition / static_cast<double>(step.step);
    }
    if (const double steps = 1 / rise; steps >= 1 && steps < 1e9) {
        m_stepsPerEpoch = std::llround(steps);
    }
    m_step = step;
}

void RunPace::add(const EpochEvent& epoch)
{
    m_epoch = epoch.epoch;
    m_epochSeconds = epoch.seconds;
}

void RunPace::takenUp()
{
    m_step.reset();
    m_epochSeconds = 0;
}

ProgressEvent RunPace::progress(const RunConfig& config) const
{
    ProgressEvent event;
    event.epochs = config.train.epochs;
    event.epoch = std::clamp(m_epoch + 1, 1, std::max(1, event.epochs));
    event.stepsPerEpoch = static_cast<int>(m_stepsPerEpoch);
    if (m_step && m_step->epoch > m_epoch) {
        event.epoch = m_step->epoch;
        const double share = m_step->epochPosition - (m_step->epoch - 1);
        event.stepInEpoch =
            static_cast<int>(std::llround(share * static_cast<double>(m_stepsPerEpoch)));
        event.validating = m_stepsPerEpoch > 0 && event.stepInEpoch >= event.stepsPerEpoch;
    } else if (m_epoch >= event.epochs) {
        event.stepInEpoch = event.stepsPerEpoch;
    }
    event.remainingSeconds = remainingSeconds(config, event.epoch);
    return event;
}

double RunPace::remainingSeconds(const RunConfig& config, int epoch) const
{
    const bool alike =
        m_epochSeconds > 0 &&
        !(backboneFrozenIn(config.train, epoch) && backboneThaws(config.train)) &&
        backboneFrozenIn(config.train, epoch) == backboneFrozenIn(config.train, m_epoch) &&
        m_epoch > epochsWithoutCache(config);
    if (!alike) {
        return -1;
    }
    const double done = m_step ? std::max<double>(m_epoch, m_step->epochPosition) : m_epoch;
    return m_epochSeconds * std::max(0.0, config.train.epochs - done);
}

} // namespace weft
