#pragma once

#include "core/dist/gradient_buckets_p.h"
#include "core/model/classifier_p.h"
#include "core/model/norm_exchange.h"
#include "core/train/events.h"
#include "core/train/step_totals.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace weft {

/// A training's part in its group of ranks: what it exchanges with the others, step by step. All
/// ranks call the same functions in the same order. LibTorch's exceptions and GroupEnded pass.
class RankTraining
{
public:
    /// model is the run's, on its device, and outlives this.
    RankTraining(std::shared_ptr<RankGroup> group, Classifier& model, bool syncNorms);
    ~RankTraining();

    /// Whether a forward pass is an exchange, in which a rank takes part without images, too.
    [[nodiscard]] bool meetsInNorms() const { return m_syncNorms; }

    [[nodiscard]] RankGroup& group() const { return *m_group; }

    /// All ranks take rank 0's parameters and buffers.
    void takeFirstWeights();

    /// Other parameters learn from now on.
    void prepareGradients();

    /// What this rank asks for, as the next exchange tells the others.
    void setWishes(const RunWishes& own) { m_own = own; }
    /// What any rank has asked for, as all know it since the last exchange.
    [[nodiscard]] const RunWishes& wishes() const { return m_wishes; }
    /// An exchange for nothing else.
    void exchangeWishes();

    /// Ahead of the backward pass. last: it completes the optimiser's step.
    void begin(const StepTotals& own, bool last);
    /// After it: the totals of all ranks; after the last one, the gradients are all ranks' sums.
    [[nodiscard]] StepTotals finish();

    /// Where norms go by a rank's own images, their running statistics differ: all take the mean,
    /// which is what an average over all ranks' batches would have come to.
    void averageStatistics();

    /// Sums up what each rank has seen of a validation.
    void merge(std::span<double> sums) const;
    void merge(ConfusionMatrix& confusion, std::vector<Prediction>& predictions) const;

    /// Waits until rank 0 goes on. stop: what this rank was asked for; true where any was.
    [[nodiscard]] bool stopsAfterPause(bool stop);

    /// The gradient's norm in the optimiser's last step.
    [[nodiscard]] double lastNorm() const { return m_lastNorm; }
    void setLastNorm(double norm) { m_lastNorm = norm; }

    [[nodiscard]] const GradientBuckets& buckets() const { return *m_buckets; }

private:
    std::shared_ptr<RankGroup> m_group;
    Classifier& m_model;
    bool m_syncNorms;
    std::unique_ptr<GradientBuckets> m_buckets;
    RunWishes m_own, m_wishes;
    at::Tensor m_totals;
    std::optional<RankWork> m_totalsWork;
    bool m_last = false;
    int m_pauses = 0;
    double m_lastNorm = 0;
};

} // namespace weft
