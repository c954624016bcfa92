#pragma once

#include "core/compare/comparison.h"

#include <filesystem>
#include <string>
#include <vector>

namespace weft {

/// What comparison.json holds: the plan, as comparisonPlanFromJson() reads it, and the results.
struct ComparisonContent
{
    ComparisonPlan plan;
    std::vector<ComparedRun> runs;
    std::vector<InferenceTime> inference;
};

/// Run directories beside the comparison's folder are written relative to it, so that a library can
/// be moved.
[[nodiscard]] std::string comparisonText(const ComparisonContent& content,
                                         const std::filesystem::path& folder);

/// Fails with Corrupt or NewerFormat, naming the file, which lies in the comparison's folder. What
/// is read has at least one configuration and one seed, and the runs of Comparison::runs().
[[nodiscard]] Result<ComparisonContent> parseComparison(const std::string& text,
                                                        const std::filesystem::path& file);

} // namespace weft
