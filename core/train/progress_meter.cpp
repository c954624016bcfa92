#include "core/train/progress_meter.h"

#include <algorithm>

namespace weft {

namespace {

/// Until a validation has been timed: a forward pass is about a third of a training step.
constexpr double guessedValidationSpeedUp = 3;

} // namespace

ProgressMeter::ProgressMeter(RunExtent extent)
    : m_extent(extent)
{
}

void ProgressMeter::restore(double seconds, double epochSeconds)
{
    m_clock = TrainingClock(seconds);
    m_epochStart = seconds - epochSeconds;
    m_lastMark = seconds;
}

void ProgressMeter::pause()
{
    m_clock.pause();
}

void ProgressMeter::resume()
{
    m_clock.resume();
}

void ProgressMeter::beginEpoch()
{
    m_epochStart = seconds();
}

void ProgressMeter::countStep(std::size_t images)
{
    const double now = seconds();
    m_rate.add(static_cast<double>(images), now - m_lastMark);
    m_trainSeconds += now - m_lastMark;
    m_trainImages += images;
    m_lastMark = now;
}

void ProgressMeter::beginTraining()
{
    m_lastMark = seconds();
    m_trainSeconds = 0;
    m_trainImages = 0;
}

void ProgressMeter::beginValidation()
{
    m_lastMark = seconds();
    m_validated = 0;
}

void ProgressMeter::countValidated(std::size_t images)
{
    const double now = seconds();
    m_validationRate.add(static_cast<double>(images - m_validated), now - m_lastMark);
    m_validated = images;
    m_lastMark = now;
}

double ProgressMeter::epochImagesPerSecond() const
{
    return m_trainSeconds > 0 ? static_cast<double>(m_trainImages) / m_trainSeconds : 0;
}

ProgressEvent ProgressMeter::event(int epoch, std::int64_t stepInEpoch, bool validating) const
{
    ProgressEvent event;
    event.epoch = epoch;
    event.epochs = m_extent.epochs;
    event.stepInEpoch = static_cast<int>(stepInEpoch);
    event.stepsPerEpoch = static_cast<int>(m_extent.stepsPerEpoch);
    event.remainingSeconds = remainingSeconds(epoch, stepInEpoch, validating);
    event.validating = validating;
    return event;
}

double ProgressMeter::remainingSeconds(int epoch, std::int64_t stepInEpoch, bool validating) const
{
    const double rate = imagesPerSecond();
    if (rate <= 0) {
        return -1;
    }
    const double measured = m_validationRate.value();
    const double validationRate = measured > 0 ? measured : rate * guessedValidationSpeedUp;
    const auto stepsLeft = (m_extent.epochs - epoch) * m_extent.stepsPerEpoch +
                           std::max<std::int64_t>(0, m_extent.stepsPerEpoch - stepInEpoch);
    const auto validationsLeft = static_cast<std::size_t>(m_extent.epochs - epoch + 1);
    const auto imagesLeft =
        validationsLeft * m_extent.validationImages - (validating ? m_validated : 0);
    return static_cast<double>(stepsLeft) * static_cast<double>(m_extent.batch) / rate +
           static_cast<double>(imagesLeft) / validationRate;
}

} // namespace weft
