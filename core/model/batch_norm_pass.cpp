#include "core/model/activations_p.h"
#include "core/model/batch_norm_pass_p.h"
#include "core/model/norm_moments.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <vector>

namespace weft {

namespace {

/// A tensor's values from an offset on; null where there is no tensor.
template <typename Real>
Real* valuesOf(const at::Tensor& tensor, std::int64_t offset)
{
    return tensor.defined() ? static_cast<Real*>(tensor.data_ptr()) + offset : nullptr;
}

/// work(tile, offset, index) for all tiles, shared out over the threads.
template <typename Work>
void forEachTile(const ActivationTiles& tiles, const Work& work)
{
    at::parallel_for(0, tiles.count(), 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end; ++i) {
            work(tiles.tile(i), tiles.offset(i), i);
        }
    });
}

/// Merges the tiles' moments in their order (Chan et al. 1983, "Algorithms for computing the sample
/// variance").
NormMoments merged(const ActivationTiles& tiles, const at::Tensor& means, const at::Tensor& squares)
{
    const auto channels = static_cast<std::size_t>(means.size(1));
    NormMoments total{0, std::vector<double>(channels), std::vector<double>(channels)};
    const float* mean = means.data_ptr<float>();
    const float* square = squares.data_ptr<float>();
    auto& seen = total.count;
    for (std::int64_t i = 0; i < tiles.count(); ++i) {
        const auto pixels = static_cast<double>(tiles.tile(i).pixels);
        const double share = pixels / (seen + pixels);
        for (std::size_t c = 0; c < channels; ++c, ++mean, ++square) {
            const double step = *mean - total.mean[c];
            total.mean[c] += step * share;
            total.squares[c] += *square + step * step * seen * share;
        }
        seen += pixels;
    }
    return total;
}

template <typename Real>
NormMoments momentsOf(const ActivationTiles& tiles, const at::Tensor& values, std::int64_t channels)
{
    const auto means = at::empty({tiles.count(), channels}, at::kFloat);
    const auto squares = at::empty_like(means);
    forEachTile(tiles, [&](const NormTile& tile, std::int64_t offset, std::int64_t i) {
        tileMoments(tile, valuesOf<const Real>(values, offset),
                    valuesOf<float>(means, i * channels), valuesOf<float>(squares, i * channels));
    });
    return merged(tiles, means, squares);
}

template <typename Real>
NormPass forwardAs(const at::Tensor& values, const NormWork& work)
{
    const auto shape = shapeOf(values);
    const ActivationTiles tiles(values);
    const bool fixed = work.mean.defined();
    auto moments = fixed ? NormMoments{} : momentsOf<Real>(tiles, values, shape.channels);
    if (!fixed && work.exchange) {
        mergeOverRanks(moments, *work.exchange);
    }
    NormPass pass;
    pass.output = at::empty_like(values);
    pass.mean = at::empty({shape.channels}, at::kFloat);
    pass.variance = at::empty_like(pass.mean);
    pass.inverse = at::empty_like(pass.mean);
    pass.count = moments.count;
    const auto scale = at::empty_like(pass.mean);
    const auto shift = at::empty_like(pass.mean);
    for (std::int64_t c = 0; c < shape.channels; ++c) {
        const auto channel = static_cast<std::size_t>(c);
        const double mean = fixed ? work.mean.data_ptr<float>()[c] : moments.mean[channel];
        const double variance =
            fixed ? work.variance.data_ptr<float>()[c] : moments.squares[channel] / moments.count;
        const double inverse = 1 / std::sqrt(variance + work.epsilon);
        const double gamma = work.gamma.data_ptr<float>()[c];
        const double beta = work.beta.data_ptr<float>()[c];
        pass.mean.data_ptr<float>()[c] = static_cast<float>(mean);
        pass.variance.data_ptr<float>()[c] = static_cast<float>(variance);
        pass.inverse.data_ptr<float>()[c] = static_cast<float>(inverse);
        scale.data_ptr<float>()[c] = static_cast<float>(gamma * inverse);
        shift.data_ptr<float>()[c] = static_cast<float>(beta - mean * gamma * inverse);
    }
    forEachTile(tiles, [&](const NormTile& tile, std::int64_t offset, std::int64_t) {
        tileNormalize(tile,
                      NormOutput<Real>{.values = valuesOf<const Real>(values, offset),
                                       .scale = scale.data_ptr<float>(),
                                       .shift = shift.data_ptr<float>(),
                                       .residual = valuesOf<const Real>(work.residual, offset),
                                       .relu = work.relu,
                                       .output = valuesOf<Real>(pass.output, offset)});
    });
    return pass;
}

/// What the tiles summed up, in their order: [C].
std::vector<double> total(const at::Tensor& sums)
{
    const auto channels = static_cast<std::size_t>(sums.size(1));
    std::vector<double> result(channels);
    const float* sum = sums.data_ptr<float>();
    for (std::int64_t i = 0; i < sums.size(0); ++i) {
        for (std::size_t c = 0; c < channels; ++c, ++sum) {
            result[c] += *sum;
        }
    }
    return result;
}

