#include "core/train/distillation_p.h"

#include <ATen/ops/kl_div.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/TensorOperators.h>

namespace weft {

at::Tensor distillationLoss(const at::Tensor& student, const at::Tensor& teacher,
                            double temperature)
{
    const auto own = at::log_softmax(student / temperature, 1);
    const auto wanted = at::log_softmax(teacher / temperature, 1);
    const auto divergence = at::kl_div(own, wanted, at::Reduction::Sum, true);
    return divergence * (temperature * temperature / static_cast<double>(student.size(0)));
}

at::Tensor distilledLoss(const at::Tensor& labelLoss, const at::Tensor& student,
                         const at::Tensor& teacher, const TrainConfig& config)
{
    const double share = config.distillation;
    if (!teacher.defined() || share == 0) {
        return labelLoss;
    }
    return (1 - share) * labelLoss + share * distillationLoss(student, teacher, config.temperature);
}

} // namespace weft
