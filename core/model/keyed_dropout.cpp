#include "core/model/keyed_dropout_p.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>

#include <vector>

namespace weft {

KeyedDropout::KeyedDropout(double probability)
    : m_kept(1 - probability)
    , m_generator(at::detail::createCPUGenerator(0))
{
}

void KeyedDropout::seed(std::uint64_t seed)
{
    m_generator.set_current_seed(seed);
}

at::Tensor KeyedDropout::apply(const at::Tensor& input, bool training)
{
    return applyMask(input, input.sizes(), training);
}

at::Tensor KeyedDropout::applyToRows(const at::Tensor& input, bool training)
{
    std::vector<std::int64_t> shape(static_cast<std::size_t>(input.dim()), 1);
    shape.front() = input.size(0);
    return applyMask(input, shape, training);
}

at::Tensor KeyedDropout::applyMask(const at::Tensor& input, at::IntArrayRef shape, bool training)
{
    if (!training || m_kept >= 1) {
        return input;
    }
    // Drawn on the CPU for every device, so that a run's choices do not depend on it.
    const auto mask = at::empty(shape, at::kFloat).bernoulli_(m_kept, m_generator).div_(m_kept);
    return input.mul(mask.to(input.options()));
}

} // namespace weft
