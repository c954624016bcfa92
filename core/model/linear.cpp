#include "core/model/linear_p.h"

#include <c10/core/GradMode.h>

namespace weft {

torch::Tensor LinearImpl::forward(const torch::Tensor& input)
{
    if (m_int8 && !c10::GradMode::is_enabled()) {
        if (auto output = m_int8->forward(input, weight, bias); output.defined()) {
            return output;
        }
    }
    return torch::nn::LinearImpl::forward(input);
}

void LinearImpl::useInt8()
{
    roundToInt8(weight);
    m_int8.emplace();
}

} // namespace weft
