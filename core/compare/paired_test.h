#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace weft {

/// Mean and standard deviation (of n - 1; 0 for one value) of some numbers.
struct SampleSummary
{
    double mean = 0;
    double deviation = 0;
    std::size_t count = 0;
};

[[nodiscard]] SampleSummary summarizeSample(std::span<const double> values);

/// What a two-sided paired t-test says of the differences of two samples.
struct PairedTest
{
    double difference = 0; ///< Mean of second - first.
    double low = 0;        ///< 95 % confidence interval of the mean difference.
    double high = 0;
    double p = 1; ///< Probability of a mean at least so far from 0 if there were no difference.
};

/// Student's paired t-test (1908): the i-th values of both belong together. Nothing for fewer than
/// two pairs or different counts, nor where all differences are the same and not 0: without a
/// spread there is nothing to measure them by, and accuracies over few images are often so. Where
/// all are 0, p is 1.
[[nodiscard]] std::optional<PairedTest> pairedTTest(std::span<const double> first,
                                                    std::span<const double> second);

/// P(|T| > t) of Student's distribution with a whole number of degrees of freedom, by the finite
/// sums 26.7.3 and 26.7.4 of Abramowitz and Stegun.
[[nodiscard]] double studentTail(double t, int degrees);

/// The t whose studentTail() is p, for p in (0, 1).
[[nodiscard]] double studentQuantile(double p, int degrees);

/// Holm's step-down correction (1979) for several tests at once, in the order of the p given.
[[nodiscard]] std::vector<double> holmCorrected(std::span<const double> p);

} // namespace weft
