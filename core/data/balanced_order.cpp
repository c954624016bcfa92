#include "core/data/balanced_order.h"

#include "core/base/random.h"

#include <algorithm>

namespace weft {

namespace {

std::vector<std::vector<std::size_t>> samplesByClass(const Dataset& dataset)
{
    std::vector<std::vector<std::size_t>> classes(dataset.classNames().size());
    for (std::size_t i = 0; i < dataset.size(); ++i) {
        classes.at(static_cast<std::size_t>(dataset.label(i))).push_back(i);
    }
    return classes;
}

} // namespace

std::vector<float> balancedWeights(const Dataset& dataset)
{
    const auto classes = samplesByClass(dataset);
    const auto used =
        std::ranges::count_if(classes, [](const auto& list) { return !list.empty(); });
    std::vector<float> weights;
    for (const auto& samples : classes) {
        const double share = static_cast<double>(used) * static_cast<double>(samples.size());
        weights.push_back(samples.empty()
                              ? 0.0F
                              : static_cast<float>(static_cast<double>(dataset.size()) / share));
    }
    return weights;
}

std::vector<std::size_t> balancedOrder(const Dataset& dataset, std::uint64_t seed,
                                       std::uint64_t epoch)
{
    auto classes = samplesByClass(dataset);
    std::erase_if(classes, [](const auto& samples) { return samples.empty(); });
    // The index beyond any sample's and the order's keeps the stream apart from theirs.
    RandomStream random(seed, epoch, ~std::uint64_t{1});
    std::vector<std::size_t> order(dataset.size());
    for (auto& sample : order) {
        const auto& samples = classes[random.below(classes.size())];
        sample = samples[random.below(samples.size())];
    }
    return order;
}

} // namespace weft
