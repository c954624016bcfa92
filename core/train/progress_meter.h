#pragma once

#include "core/metrics/meters.h"
#include "core/train/events.h"
#include "core/train/training_clock.h"

#include <cstddef>
#include <cstdint>

namespace weft {

/// The sizes of a run, from which the remaining time is reckoned.
struct RunExtent
{
    int epochs = 0;
    std::int64_t stepsPerEpoch = 0;
    std::size_t batch = 0;
    std::size_t validationImages = 0;
};

/// Time, speed and what is left of a run. Pauses do not count.
class ProgressMeter
{
public:
    explicit ProgressMeter(RunExtent extent);

    /// Carries on from seconds of training, of which the epoch under way took epochSeconds.
    void restore(double seconds, double epochSeconds);
    void pause();
    void resume();

    void beginEpoch();    ///< Not where an epoch is carried on.
    void beginTraining(); ///< Of an epoch or of what is left of it.
    void countStep(std::size_t images);
    void beginValidation();
    void countValidated(std::size_t images);

    [[nodiscard]] double seconds() const { return m_clock.seconds(); }
    [[nodiscard]] double epochSeconds() const { return seconds() - m_epochStart; }
    [[nodiscard]] double imagesPerSecond() const { return m_rate.value(); }
    [[nodiscard]] double epochImagesPerSecond() const; ///< Mean of the epoch's training so far.

    /// epoch counts from 1.
    [[nodiscard]] ProgressEvent event(int epoch, std::int64_t stepInEpoch, bool validating) const;

private:
    [[nodiscard]] double remainingSeconds(int epoch, std::int64_t stepInEpoch,
                                          bool validating) const;

    RunExtent m_extent;
    TrainingClock m_clock;
    RateMeter m_rate;
    RateMeter m_validationRate{60};
    double m_epochStart = 0;
    double m_lastMark = 0;
    double m_trainSeconds = 0; ///< Of this epoch, in this process.
    std::size_t m_trainImages = 0;
    std::size_t m_validated = 0;
};

} // namespace weft
