#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weft {

/// One side of a comparison. Its seed is replaced by each of the plan's.
struct ComparedConfig
{
    std::string name;
    RunConfig config;
    /// Name of the configuration whose parameters it is to match by model.gap_hidden; empty: none.
    std::string matches;
};

/// What is compared with what, and how often. The first configuration is the one that the others
/// are measured against.
struct ComparisonPlan
{
    std::string title;
    std::vector<ComparedConfig> configs;
    std::vector<std::uint64_t> seeds;
};

/// Reads a plan:
///
///     {"title": "Heads", "data": "photos", "preset": "quick", "set": {"train.epochs": 15},
///      "seeds": [0, 1, 2],
///      "configurations": [{"name": "Last", "set": {"model.head": "last"}},
///                         {"name": "Mean", "preset": "article", "set": {"model.head": "mean"}},
///                         {"name": "CNN", "set": {"model.head": "gap"}, "matches": "Last"},
///                         {"name": "Whole", "config": {"data": {...}, "model": {...}}}]}
///
/// or, in place of configurations, "ready_made": "cnn-vs-bilstm". seeds may be a number n, which
/// means 0 to n - 1. mirroring false turns the presets' data.flip off before "set" and "config"
/// have their say (see mirroringKeepsLabels()). Paths are absolute (see makePathsAbsolute()). Fails
/// with InvalidArgument or Corrupt, naming the member, where it is not such a plan or checkPlan()
/// would.
[[nodiscard]] Result<ComparisonPlan> comparisonPlanFromJson(const std::string& text,
                                                            const std::filesystem::path& folder,
                                                            bool mirroring = true);

/// A path in full, so that a plan is the same wherever it is read again: relative to
/// folder where it lies there, for a plan may stand beside its images, and else to the working
/// directory. Built-in sources are left as they are.
[[nodiscard]] std::string absoluteSource(const std::string& source,
                                         const std::filesystem::path& folder);

/// Makes absoluteSource()s of all images, first weights and teachers.
void makePathsAbsolute(ComparisonPlan& plan, const std::filesystem::path& folder);

/// Whether the plan can be run: at least two configurations of different names, at least one seed,
/// each once, one data source and one share of validation images for all, for the paired test needs
/// the same ones, configurations that validate() has no error for, and none that matches one which
/// is not there. Fails with InvalidArgument.
[[nodiscard]] Result<void> checkPlan(const ComparisonPlan& plan);

/// The same network without its BiLSTM, the same with a hidden layer in the classifier that has as
/// many parameters as the BiLSTM and its head, and the network itself. hybrid's head is not gap.
[[nodiscard]] ComparisonPlan cnnAgainstBiLstm(const RunConfig& hybrid,
                                              std::vector<std::uint64_t> seeds);

/// Sets model.gap_hidden of each configuration that matches another, so that the networks' numbers
/// of parameters for so many classes are as close as they can be. Fails with InvalidArgument where
/// there is no such configuration, where the head is not gap, or where the layer would be out of
/// limits.
[[nodiscard]] Result<void> matchParameters(ComparisonPlan& plan, int classes);

/// The plan as comparisonPlanFromJson() reads it, each configuration whole.
[[nodiscard]] std::string toJson(const ComparisonPlan& plan);

} // namespace weft
