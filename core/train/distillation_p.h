#pragma once

#include "core/config/run_config.h"

#include <ATen/core/Tensor.h>

namespace weft {

/// T^2 * KL(softmax(teacher / T) || softmax(student / T)), the mean over the batch (Hinton et al.
/// 2015, section 2; the factor keeps the gradient's size as T changes). Both are scores, [N, K].
[[nodiscard]] at::Tensor distillationLoss(const at::Tensor& student, const at::Tensor& teacher,
                                          double temperature);

/// (1 - a) * labelLoss + a * distillationLoss(), with a and T as configured. Where teacher is
/// undefined or a is 0 it is labelLoss itself.
[[nodiscard]] at::Tensor distilledLoss(const at::Tensor& labelLoss, const at::Tensor& student,
                                       const at::Tensor& teacher, const TrainConfig& config);

} // namespace weft
