#include "core/model/keyed_dropout_p.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>

#include <numeric>
#include <vector>

namespace weft {

KeyedDropout::KeyedDropout(double probability)
    : m_kept(1 - probability)
    , m_generator(at::detail::createCPUGenerator(0))
{
}

void KeyedDropout::seed(std::uint64_t seed, RowShare share)
{
    m_share = share;
    m_generator.set_current_seed(seed);
}

at::Tensor KeyedDropout::apply(const at::Tensor& input, bool training, std::int64_t rows)
{
    return applyMask(input, input.sizes(), training, rows);
}

at::Tensor KeyedDropout::applyToRows(const at::Tensor& input, bool training)
{
    std::vector<std::int64_t> shape(static_cast<std::size_t>(input.dim()), 1);
    shape.front() = input.size(0);
    return applyMask(input, shape, training, 0);
}

at::Tensor KeyedDropout::applyMask(const at::Tensor& input, at::IntArrayRef shape, bool training,
                                   std::int64_t rows)
{
    if (!training || m_kept >= 1) {
        return input;
    }
    const auto mask = (m_share.total == 0 ? draw(shape) : drawShare(shape, rows)).div_(m_kept);
    return input.mul(mask.to(input.options()));
}

/// On the CPU for every device, so that a run's choices do not depend on it.
at::Tensor KeyedDropout::draw(at::IntArrayRef shape)
{
    return at::empty(shape, at::kFloat).bernoulli_(m_kept, m_generator);
}

/// The generator gives value after value in the order of memory. So the whole batch's come in
/// pieces, one for each place of the dimensions ahead of the rows, and no more is held of them.
at::Tensor KeyedDropout::drawShare(at::IntArrayRef shape, std::int64_t rows)
{
    const auto own = shape[static_cast<std::size_t>(rows)];
    const auto& [first, total] = m_share;
    TORCH_CHECK(own <= total - first, "a share of ", own, " rows from row ", first,
                " on does not fit a batch of ", total);
    const auto product = [](at::IntArrayRef sizes) {
        return std::accumulate(sizes.begin(), sizes.end(), std::int64_t{1}, std::multiplies<>());
    };
    const auto ahead = product(shape.slice(0, static_cast<std::size_t>(rows)));
    const auto width = product(shape.slice(static_cast<std::size_t>(rows) + 1));
    auto mask = at::empty({ahead, own, width}, at::kFloat);
    for (std::int64_t i = 0; i < ahead; ++i) {
        mask.select(0, i).copy_(draw({total, width}).narrow(0, first, own));
    }
    return mask.view(shape);
}

} // namespace weft
