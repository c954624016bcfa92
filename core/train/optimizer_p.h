#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/store/checkpoint_p.h"
#include "core/train/lr_schedule.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace torch::nn {
class Module;
}

namespace weft {

/// SGD with momentum (Nesterov where asked for) or AdamW, by the formulas of torch.optim. Weight
/// decay leaves norms and biases (parameters of one dimension) alone. The backbone ("backbone.*")
/// is a parameter group whose rate is config.backboneRate times the others'. Its state is a plain
/// map of tensors, for checkpoints.
class Optimizer
{
public:
    /// Keeps the module's parameters, which share its memory: those that require a gradient, and
    /// the backbone's where they will.
    Optimizer(const torch::nn::Module& module, const TrainConfig& config);

    /// What has been gathered goes too.
    void zeroGradients();

    /// Tells that the gradients have grown by weight times the gradient of a mean, and that they
    /// are to be divided by all such weights. Without it they are taken as they are.
    void gather(double weight);
    [[nodiscard]] bool gathering() const { return m_gathered > 0; } ///< Since the last step.
    [[nodiscard]] double gathered() const { return m_gathered; }    ///< The sum of the weights.
    /// The gradients are now a sum over ranks, of whose weights this is the sum.
    void gatheredInAll(double weights) { m_gathered = weights; }

    /// The global 2-norm of the gradients, which are those of the loss times lossScale. Where it is
    /// larger than clip, and clip is above 0, the next step takes them scaled down to clip, as
    /// after torch.nn.utils.clip_grad_norm_; the gradients themselves stay. Not finite where a
    /// gradient is not.
    [[nodiscard]] double clipGradients(double clip, double lossScale = 1);

    /// One update from the parameters' gradients. A parameter without a gradient stands still.
    void step(const ScheduledRates& rates);

    /// "momentum.<parameter>", or "exp_avg.<parameter>", "exp_avg_sq.<parameter>"; "step", and
    /// "step.backbone" where the backbone begins later; while gathering, "gathered" and
    /// "gradient.<parameter>". The tensors share the optimiser's memory.
    [[nodiscard]] TensorMap state() const;

    /// Copies what state() gave. Fails with Corrupt, naming the tensor, and is then as it was.
    [[nodiscard]] Result<void> loadState(const TensorMap& state);

private:
    struct Parameter
    {
        std::string name;
        at::Tensor value;
        double weightDecay = 0;
        double rateFactor = 1;
        at::Tensor steps;  ///< Of its group; see m_steps.
        at::Tensor first;  ///< SGD: the momentum buffer; AdamW: the gradient's average.
        at::Tensor second; ///< AdamW: the squared gradient's average.
    };

    /// Whether the parameter's tensors can be taken as rows of floats in one order.
    [[nodiscard]] static bool plain(const Parameter& parameter);
    void countStep();
    void takeGathered(const TensorMap& state);
    void stepSgd(Parameter& parameter, double rate, double momentum) const;
    void stepAdamW(Parameter& parameter, double rate, double beta1) const;
    void stepSgdPlain(Parameter& parameter, double rate, double momentum) const;
    void stepAdamWPlain(Parameter& parameter, double rate, double beta1) const;

    OptimizerKind m_kind;
    double m_momentum;
    bool m_nesterov;
    std::vector<Parameter> m_parameters;
    double m_gradientScale = 1; ///< As the last clipGradients() left it.
    double m_gathered = 0;      ///< Sum of the weights; 0: the gradients are a mean's.
    at::Tensor m_steps;         ///< AdamW's number of updates, int64.
    at::Tensor m_backboneSteps; ///< The backbone's own, where it begins later; else m_steps.
};

} // namespace weft
