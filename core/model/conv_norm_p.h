#pragma once

#include "core/base/recent_cache.h"
#include "core/model/activations_p.h"
#include "core/model/convolution_plan_p.h"
#include "core/model/norm_exchange.h"
#include "core/model/trunk_topology.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <memory>
#include <optional>

namespace weft {

/// May write over the values.
[[nodiscard]] at::Tensor activated(at::Tensor values, Activation activation);

/// Convolution, batch norm, perhaps a residual, perhaps an activation: what trunks are made of.
/// Runs LibTorch's modules, whose parameters it shares, or, for training on a CPU with ReLU or
/// none, oneDNN's convolutions and a norm that does in two readings of memory what modules do in
/// five.
class ConvNorm
{
public:
    /// conv: square, padded by half its side, without bias.
    ConvNorm(torch::nn::Conv2d conv, torch::nn::BatchNorm2d norm);

    /// From now on the norm, where it is by the batch, is by all ranks' values, and its running
    /// statistics follow those: one exchange forward and one backward. Null: by this process's own.
    void synchronize(std::shared_ptr<NormExchange> exchange) { m_exchange = std::move(exchange); }

    /// By the modules. residual is undefined where there is none.
    [[nodiscard]] at::Tensor forward(const at::Tensor& images, const at::Tensor& residual,
                                     Activation activation);

    /// The shape that train() gives of such an input; nothing where this processor cannot do it.
    [[nodiscard]] std::optional<ActivationShape> trains(const ActivationShape& input) const;

    /// In training, on activations or pictures (see activations_p.h), in float32 or bfloat16. The
    /// norm is by the batch, and its running statistics follow, or by those, where the norm's
    /// module is in evaluation mode. Differentiable once in the input, the residual and the
    /// parameters, which are float32.
    [[nodiscard]] at::Tensor train(const at::Tensor& input, const at::Tensor& residual, bool relu);

    [[nodiscard]] const at::Tensor& weights() const { return m_conv->weight; }
    [[nodiscard]] const torch::nn::Conv2d& convolution() const { return m_conv; }
    [[nodiscard]] const torch::nn::BatchNorm2d& norm() const { return m_norm; }

private:
    struct Key
    {
        ConvolutionShape shape;
        int threads = 0;
        friend bool operator==(const Key&, const Key&) = default;
    };

    [[nodiscard]] ConvolutionShape shapeFor(const ActivationShape& input) const;
    [[nodiscard]] at::Tensor convolved(const at::Tensor& images);
    /// By the modules, or over all ranks.
    [[nodiscard]] at::Tensor normalized(const at::Tensor& values);
    /// count: values a channel.
    void updateStatistics(const at::Tensor& mean, const at::Tensor& variance, double count);

    torch::nn::Conv2d m_conv;
    torch::nn::BatchNorm2d m_norm;
    std::shared_ptr<NormExchange> m_exchange;
    /// A training meets two: its batch, and a last or a probed one.
    RecentCache<Key, std::shared_ptr<ConvolutionPlan>> m_plans{3};
};

} // namespace weft
