#include "core/model/activations_p.h"
#include "core/model/batch_norm_pass_p.h"
#include "core/model/conv_norm_p.h"

#include <ATen/ops/empty.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace weft {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using PlanPtr = std::shared_ptr<ConvolutionPlan>;

/// Carries the plan from the forward to the backward pass.
struct PlanHolder : torch::CustomClassHolder
{
    explicit PlanHolder(PlanPtr shared)
        : plan(std::move(shared))
    {
    }
    PlanPtr plan;
};

/// What the caller is told beside the output.
struct BatchMoments
{
    at::Tensor mean, variance;
};

/// LibTorch's functions take no undefined tensor: an empty residual is none.
class ConvNormFunction : public torch::autograd::Function<ConvNormFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input,
                              const at::Tensor& weights, const at::Tensor& gamma,
                              const at::Tensor& beta, const at::Tensor& residual, bool relu,
                              double epsilon, const PlanPtr& plan, BatchMoments* moments)
    {
        const auto values = plan->forward(input, weights);
        auto pass = normForward(
            values, {gamma, beta, residual.numel() > 0 ? residual : at::Tensor(), relu, epsilon});
        *moments = {pass.mean, pass.variance};
        context->save_for_backward({input, weights, gamma, values, pass.mean, pass.inverse,
                                    relu ? pass.output : at::Tensor()});
        context->saved_data["plan"] =
            at::IValue::make_capsule(c10::make_intrusive<PlanHolder>(plan));
        context->saved_data["input"] = input.requires_grad();
        context->saved_data["residual"] = residual.numel() > 0 && residual.requires_grad();
        return pass.output;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const c10::NoGradGuard noGradients;
        const auto kept = context->get_saved_variables();
        const auto& [input, weights, gamma, values, mean, inverse, output] = unpack(kept);
        const auto holder =
            c10::static_intrusive_pointer_cast<PlanHolder>(context->saved_data["plan"].toCapsule());
        const auto own = normBackward(asActivations(gradients[0]), output, values, gamma, mean,
                                      inverse, context->saved_data["residual"].toBool());
        const auto weightsGradient = holder->plan->weightsGradient(input, own.values);
        at::Tensor inputGradient;
        if (context->saved_data["input"].toBool()) {
            inputGradient = holder->plan->inputGradient(own.values, weights);
        }
        return {inputGradient, weightsGradient, own.gamma, own.beta, own.residual, {}, {}, {}, {}};
    }

private:
    static std::array<at::Tensor, 7> unpack(const variable_list& kept)
    {
        return {kept[0], kept[1], kept[2], kept[3], kept[4], kept[5], kept[6]};
    }
};

} // namespace

ConvNorm::ConvNorm(torch::nn::Conv2d conv, torch::nn::BatchNorm2d norm)
    : m_conv(std::move(conv))
    , m_norm(std::move(norm))
{
}

at::Tensor ConvNorm::forward(const at::Tensor& images, const at::Tensor& residual, bool relu)
{
    auto out = m_norm->forward(m_conv->forward(images));
    if (residual.defined()) {
        out += residual;
    }
    return relu ? out.relu_() : out;
}

ConvolutionShape ConvNorm::shapeFor(std::int64_t images, std::int64_t height, std::int64_t width,
                                    bool bf16) const
{
    const auto& options = m_conv->options;
    return {.images = images,
            .inChannels = options.in_channels(),
            .height = height,
            .width = width,
            .outChannels = options.out_channels(),
            .kernel = options.kernel_size()->at(0),
            .stride = options.stride()->at(0),
            .bf16 = bf16};
}

bool ConvNorm::trainable(bool bf16) const
{
    const auto& options = m_conv->options;
    const auto fits = [](std::int64_t channels) { return channels % NormTile::lanes == 0; };
    if (!fits(options.out_channels()) ||
        (options.in_channels() != 3 && !fits(options.in_channels()))) {
        return false;
    }
    try {
        const ConvolutionPlan trial(shapeFor(2, 16, 16, bf16));
        return true;
    } catch (const dnnl::error&) {
        return false;
    }
}

at::Tensor ConvNorm::train(const at::Tensor& input, const at::Tensor& residual, bool relu)
{
    const bool pictures = input.dim() == 4 && input.size(1) == 3;
    const bool bf16 = input.scalar_type() == at::kBFloat16;
    const auto spatial =
        pictures ? ActivationShape{input.size(0), 3, input.size(2), input.size(3)} : shapeOf(input);
    // Asking for the threads also hands LibTorch's number to OpenMP on a thread that is new.
    const Key key{shapeFor(spatial.images, spatial.height, spatial.width, bf16),
                  at::get_num_threads()};
    const auto& plan = m_plans.find(
        key, [](const Key& wanted) { return std::make_shared<ConvolutionPlan>(wanted.shape); });
    BatchMoments moments;
    auto output = ConvNormFunction::apply(input, m_conv->weight, m_norm->weight, m_norm->bias,
                                          residual.defined() ? residual : at::empty({0}), relu,
                                          m_norm->options.eps(), plan, &moments);
    updateStatistics(moments.mean, moments.variance,
                     spatial.images * key.shape.outHeight() * key.shape.outWidth());
    return output;
}

void ConvNorm::updateStatistics(const at::Tensor& mean, const at::Tensor& variance,
                                std::int64_t count)
{
    const c10::NoGradGuard noGradients;
    const double momentum = m_norm->options.momentum().value();
    // The running variance is unbiased, as PyTorch's is.
    const double unbiased =
        static_cast<double>(count) / static_cast<double>(std::max<std::int64_t>(1, count - 1));
    m_norm->num_batches_tracked.add_(1);
    m_norm->running_mean.mul_(1 - momentum).add_(mean, momentum);
    m_norm->running_var.mul_(1 - momentum).add_(variance, momentum * unbiased);
}

} // namespace weft
