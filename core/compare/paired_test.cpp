#include "core/compare/paired_test.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace weft {

namespace {

constexpr double error95 = 0.05;

/// The sum 1 + c2 f + c2^2 f f' + ... of 26.7.3 and 26.7.4: the k-th factor is (k - 1) / k.
double cosineSum(double cosineSquared, int first, int last)
{
    double term = 1;
    double sum = 1;
    for (int k = first; k <= last; k += 2) {
        term *= cosineSquared * (k - 1) / k;
        sum += term;
    }
    return sum;
}

} // namespace

SampleSummary summarizeSample(std::span<const double> values)
{
    SampleSummary summary;
    summary.count = values.size();
    if (values.empty()) {
        return summary;
    }
    const auto count = static_cast<double>(values.size());
    summary.mean = std::reduce(values.begin(), values.end()) / count;
    double squares = 0;
    for (const double value : values) {
        squares += (value - summary.mean) * (value - summary.mean);
    }
    summary.deviation = values.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
    return summary;
}

double studentTail(double t, int degrees)
{
    const double angle = std::atan(std::abs(t) / std::sqrt(degrees));
    const double cosineSquared = std::cos(angle) * std::cos(angle);
    double inside = 0; // P(|T| < t).
    if (degrees == 1) {
        inside = 2 * angle / std::numbers::pi;
    } else if (degrees % 2 == 1) {
        inside =
            2 / std::numbers::pi *
            (angle + std::sin(angle) * std::cos(angle) * cosineSum(cosineSquared, 3, degrees - 2));
    } else {
        inside = std::sin(angle) * cosineSum(cosineSquared, 2, degrees - 2);
    }
    return std::clamp(1 - inside, 0.0, 1.0);
}

double studentQuantile(double p, int degrees)
{
    double low = 0;
    double high = 1;
    while (studentTail(high, degrees) > p) {
        high *= 2;
    }
    constexpr int halvings = 100; // To the last bit.
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (studentTail(middle, degrees) > p ? low : high) = middle;
    }
    return (low + high) / 2;
}

std::optional<PairedTest> pairedTTest(std::span<const double> first, std::span<const double> second)
{
    if (first.size() != second.size() || first.size() < 2) {
        return {};
    }
    std::vector<double> differences(first.size());
    std::ranges::transform(second, first, differences.begin(), std::minus{});
    const auto summary = summarizeSample(differences);
    const double error = summary.deviation / std::sqrt(static_cast<double>(summary.count));
    const int degrees = static_cast<int>(summary.count) - 1;
    PairedTest test;
    test.difference = summary.mean;
    // Differences that are equal but for rounding have no spread to speak of.
    constexpr double rounding = 1e-12;
    if (summary.deviation < rounding) {
        return std::abs(summary.mean) < rounding ? std::optional(test) : std::nullopt;
    }
    const double reach = studentQuantile(error95, degrees) * error;
    test.low = summary.mean - reach;
    test.high = summary.mean + reach;
    test.p = studentTail(summary.mean / error, degrees);
    return test;
}

std::vector<double> holmCorrected(std::span<const double> p)
{
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t index) { return p[index]; });
    std::vector<double> corrected(p.size());
    double largest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const auto left = static_cast<double>(p.size() - rank);
        largest = std::max(largest, std::min(1.0, left * p[order[rank]]));
        corrected[order[rank]] = largest;
    }
    return corrected;
}

} // namespace weft
