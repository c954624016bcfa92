#pragma once

#include "core/train/events.h"
#include "core/train/step_feed_p.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace weft {

struct TrainingInput;

/// Tells of something that the run goes on without.
using ProblemReport = std::function<void(const Error&)>;

/// Where the network's input comes from, epoch for epoch. Used on the training thread; one feed at
/// a time. LibTorch's exceptions pass.
class InputSource
{
public:
    InputSource() = default;
    virtual ~InputSource() = default;
    InputSource(const InputSource&) = delete;
    InputSource& operator=(const InputSource&) = delete;

    /// The steps of an epoch (from 1) from firstStep (from 0) on. stop may end the wait for what
    /// has to be read first; there is a feed all the same.
    [[nodiscard]] virtual std::unique_ptr<StepFeed> training(int epoch, std::size_t firstStep,
                                                             const std::stop_token& stop) = 0;

    [[nodiscard]] virtual std::unique_ptr<StepFeed> validation(const std::stop_token& stop) = 0;

    /// Does a part of what is left to do after an epoch's last step, about a step's worth; false
    /// once there is nothing. The feed is over by then.
    [[nodiscard]] virtual bool settle(int epoch) = 0;

    [[nodiscard]] virtual FeatureUse use() const { return FeatureUse::None; } ///< Of the last feed.
    [[nodiscard]] virtual std::uint64_t featureBytes() const { return 0; }

    /// Takes what has been kept on the disk away from it; the source still has it.
    virtual void removeKept() {}
};

/// The source that a run's configuration asks for while its backbone is frozen or not. model is the
/// run's, with the weights that it trains on; it and input outlive the source.
[[nodiscard]] std::unique_ptr<InputSource> makeInputSource(const TrainingInput& input, bool frozen,
                                                           Classifier& model, c10::Device device,
                                                           ProblemReport report);

/// How an epoch's training images are loaded.
[[nodiscard]] LoaderOptions trainingLoader(const TrainingInput& input, int epoch,
                                           std::size_t firstStep);

/// How a run loads its validation images.
[[nodiscard]] LoaderOptions validationLoader(const TrainingInput& input);

/// Images of one step of a validation.
inline constexpr std::size_t validationBatch = 128;

} // namespace weft
