#pragma once

#include "core/compare/comparison.h"
#include "core/compare/paired_test.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// What the accuracies say of a configuration beside another one.
enum class Verdict {
    Baseline,     ///< It is the first one.
    TooFew,       ///< Fewer than two seeds have finished in both.
    NoSpread,     ///< All seeds differ by the same amount, so that there is nothing to test by.
    NoDifference, ///< Holm's corrected p of the paired t-test is 0.05 or more.
    Better,
    Worse,
};

struct Judgement
{
    Verdict verdict = Verdict::Baseline;
    std::optional<PairedTest>
        test;              ///< Empty for TooFew and NoSpread. Its interval is not corrected.
    std::size_t pairs = 0; ///< Seeds that have finished in both.
    double correctedP = 1; ///< By Holm, over all of the table's tests.
};

/// A configuration beside the one that was given as many parameters.
struct MatchedPair
{
    std::size_t baseline = 0; ///< Row of the latter.
    std::size_t row = 0;
    Judgement judgement;
};

/// One configuration in the result.
struct ComparisonRow
{
    std::string name;
    std::vector<double> accuracies; ///< Of the finished seeds, in the plan's order.
    SampleSummary accuracy;         ///< Top-1 of the last epoch, over the finished seeds.
    SampleSummary bestAccuracy;
    SampleSummary seconds; ///< Training time.
    std::size_t failed = 0;
    std::int64_t parameters = 0;
    std::int64_t flops = 0;
    InferenceTime inference; ///< Zeros before it is measured.
    Judgement judgement;     ///< Beside the first configuration.
};

struct ComparisonTable
{
    std::string title;
    std::string source;       ///< Of the images.
    std::size_t seeds = 0;    ///< Planned.
    std::size_t finished = 0; ///< Runs.
    std::size_t planned = 0;
    std::vector<ComparisonRow> rows;  ///< In the plan's order.
    std::vector<MatchedPair> matched; ///< Of which neither is the first row.
};

/// What has come of a comparison so far. classes is the data's number.
[[nodiscard]] ComparisonTable tabulate(const Comparison& comparison, int classes);

/// The classes of the comparison's runs; 10 while there is none.
[[nodiscard]] int classesOf(const Comparison& comparison);

/// A table in GitHub's Markdown, with the verdicts below and how they were reached.
[[nodiscard]] std::string toMarkdown(const ComparisonTable& table);

/// A line for every configuration, with the verdict beside the first one, and a further line of it
/// for every matched pair, whose "beside" is the pair's baseline. Accuracies are shares, FLOPs
/// multiply-adds times two; what is not known is empty.
[[nodiscard]] std::string toCsv(const ComparisonTable& table);

/// A line for every run: configuration, seed, state, accuracies, seconds, run directory.
[[nodiscard]] std::string runsCsv(const Comparison& comparison);

/// "no difference shown", "better", "worse", "too few seeds", "same difference in all seeds", "what
/// the others are compared with".
[[nodiscard]] const char* verdictText(Verdict verdict);

} // namespace weft
