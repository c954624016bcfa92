#include "core/compress/ranked_channels_p.h"
#include "core/model/network_description.h"
#include "core/model/trunk_topology.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <sstream>

namespace weft {

namespace {

constexpr int mostMultiple = 64;

/// The channels of one block between two widths that it may have, and what they are worth.
struct ChannelGroup
{
    std::size_t block = 0;
    int width = 0; ///< That is left.
    double score = 0;
};

std::vector<int> fullWidths(const RankedChannels& channels)
{
    return innerWidths(trunkTopology(channels.model));
}

/// A block that has fewer than the multiple keeps what it has.
int leastWidth(int width, int multiple)
{
    return std::min(width, multiple);
}

std::int64_t flopsOf(const RankedChannels& channels, const std::vector<int>& widths)
{
    auto model = channels.model;
    model.widths = widths;
    return describeNetwork(model, channels.imageSize, channels.classes)->flops;
}

double share(std::int64_t part, std::int64_t whole)
{
    return static_cast<double>(part) / static_cast<double>(whole);
}

/// One block's removals, those with the lowest scores first.
std::vector<ChannelGroup> removalsOf(std::size_t block, std::vector<double> scores, int multiple)
{
    std::ranges::sort(scores);
    const double mean =
        std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
    const int least = leastWidth(static_cast<int>(scores.size()), multiple);
    std::vector<ChannelGroup> removals;
    auto from = scores.begin();
    for (int width = static_cast<int>(scores.size()); width > least;) {
        const int next = std::max(least, (width - 1) / multiple * multiple);
        const auto to = from + (width - next);
        const double sum = std::accumulate(from, to, 0.0);
        removals.push_back({block, next, mean > 0 ? sum / (width - next) / mean : 0});
        from = to;
        width = next;
    }
    return removals;
}

std::vector<ChannelGroup> allRemovals(const ChannelScores& scores, int multiple)
{
    std::vector<ChannelGroup> all;
    for (std::size_t block = 0; block < scores.size(); ++block) {
        std::ranges::copy(removalsOf(block, scores[block], multiple), std::back_inserter(all));
    }
    // Stable, so that a block's stay in their order.
    std::ranges::stable_sort(all, {}, &ChannelGroup::score);
    return all;
}

std::vector<int> widthsAfter(std::vector<int> widths, const std::vector<ChannelGroup>& removals,
                             std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        widths[removals[i].block] = removals[i].width;
    }
    return widths;
}

std::vector<int> widthsByRatio(std::vector<int> widths, const PruneOptions& options)
{
    for (auto& width : widths) {
        const auto steps = std::lround(width * (1 - options.ratio) / options.multiple);
        width = std::clamp(static_cast<int>(steps) * options.multiple,
                           leastWidth(width, options.multiple), width);
    }
    return widths;
}

/// The number of removals after which what remains is nearest to the wanted share.
Result<std::vector<int>> widthsByFlops(const RankedChannels& channels, const PruneOptions& options)
{
    const auto full = fullWidths(channels);
    const auto removals = allRemovals(channels.by(options.rank), options.multiple);
    const auto whole = flopsOf(channels, full);
    const auto shareAfter = [&](std::size_t count) {
        return share(flopsOf(channels, widthsAfter(full, removals, count)), whole);
    };
    std::size_t few = 0; // Leaves more than is wanted.
    std::size_t many = removals.size();
    if (const double least = shareAfter(many); least > *options.flops) {
        std::ostringstream text;
        text.precision(3);
        text << "the least share of FLOPs that pruning leaves of this network is " << least
             << ", not " << *options.flops;
        return Error{ErrorCode::InvalidArgument, "FLOPs", text.str()};
    }
    while (many - few > 1) {
        const auto middle = (few + many) / 2;
        (shareAfter(middle) > *options.flops ? few : many) = middle;
    }
    const bool fewer = shareAfter(few) - *options.flops < *options.flops - shareAfter(many);
    return widthsAfter(full, removals, fewer ? few : many);
}

/// Written so that what is no number is refused as well.
Result<void> check(const PruneOptions& options)
{
    const auto between = [](double value) { return value > 0 && value < 1; };
    if (options.flops && !between(*options.flops)) {
        return Error{ErrorCode::InvalidArgument, "FLOPs",
                     "the share that remains must lie between 0 and 1"};
    }
    if (!options.flops && !between(options.ratio)) {
        return Error{ErrorCode::InvalidArgument, "ratio",
                     "the share of channels that goes must lie between 0 and 1"};
    }
    if (options.multiple < 1 || options.multiple > mostMultiple) {
        return Error{ErrorCode::InvalidArgument, "multiple",
                     "must be from 1 to " + std::to_string(mostMultiple)};
    }
    return {};
}

} // namespace

Result<PrunePlan> planPruning(const RankedChannels& channels, const PruneOptions& options)
{
    if (auto checked = check(options); !checked) {
        return checked.error();
    }
    auto model = channels.model;
    const auto before = describeNetwork(model, channels.imageSize, channels.classes);
    if (!before) {
        return before.error();
    }
    const auto full = fullWidths(channels);
    const auto widths = options.flops ? widthsByFlops(channels, options)
                                      : Result<std::vector<int>>(widthsByRatio(full, options));
    if (!widths) {
        return widths.error();
    }
    if (*widths == full) {
        return Error{ErrorCode::InvalidArgument, options.flops ? "FLOPs" : "ratio",
                     "no channel would go with blocks of a multiple of " +
                         std::to_string(options.multiple) + " channels"};
    }
    model.widths = *widths;
    const auto after = describeNetwork(model, channels.imageSize, channels.classes);
    if (!after) {
        return after.error();
    }
    return PrunePlan{full,          *widths,     before->parameters, after->parameters,
                     before->flops, after->flops};
}

double leastFlops(const RankedChannels& channels, int multiple)
{
    const auto full = fullWidths(channels);
    auto widths = full;
    for (auto& width : widths) {
        width = leastWidth(width, std::clamp(multiple, 1, mostMultiple));
    }
    return share(flopsOf(channels, widths), flopsOf(channels, full));
}

} // namespace weft
