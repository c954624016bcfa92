#pragma once

#include "core/dist/rank_group_p.h"

#include <torch/nn/module.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace weft {

/// Sums the gradients of a module's parameters over the ranks, in buckets, each of which goes out
/// as soon as the backward pass has filled it, while that goes on (Li et al. 2020, "PyTorch
/// Distributed"). The parameters that require a gradient must be the same on all ranks and stay
/// so. One thread: that of the backward pass.
class GradientBuckets
{
public:
    /// The first bucket is small, so that the exchange begins early.
    static constexpr std::size_t firstBytes = std::size_t{1} << 20;
    static constexpr std::size_t otherBytes = std::size_t{8} << 20;

    GradientBuckets(RankGroup& group, const torch::nn::Module& module,
                    std::size_t first = firstBytes, std::size_t other = otherBytes);
    ~GradientBuckets();
    GradientBuckets(const GradientBuckets&) = delete;
    GradientBuckets& operator=(const GradientBuckets&) = delete;

    /// The backward pass that comes next completes this rank's gradients.
    void begin();

    /// After it, or in its place on a rank without images: sends what has not been sent, zeros
    /// where there is no gradient, and waits. Each parameter's gradient then is the sum over the
    /// ranks, in memory that is the buckets'. Throws GroupEnded.
    void finish();

    [[nodiscard]] std::size_t count() const { return m_buckets.size(); }

    /// Seconds that finish() has waited in all, and bytes that have been summed: what the exchange
    /// costs beyond what the backward pass hides.
    [[nodiscard]] double waitedSeconds() const { return m_waited; }
    [[nodiscard]] std::uint64_t bytesPerStep() const;

private:
    struct Bucket
    {
        at::Tensor memory;
        std::size_t first = 0, count = 0; ///< Of m_parameters.
        std::size_t missing = 0;          ///< Gradients that have not come yet.
        std::optional<RankWork> work;
    };
    struct Parameter
    {
        at::Tensor value;
        at::Tensor place; ///< Of the bucket's memory, laid out as the value.
        std::size_t bucket = 0;
        bool ready = false;
    };

    struct Hooks;
    void layOut(const torch::nn::Module& module, std::size_t first, std::size_t other);
    void arrived(std::size_t parameter);
    void sendFilled();
    void send(Bucket& bucket);

    RankGroup& m_group;
    std::vector<Parameter> m_parameters; ///< In the order in which gradients come: from the last.
    std::vector<Bucket> m_buckets;
    std::size_t m_sent = 0; ///< All ranks send the buckets in their order.
    bool m_armed = false;
    double m_waited = 0;
    std::unique_ptr<Hooks> m_hooks;
};

} // namespace weft
