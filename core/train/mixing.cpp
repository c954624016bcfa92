#include "core/train/mixing.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace weft {

namespace {

double normal(RandomStream& random)
{
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

/// The logarithm of a draw from Gamma(shape, 1): for small shapes the draw itself would be 0.
double logGamma(double shape, RandomStream& random)
{
    if (shape < 1) {
        const double larger = logGamma(shape + 1, random);
        return larger + std::log(1 - random.uniform()) / shape;
    }
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = normal(random);
        const double root = 1 + c * x;
        if (root <= 0) {
            continue;
        }
        const double v = root * root * root;
        if (std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) {
            return std::log(d * v);
        }
    }
}

std::vector<std::size_t> permutation(std::size_t count, RandomStream& random)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (auto i = count; i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i)]);
    }
    return order;
}

/// work(image, partner): pointers to what an image has and its partner had.
template <typename Work>
void withPartners(Batch& batch, const std::vector<std::size_t>& partners, const Work& work)
{
    const auto before = batch.pixels;
    const auto floats = before.size() / batch.count;
    for (std::size_t i = 0; i < batch.count; ++i) {
        work(batch.pixels.data() + i * floats, before.data() + partners[i] * floats, floats);
    }
}

/// Returns the share of the area that stays.
double pasteRectangles(Batch& batch, const std::vector<std::size_t>& partners, int size,
                       double share, RandomStream& random)
{
    const double part = std::sqrt(1 - share);
    const int side = static_cast<int>(size * part);
    const auto edges = [&] {
        const auto centre = static_cast<int>(random.below(static_cast<std::uint64_t>(size)));
        return std::pair(std::clamp(centre - side / 2, 0, size),
                         std::clamp(centre + side / 2, 0, size));
    };
    const auto [left, right] = edges();
    const auto [top, bottom] = edges();
    const auto stride = std::size_t{3} * static_cast<std::size_t>(size);
    withPartners(batch, partners,
                 [&, left = left, right = right, top = top,
                  bottom = bottom](float* image, const float* partner, std::size_t) {
                     for (auto y = static_cast<std::size_t>(top);
                          y < static_cast<std::size_t>(bottom); ++y) {
                         const auto first =
                             y * stride + std::size_t{3} * static_cast<std::size_t>(left);
                         std::copy_n(partner + first, 3 * (right - left), image + first);
                     }
                 });
    return 1 -
           static_cast<double>(right - left) * (bottom - top) / (static_cast<double>(size) * size);
}

} // namespace

double symmetricBeta(double strength, RandomStream& random)
{
    const double first = logGamma(strength, random);
    const double second = logGamma(strength, random);
    return 1 / (1 + std::exp(second - first));
}

Mixture mixBatch(Batch& batch, int size, double mixup, double cutmix, RandomStream random)
{
    Mixture mixture;
    if (batch.count == 0 || (mixup <= 0 && cutmix <= 0)) {
        return mixture;
    }
    const bool both = mixup > 0 && cutmix > 0;
    const bool pastes = both ? random.uniform() < 0.5 : cutmix > 0;
    mixture.share = symmetricBeta(pastes ? cutmix : mixup, random);
    const auto partners = permutation(batch.count, random);
    for (const auto partner : partners) {
        mixture.others.push_back(batch.labels[partner]);
    }
    if (pastes) {
        mixture.share = pasteRectangles(batch, partners, size, mixture.share, random);
        return mixture;
    }
    const auto own = static_cast<float>(mixture.share);
    withPartners(batch, partners, [own](float* image, const float* partner, std::size_t floats) {
        for (std::size_t i = 0; i < floats; ++i) {
            image[i] = own * image[i] + (1 - own) * partner[i];
        }
    });
    return mixture;
}

} // namespace weft
