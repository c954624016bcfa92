#include "core/data/preprocessing.h"

#include "core/base/parallel_for.h"
#include "core/data/view.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <mutex>

namespace weft {

namespace {

constexpr std::size_t sampleLimit = 5000;

/// Whole numbers, so that the order in which threads add changes nothing.
struct ChannelSums
{
    std::array<std::uint64_t, 3> sum{};
    std::array<std::uint64_t, 3> squares{};
    std::uint64_t pixels = 0;

    void add(const Image& view)
    {
        for (std::size_t i = 0; i < view.rgb.size(); ++i) {
            const std::uint64_t value = view.rgb[i];
            sum[i % 3] += value;
            squares[i % 3] += value * value;
        }
        pixels += view.rgb.size() / 3;
    }

    void merge(const ChannelSums& other)
    {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            sum[channel] += other.sum[channel];
            squares[channel] += other.squares[channel];
        }
        pixels += other.pixels;
    }
};

void setStatistics(Preprocessing& preprocessing, const ChannelSums& sums)
{
    const auto count = static_cast<double>(sums.pixels);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const double mean = static_cast<double>(sums.sum[channel]) / count;
        const double square = static_cast<double>(sums.squares[channel]) / count;
        // One grey level at least, so that pictures of one colour do not divide by zero.
        const double deviation = std::sqrt(std::max(1.0, square - mean * mean));
        preprocessing.mean[channel] = static_cast<float>(mean / 255.0);
        preprocessing.deviation[channel] = static_cast<float>(deviation / 255.0);
    }
}

} // namespace

Result<Preprocessing> makePreprocessing(const DataConfig& config, const Dataset& train,
                                        std::stop_token stop)
{
    Preprocessing preprocessing;
    preprocessing.kind = config.transform;
    preprocessing.size = config.size;
    preprocessing.flip = config.flip;
    if (config.size < 1) {
        return Error{ErrorCode::InvalidArgument, "data.size", "the side must be positive"};
    }
    if (config.transform == TransformKind::Article) {
        return preprocessing;
    }
    ChannelSums total;
    std::mutex mutex;
    const auto samples = std::min(train.size(), sampleLimit);
    const bool complete = parallelFor(samples, config.workers, stop, [&](std::size_t i) {
        const auto view = loadEvaluationView(train, i * train.size() / samples, preprocessing);
        if (view) {
            ChannelSums sums;
            sums.add(*view);
            const std::scoped_lock lock(mutex);
            total.merge(sums);
        }
    });
    if (!complete) {
        return Error{ErrorCode::Cancelled, "", "the work was cancelled"};
    }
    if (total.pixels == 0) {
        return Error{ErrorCode::Unreadable, config.source, "no training image can be read"};
    }
    setStatistics(preprocessing, total);
    return preprocessing;
}

} // namespace weft
