#include "core/compress/quantized_matrix.h"
#include "core/model/int8_layer_p.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>

namespace weft {

void useInt8(torch::nn::Module& network)
{
    for (const auto& module : network.modules()) {
        if (auto* const layer = dynamic_cast<Int8Layer*>(module.get())) {
            layer->useInt8();
        }
    }
}

void roundToInt8(at::Tensor& weights)
{
    const c10::NoGradGuard noGradients;
    const auto plain = weights.to(at::kCPU, at::kFloat).contiguous();
    const auto rounded = dequantize(quantizeRows(
        {plain.data_ptr<float>(), static_cast<std::size_t>(plain.numel())}, plain.size(0)));
    auto values = at::empty(plain.sizes(), at::kFloat);
    std::ranges::copy(rounded, values.data_ptr<float>());
    weights.copy_(values);
}

} // namespace weft
