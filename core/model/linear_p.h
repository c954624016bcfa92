#pragma once

#include "core/model/int8_layer_p.h"
#include "core/model/int8_linear_p.h"

#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <optional>

namespace weft {

/// torch.nn.Linear, which can multiply in int8.
class LinearImpl : public torch::nn::LinearImpl, public Int8Layer
{
public:
    using torch::nn::LinearImpl::LinearImpl;

    /// [..., in] to [..., out].
    torch::Tensor forward(const torch::Tensor& input);

    void useInt8() override;

private:
    std::optional<Int8Linear> m_int8;
};
TORCH_MODULE(Linear);

} // namespace weft
