#include "core/data/split.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace weft {

Split stratifiedSplit(std::span<const int> labels, double validationFraction, std::uint64_t seed)
{
    std::map<int, std::vector<std::size_t>> classes;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        classes[labels[i]].push_back(i);
    }
    Split split;
    for (auto& [label, members] : classes) {
        // Keyed by the label, so that a class is split alike whatever the other classes hold.
        RandomStream random(seed, 0, static_cast<std::uint64_t>(label));
        for (auto i = members.size(); i > 1; --i) {
            std::swap(members[i - 1], members[random.below(i)]);
        }
        std::size_t held = 0;
        if (members.size() > 1) {
            const auto share =
                std::llround(validationFraction * static_cast<double>(members.size()));
            held = static_cast<std::size_t>(
                std::clamp<long long>(share, 1, static_cast<long long>(members.size()) - 1));
        }
        const auto border = members.begin() + static_cast<std::ptrdiff_t>(held);
        split.validation.insert(split.validation.end(), members.begin(), border);
        split.train.insert(split.train.end(), border, members.end());
    }
    std::ranges::sort(split.train);
    std::ranges::sort(split.validation);
    return split;
}

} // namespace weft