/// By channel, what the gradient of the values is made of; see NormGradient.
struct Coefficients
{
    at::Tensor ofGradient, ofValue, constant;
};

/// Also fills in the gradients of gamma and beta. sums and products: [tiles, C], as tileSums()
/// leaves them. count: values a channel, over all ranks.
///
/// With g ahead of the ReLU and M values a channel (Ioffe and Szegedy 2015, section 3):
/// gamma' = inverse * sum(g * (v - mean)), beta' = sum(g), and
/// v' = gamma * inverse * (g - beta' / M - (v - mean) * inverse * gamma' / M).
/// Where mean and inverse are constants, v' = gamma * inverse * g. Where ranks share the batch, M
/// and the sums in v' go over all of it, because every rank's mean depends on every value; those
/// that gamma and beta themselves get are summed with all other parameters' gradients.
Coefficients coefficientsOf(const at::Tensor& sums, const at::Tensor& products, double count,
                            const NormState& state, NormGradients& gradients)
{
    const auto& mean = state.mean;
    const auto sum = total(sums);
    const auto product = total(products);
    auto allSums = sum;
    auto allProducts = product;
    if (!state.fixed && state.exchange) {
        sumOverRanks(allSums, allProducts, *state.exchange);
    }
    gradients.gamma = at::empty_like(mean);
    gradients.beta = at::empty_like(mean);
    Coefficients made{at::empty_like(mean), at::empty_like(mean), at::empty_like(mean)};
    for (std::int64_t c = 0; c < mean.size(0); ++c) {
        const auto channel = static_cast<std::size_t>(c);
        const double inverse = state.inverse.data_ptr<float>()[c];
        const double factor = inverse * state.gamma.data_ptr<float>()[c];
        const double slope =
            state.fixed ? 0 : -factor * inverse * (inverse * allProducts[channel]) / count;
        const double offset = state.fixed ? 0 : -factor * allSums[channel] / count;
        gradients.gamma.data_ptr<float>()[c] = static_cast<float>(inverse * product[channel]);
        gradients.beta.data_ptr<float>()[c] = static_cast<float>(sum[channel]);
        made.ofGradient.data_ptr<float>()[c] = static_cast<float>(factor);
        made.ofValue.data_ptr<float>()[c] = static_cast<float>(slope);
        made.constant.data_ptr<float>()[c] =
            static_cast<float>(offset - slope * mean.data_ptr<float>()[c]);
    }
    return made;
}

template <typename Real>
NormGradients backwardAs(const at::Tensor& gradient, const NormState& state, bool ofResidual)
{
    const auto& values = state.values;
    const auto shape = shapeOf(values);
    const ActivationTiles tiles(values);
    const auto channels = shape.channels;
    NormGradients gradients;
    gradients.residual = ofResidual ? at::empty_like(values) : at::Tensor();
    const auto sums = at::empty({tiles.count(), channels}, at::kFloat);
    const auto products = at::empty_like(sums);
    forEachTile(tiles, [&](const NormTile& tile, std::int64_t offset, std::int64_t i) {
        tileSums(tile, NormSums<Real>{.gradient = valuesOf<const Real>(gradient, offset),
                                      .output = valuesOf<const Real>(state.output, offset),
                                      .values = valuesOf<const Real>(values, offset),
                                      .mean = state.mean.data_ptr<float>(),
                                      .sum = valuesOf<float>(sums, i * channels),
                                      .product = valuesOf<float>(products, i * channels),
                                      .masked = valuesOf<Real>(gradients.residual, offset)});
    });
    const auto own = static_cast<double>(shape.images * shape.height * shape.width);
    const auto count = state.exchange ? state.count : own;
    const auto made = coefficientsOf(sums, products, count, state, gradients);
    gradients.values = at::empty_like(values);
    // The residual's gradient is g already.
    const auto& known = ofResidual ? gradients.residual : gradient;
    const auto mask = ofResidual ? at::Tensor() : state.output;
    forEachTile(tiles, [&](const NormTile& tile, std::int64_t offset, std::int64_t) {
        tileGradient(tile, NormGradient<Real>{.gradient = valuesOf<const Real>(known, offset),
                                              .output = valuesOf<const Real>(mask, offset),
                                              .values = valuesOf<const Real>(values, offset),
                                              .ofGradient = made.ofGradient.data_ptr<float>(),
                                              .ofValue = made.ofValue.data_ptr<float>(),
                                              .constant = made.constant.data_ptr<float>(),
                                              .target = valuesOf<Real>(gradients.values, offset)});
    });
    return gradients;
}

} // namespace

NormPass normForward(const at::Tensor& values, const NormWork& work)
{
    return values.scalar_type() == at::kBFloat16 ? forwardAs<Bf16>(values, work)
                                                 : forwardAs<float>(values, work);
}

NormGradients normBackward(const at::Tensor& gradient, const NormState& state, bool ofResidual)
{
    return state.values.scalar_type() == at::kBFloat16
               ? backwardAs<Bf16>(gradient, state, ofResidual)
               : backwardAs<float>(gradient, state, ofResidual);
}

} // namespace weft
