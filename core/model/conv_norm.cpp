#include "core/model/activations_p.h"
#include "core/model/batch_norm_pass_p.h"
#include "core/model/conv_norm_p.h"
#include "core/model/shared_capsule_p.h"
#include "core/model/synchronized_norm_p.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/silu.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace weft {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using PlanPtr = std::shared_ptr<ConvolutionPlan>;
using ExchangePtr = std::shared_ptr<NormExchange>;

/// Defined ahead of the call: what the norm normalises by. Else the caller is told the batch's.
struct BatchMoments
{
    at::Tensor mean, variance;
    double count = 0; ///< Values a channel.
};

/// LibTorch's functions take no undefined tensor: an empty residual is none.
class ConvNormFunction : public torch::autograd::Function<ConvNormFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input,
                              const at::Tensor& weights, const at::Tensor& gamma,
                              const at::Tensor& beta, const at::Tensor& residual, bool relu,
                              double epsilon, const PlanPtr& plan, const ExchangePtr& exchange,
                              BatchMoments* moments)
    {
        const auto values = plan->forward(input, weights);
        const bool fixed = moments->mean.defined();
        auto pass =
            normForward(values, {gamma, beta, residual.numel() > 0 ? residual : at::Tensor(), relu,
                                 epsilon, moments->mean, moments->variance, exchange.get()});
        *moments = {pass.mean, pass.variance, pass.count};
        context->save_for_backward({input, weights, gamma, values, pass.mean, pass.inverse,
                                    relu ? pass.output : at::Tensor()});
        context->saved_data["plan"] = SharedCapsule<ConvolutionPlan>::wrap(plan);
        context->saved_data["exchange"] = SharedCapsule<NormExchange>::wrap(exchange);
        context->saved_data["count"] = pass.count;
        context->saved_data["fixed"] = fixed;
        context->saved_data["input"] = input.requires_grad();
        context->saved_data["residual"] = residual.numel() > 0 && residual.requires_grad();
        return pass.output;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const c10::NoGradGuard noGradients;
        const auto kept = context->get_saved_variables();
        const auto &input = kept[0], &weights = kept[1];
        const auto exchange = SharedCapsule<NormExchange>::unwrap(context->saved_data["exchange"]);
        const NormState state{.values = kept[3],
                              .gamma = kept[2],
                              .mean = kept[4],
                              .inverse = kept[5],
                              .output = kept[6],
                              .fixed = context->saved_data["fixed"].toBool(),
                              .exchange = exchange.get(),
                              .count = context->saved_data["count"].toDouble()};
        const auto plan = SharedCapsule<ConvolutionPlan>::unwrap(context->saved_data["plan"]);
        const auto own = normBackward(asActivations(gradients[0]), state,
                                      context->saved_data["residual"].toBool());
        const auto weightsGradient = plan->weightsGradient(input, own.values);
        at::Tensor inputGradient;
        if (context->saved_data["input"].toBool()) {
            inputGradient = plan->inputGradient(own.values, weights);
        }
        return {
            inputGradient, weightsGradient, own.gamma, own.beta, own.residual, {}, {}, {}, {}, {}};
    }
};

} // namespace

ConvNorm::ConvNorm(torch::nn::Conv2d conv, torch::nn::BatchNorm2d norm)
    : m_conv(std::move(conv))
    , m_norm(std::move(norm))
{
}

at::Tensor activated(at::Tensor values, Activation activation)
{
    switch (activation) {
    case Activation::Relu:
        return values.relu_();
    case Activation::Silu:
        return at::silu(values);
    case Activation::None:
        break;
    }
    return values;
}

at::Tensor ConvNorm::forward(const at::Tensor& images, const at::Tensor& residual,
                             Activation activation)
{
    auto out = normalized(convolved(images));
    if (residual.defined()) {
        out += residual;
    }
    return activated(std::move(out), activation);
}

at::Tensor ConvNorm::convolved(const at::Tensor& images)
{
    if (images.numel() > 0) {
        return m_conv->forward(images);
    }
    // LibTorch bears a batch without images, but then no weights in channels-last order.
    const auto& options = m_conv->options;
    return at::conv2d(images, m_conv->weight.contiguous(), {}, options.stride(),
                      options.kernel_size()->at(0) / 2, 1, options.groups());
}

at::Tensor ConvNorm::normalized(const at::Tensor& values)
{
    if (!m_exchange || !m_norm->is_training()) {
        return m_norm->forward(values);
    }
    const auto pass =
        synchronizedNorm(values, m_norm->weight, m_norm->bias, m_norm->options.eps(), m_exchange);
    updateStatistics(pass.mean, pass.variance, pass.count);
    return pass.output;
}

ConvolutionShape ConvNorm::shapeFor(const ActivationShape& input) const
{
    const auto& options = m_conv->options;
    return {.images = input.images,
            .inChannels = options.in_channels(),
            .height = input.height,
            .width = input.width,
            .outChannels = options.out_channels(),
            .kernel = options.kernel_size()->at(0),
            .stride = options.stride()->at(0),
            .bf16 = input.bf16};
}

std::optional<ActivationShape> ConvNorm::trains(const ActivationShape& input) const
{
    const auto shape = shapeFor(input);
    const auto fits = [](std::int64_t channels) { return channels % channelStep == 0; };
    const bool laidOut = m_conv->options.groups() == 1 && fits(shape.outChannels) &&
                         (shape.ofPictures() || fits(shape.inChannels));
    if (!laidOut || !ConvolutionPlan::exists(shape)) {
        return std::nullopt;
    }
    return ActivationShape{input.images, shape.outChannels, shape.outHeight(), shape.outWidth(),
                           input.bf16};
}

at::Tensor ConvNorm::train(const at::Tensor& input, const at::Tensor& residual, bool relu)
{
    const auto spatial = shapeOf(input);
    // Asking for the threads also hands LibTorch's number to OpenMP on a thread that is new.
    const Key key{shapeFor(spatial), at::get_num_threads()};
    const auto& plan = m_plans.find(
        key, [](const Key& wanted) { return std::make_shared<ConvolutionPlan>(wanted.shape); });
    const bool byBatch = m_norm->is_training();
    BatchMoments moments;
    if (!byBatch) {
        moments = {m_norm->running_mean, m_norm->running_var};
    }
    auto output =
        ConvNormFunction::apply(asActivations(input), m_conv->weight, m_norm->weight, m_norm->bias,
                                residual.defined() ? asActivations(residual) : at::empty({0}), relu,
                                m_norm->options.eps(), plan, m_exchange, &moments);
    if (byBatch) {
        updateStatistics(moments.mean, moments.variance, moments.count);
    }
    return output;
}

void ConvNorm::updateStatistics(const at::Tensor& mean, const at::Tensor& variance, double count)
{
    if (count == 0) {
        return; // No rank has a value to follow.
    }
    const c10::NoGradGuard noGradients;
    const double momentum = m_norm->options.momentum().value();
    // The running variance is unbiased, as PyTorch's is.
    const double unbiased = count / std::max(1.0, count - 1);
    m_norm->num_batches_tracked.add_(1);
    m_norm->running_mean.mul_(1 - momentum).add_(mean, momentum);
    m_norm->running_var.mul_(1 - momentum).add_(variance, momentum * unbiased);
}

} // namespace weft
