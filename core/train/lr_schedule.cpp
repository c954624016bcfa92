#include "core/train/lr_schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace weft {

namespace {

// OneCycleLR's defaults.
constexpr double riseShare = 0.3;
constexpr double startDivisor = 25;
constexpr double endDivisor = 1e4; ///< Of the rate at the start.
constexpr double lowMomentum = 0.85;
constexpr double highMomentum = 0.95;

/// From one value to the other along half a cosine; share in 0..1.
double annealed(double from, double to, double share)
{
    return to + (from - to) / 2 * (std::cos(std::numbers::pi * share) + 1);
}

/// See LrScaling.
double scaleOfRate(const TrainConfig& config)
{
    switch (config.lrScaling) {
    case LrScaling::Linear:
        return config.processes;
    case LrScaling::Sqrt:
        return std::sqrt(config.processes);
    case LrScaling::None:
        break;
    }
    return 1;
}

} // namespace

LrSchedule::LrSchedule(const TrainConfig& config, std::int64_t stepsPerEpoch)
    : m_kind(config.schedule)
    , m_rate(config.lr * scaleOfRate(config))
    , m_etaMin(config.cosineEtaMin)
    , m_tMax(std::max(1, config.cosineTMax))
    , m_stepEpochs(std::max(1, config.stepEpochs))
    , m_stepFactor(config.stepFactor)
    , m_restartEpochs(std::max(1, config.restartEpochs))
    , m_restartGrowth(std::max(1, config.restartGrowth))
    , m_stepsPerEpoch(std::max<std::int64_t>(1, stepsPerEpoch))
    , m_steps(m_stepsPerEpoch * config.epochs)
    , m_warmupSteps(std::round(config.warmupEpochs * static_cast<double>(m_stepsPerEpoch)))
{
}

ScheduledRates LrSchedule::at(std::int64_t step) const
{
    auto rates = scheduled(step);
    rates.learningRate *= warmth(step);
    return rates;
}

double LrSchedule::warmth(std::int64_t step) const
{
    const double next = static_cast<double>(step) + 1;
    return next < m_warmupSteps ? next / m_warmupSteps : 1;
}

ScheduledRates LrSchedule::scheduled(std::int64_t step) const
{
    const auto epoch = step / m_stepsPerEpoch;
    switch (m_kind) {
    case ScheduleKind::Cosine:
        return {cosine(epoch), {}};
    case ScheduleKind::OneCycle:
        return oneCycle(step);
    case ScheduleKind::Step:
        return {m_rate * std::pow(m_stepFactor, static_cast<double>(epoch / m_stepEpochs)), {}};
    case ScheduleKind::Restarts:
        return {restarts(epoch), {}};
    case ScheduleKind::Constant:
        break;
    }
    return {m_rate, {}};
}

double LrSchedule::cosine(std::int64_t epoch) const
{
    return annealed(m_rate, m_etaMin, static_cast<double>(epoch) / m_tMax);
}

/// Loshchilov and Hutter 2016, "SGDR": cosines whose periods grow.
double LrSchedule::restarts(std::int64_t epoch) const
{
    std::int64_t period = m_restartEpochs;
    auto position = epoch;
    if (m_restartGrowth == 1) {
        position %= period;
    }
    while (position >= period) {
        position -= period;
        period *= m_restartGrowth;
    }
    return annealed(m_rate, m_etaMin, static_cast<double>(position) / static_cast<double>(period));
}

ScheduledRates LrSchedule::oneCycle(std::int64_t step) const
{
    const double start = m_rate / startDivisor;
    const double end = start / endDivisor;
    const double position = static_cast<double>(step);
    const double peak = riseShare * static_cast<double>(m_steps) - 1;
    const double last = static_cast<double>(m_steps - 1);
    if (position <= peak) {
        const double share = peak > 0 ? position / peak : 1;
        return {annealed(start, m_rate, share), annealed(highMomentum, lowMomentum, share)};
    }
    const double share = std::min(1.0, (position - peak) / (last - peak));
    return {annealed(m_rate, end, share), annealed(lowMomentum, highMomentum, share)};
}

} // namespace weft
