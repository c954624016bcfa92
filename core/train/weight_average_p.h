#pragma once

#include "core/base/result.h"
#include "core/store/checkpoint_p.h"

#include <cstdint>
#include <string>
#include <vector>

namespace torch::nn {
class Module;
}

namespace weft {

/// The exponential moving average of a network's parameters over the optimiser's steps, as
/// torch.optim.swa_utils.AveragedModel keeps it with an avg_fn: after update t (from 1)
///     average = d * average + (1 - d) * parameter,  d = min(decay, (1 + t) / (10 + t)),
/// where the second bound, that of TensorFlow's tf.train.ExponentialMovingAverage with num_updates,
/// lets the first steps' weights be forgotten soon. Buffers (the norms' statistics) are not
/// averaged: the network's own are used with either. Parameters that require no gradient stand
/// still, and their averages with them.
class WeightAverage
{
public:
    /// Begins with the parameters as they are; they share the module's memory.
    WeightAverage(const torch::nn::Module& module, double decay);

    /// After a step of the optimiser. Not while exchanged.
    void update();

    /// Puts the averages into the network, or what was there back.
    void exchange();

    /// By the parameters' names, wherever they are at present. They share memory.
    [[nodiscard]] TensorMap averages() const;

    /// "trained.<parameter>", the parameters themselves, and "average.updates". They share memory.
    [[nodiscard]] TensorMap state() const;

    /// Takes up what was saved, once the network holds the averages. Fails with Corrupt, naming the
    /// tensor, and is then as it was.
    [[nodiscard]] Result<void> loadState(const TensorMap& state);

private:
    struct Entry
    {
        std::string name;
        at::Tensor value;  ///< The network's.
        at::Tensor second; ///< The average, or the parameter while they are exchanged.
    };

    double m_decay;
    std::vector<Entry> m_entries;
    at::Tensor m_updates; ///< [1], int64.
    bool m_exchanged = false;
};

/// Lets a network have its averaged weights while it lives.
class AveragedWeights
{
public:
    /// average may be null: nothing happens then.
    explicit AveragedWeights(WeightAverage* average);
    ~AveragedWeights();
    AveragedWeights(const AveragedWeights&) = delete;
    AveragedWeights& operator=(const AveragedWeights&) = delete;

private:
    WeightAverage* m_average;
};

} // namespace weft
