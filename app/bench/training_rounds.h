#pragma once

#include "core/data/data_source.h"
#include "core/train/train_run.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace weft {

class FrameMeter;
class TrainingSession;

/// What was seen of one short training, without its first epoch, which warms up.
struct TrainingRound
{
    std::vector<double> epochMs;   ///< Each epoch with its validation.
    std::vector<double> loopWaits; ///< Milliseconds, see LoopProbe. Probed rounds only.
    double seconds = 0;            ///< That these were gathered in.
    int frames = 0;                ///< Of the window, in these seconds. Watched rounds only.
};

/// Short trainings of one configuration, with the window watching and without, so that the two can
/// be compared. Each call blocks, running the window's event loop meanwhile, until two epochs or
/// more have been seen and so many seconds have passed, or stop is requested; the training has
/// ended by then. Fails as trainRun() does. Lives in the window's thread.
class TrainingRounds
{
public:
    /// Runs go into library.
    TrainingRounds(DataSource data, std::filesystem::path library);

    /// What the window does beside.
    enum class Probe {
        None, ///< For the throughput: the probe's own events take some of it.
        Loop, ///< For the event loop's waits.
    };

    [[nodiscard]] Result<TrainingRound> watched(TrainingSession& session, const FrameMeter& meter,
                                                Probe probe, double seconds,
                                                const std::stop_token& stop) const;
    [[nodiscard]] Result<TrainingRound> headless(double seconds, const std::stop_token& stop) const;

    [[nodiscard]] std::size_t images() const; ///< That an epoch trains on.

private:
    TrainRequest m_request;
};

} // namespace weft
