#pragma once

#include "core/data/data_source.h"
#include "core/train/train_run.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace weft {

class FrameMeter;
class TrainingSession;

/// What was seen of one short training, from its first step to its end, by its own clock.
struct TrainingRound
{
    double epochMs = 0; ///< Mean of its epochs, each with its validation, its look at the watched
                        ///< images and what it writes to the disk.
    std::vector<double> loopWaits; ///< Milliseconds, see LoopProbe. Probed rounds only.
    double seconds = 0;            ///< That these were gathered in.
    int frames = 0;                ///< Of the window, in these seconds. Watched rounds only.
    double windowCpuSeconds = 0;   ///< That the window's thread computed for. Watched rounds only.
};

/// Short trainings of one configuration, with the window watching and without, so that the two can
/// be compared: the same run to the last bit, which writes the same files. Each call blocks,
/// running the window's event loop meanwhile, until the training has ended, by itself or because
/// stop is requested. Fails as trainRun() does, and with Cancelled after a stop. Lives in the
/// window's thread.
class TrainingRounds
{
public:
    /// Runs go into library.
    TrainingRounds(DataSource data, std::filesystem::path library);

    /// Trains once without the window, and sets the number of epochs so that the rounds after it
    /// take so many seconds each, at least two epochs.
    [[nodiscard]] Result<void> setLength(double seconds, const std::stop_token& stop);

    /// What the window does beside.
    enum class Probe {
        None, ///< For the throughput: the probe's own events take some of it.
        Loop, ///< For the event loop's waits.
    };

    [[nodiscard]] Result<TrainingRound> watched(TrainingSession& session, const FrameMeter& meter,
                                                Probe probe, const std::stop_token& stop) const;
    [[nodiscard]] Result<TrainingRound> headless(const std::stop_token& stop) const;

    [[nodiscard]] int epochs() const;         ///< Of each round.
    [[nodiscard]] std::size_t images() const; ///< That an epoch trains on.

private:
    TrainRequest m_request;
};

} // namespace weft
