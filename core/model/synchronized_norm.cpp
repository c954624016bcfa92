#include "core/model/norm_moments.h"
#include "core/model/shared_capsule_p.h"
#include "core/model/synchronized_norm_p.h"

#include <ATen/ops/batch_norm_update_stats.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/native_batch_norm.h>
#include <ATen/ops/tensor.h>
#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstdint>
#include <vector>

namespace weft {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using ExchangePtr = std::shared_ptr<NormExchange>;

std::vector<double> inDoubles(const at::Tensor& tensor)
{
    const auto doubles = tensor.to(at::kCPU, at::kDouble).contiguous();
    const auto* const first = doubles.data_ptr<double>();
    return {first, first + doubles.numel()};
}

/// In the precision that sums are taken in: gamma's.
at::Tensor inFull(const at::Tensor& values, const at::Tensor& gamma)
{
    return values.to(gamma.scalar_type());
}

/// [C] as it stands beside [N, C, H, W].
at::Tensor byChannel(const at::Tensor& tensor)
{
    return tensor.view({1, -1, 1, 1});
}

NormMoments momentsOfRank(const at::Tensor& values, const at::Tensor& gamma)
{
    const auto channels = static_cast<std::size_t>(values.size(1));
    if (values.numel() == 0) {
        return {.mean = std::vector<double>(channels), .squares = std::vector<double>(channels)};
    }
    const auto count = static_cast<double>(values.numel() / values.size(1));
    const auto [mean, variance] = at::batch_norm_update_stats(inFull(values, gamma), {}, {}, 0.0);
    return {.count = count,
            .mean = inDoubles(mean),
            .squares = inDoubles(variance.to(at::kDouble) * count)};
}

class SynchronizedNormFunction : public torch::autograd::Function<SynchronizedNormFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& values,
                              const at::Tensor& gamma, const at::Tensor& beta, double epsilon,
                              const ExchangePtr& exchange, NormPass* pass)
    {
        auto moments = momentsOfRank(values, gamma);
        mergeOverRanks(moments, *exchange);
        pass->count = moments.count;
        const auto variance =
            at::tensor(moments.squares, at::kDouble).div_(std::max(1.0, moments.count));
        pass->mean = at::tensor(moments.mean, at::kDouble).to(gamma.options());
        pass->variance = variance.to(gamma.options());
        pass->inverse = (variance + epsilon).rsqrt_().to(gamma.options());
        context->save_for_backward({values, gamma, pass->mean, pass->inverse});
        context->saved_data["exchange"] = SharedCapsule<NormExchange>::wrap(exchange);
        context->saved_data["count"] = moments.count;
        return values.numel() == 0
                   ? at::empty_like(values)
                   : std::get<0>(at::native_batch_norm(values, gamma, beta, pass->mean,
                                                       pass->variance, false, 0, epsilon));
    }

    /// By coefficientsOf()'s formulas (batch_norm_pass.cpp).
    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const c10::NoGradGuard noGradients;
        const auto kept = context->get_saved_variables();
        const auto &values = kept[0], &gamma = kept[1], &mean = kept[2], &inverse = kept[3];
        const auto exchange = SharedCapsule<NormExchange>::unwrap(context->saved_data["exchange"]);
        const auto gradient = inFull(gradients[0], gamma);
        const auto deviations = inFull(values, gamma) - byChannel(mean);
        const auto sum = gradient.sum({0, 2, 3});
        const auto product = (gradient * deviations).sum({0, 2, 3});

        auto allSums = inDoubles(sum);
        auto allProducts = inDoubles(product);
        sumOverRanks(allSums, allProducts, *exchange);
        const double count = context->saved_data["count"].toDouble();
        const auto factor = gamma * inverse;
        const auto perValue = [&](const std::vector<double>& sums) {
            return at::tensor(sums, at::kDouble).div_(-count).to(gamma.options()) * factor;
        };
        const auto slope = perValue(allProducts) * inverse * inverse;
        const auto offset = perValue(allSums);
        auto ofValues = gradient * byChannel(factor);
        ofValues.add_(deviations.mul_(byChannel(slope))).add_(byChannel(offset));
        return {ofValues.to(values.scalar_type()), product * inverse, sum, {}, {}, {}};
    }
};

} // namespace

NormPass synchronizedNorm(const at::Tensor& values, const at::Tensor& gamma, const at::Tensor& beta,
                          double epsilon, const std::shared_ptr<NormExchange>& exchange)
{
    NormPass pass;
    pass.output = SynchronizedNormFunction::apply(values, gamma, beta, epsilon, exchange, &pass);
    return pass;
}

} // namespace weft
