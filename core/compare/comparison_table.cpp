#include "core/compare/comparison_table.h"

#include "core/model/network_description.h"
#include "core/store/run_directory.h"

#include <algorithm>

namespace weft {

namespace {

constexpr double significance = 0.05;
constexpr int classesWithoutRuns = 10;

/// The finished runs of one configuration, in the order of the plan's seeds.
std::vector<const ComparedRun*> finishedRuns(const Comparison& comparison, std::size_t config)
{
    std::vector<const ComparedRun*> list;
    for (const auto& run : comparison.runs()) {
        if (run.config == config && run.state == ComparedState::Finished) {
            list.push_back(&run);
        }
    }
    return list;
}

template <typename Member>
SampleSummary summarizeRuns(const std::vector<const ComparedRun*>& runs, Member member)
{
    std::vector<double> values;
    for (const auto* run : runs) {
        values.push_back(run->*member);
    }
    return summarizeSample(values);
}

/// Tests the accuracies of both configurations by the seeds that have finished in both; no verdict
/// yet.
Judgement testBeside(std::size_t baseline, std::size_t config, const Comparison& comparison)
{
    std::vector<double> first;
    std::vector<double> second;
    const auto others = finishedRuns(comparison, config);
    for (const auto* run : finishedRuns(comparison, baseline)) {
        const auto other = std::ranges::find(others, run->seed, &ComparedRun::seed);
        if (other != others.end()) {
            first.push_back(run->accuracy);
            second.push_back((*other)->accuracy);
        }
    }
    Judgement judgement;
    judgement.test = pairedTTest(first, second);
    judgement.pairs = first.size();
    return judgement;
}

ComparisonRow rowOf(const Comparison& comparison, std::size_t config, int classes)
{
    const auto& compared = comparison.plan().configs.at(config);
    const auto runs = finishedRuns(comparison, config);
    ComparisonRow row;
    row.name = compared.name;
    for (const auto* run : runs) {
        row.accuracies.push_back(run->accuracy);
    }
    row.accuracy = summarizeSample(row.accuracies);
    row.bestAccuracy = summarizeRuns(runs, &ComparedRun::bestAccuracy);
    row.seconds = summarizeRuns(runs, &ComparedRun::seconds);
    row.failed = static_cast<std::size_t>(
        std::ranges::count_if(comparison.runs(), [&](const ComparedRun& run) {
            return run.config == config && run.state == ComparedState::Failed;
        }));
    const auto network = describeNetwork(compared.config.model, compared.config.data.size, classes);
    if (network) {
        row.parameters = network->parameters;
        row.flops = network->flops;
    }
    if (config < comparison.inference().size()) {
        row.inference = comparison.inference().at(config);
    }
    return row;
}

/// The pairs of which neither is the first configuration.
std::vector<MatchedPair> matchedPairs(const ComparisonPlan& plan)
{
    std::vector<MatchedPair> pairs;
    for (std::size_t config = 1; config < plan.configs.size(); ++config) {
        const auto target =
            std::ranges::find(plan.configs, plan.configs[config].matches, &ComparedConfig::name);
        const auto row = static_cast<std::size_t>(target - plan.configs.begin());
        if (target != plan.configs.end() && row > 0) {
            pairs.push_back({config, row, {}});
        }
    }
    return pairs;
}

/// Verdicts on all tests, as if they were one family.
void judge(const std::vector<Judgement*>& all)
{
    std::vector<double> p;
    for (const auto* one : all) {
        if (one->test) {
            p.push_back(one->test->p);
        }
    }
    const auto corrected = holmCorrected(p);
    std::size_t next = 0;
    for (auto* const one : all) {
        one->verdict = one->pairs < 2 ? Verdict::TooFew : Verdict::NoSpread;
        if (!one->test) {
            continue;
        }
        one->correctedP = corrected.at(next++);
        one->verdict = one->correctedP >= significance ? Verdict::NoDifference
                       : one->test->difference > 0     ? Verdict::Better
                                                       : Verdict::Worse;
    }
}

void judge(ComparisonTable& table, const Comparison& comparison)
{
    std::vector<Judgement*> all;
    for (std::size_t row = 1; row < table.rows.size(); ++row) {
        table.rows[row].judgement = testBeside(0, row, comparison);
        all.push_back(&table.rows[row].judgement);
    }
    for (auto& pair : table.matched) {
        pair.judgement = testBeside(pair.baseline, pair.row, comparison);
        all.push_back(&pair.judgement);
    }
    judge(all);
}

} // namespace

ComparisonTable tabulate(const Comparison& comparison, int classes)
{
    const auto& plan = comparison.plan();
    ComparisonTable table;
    table.title = plan.title;
    table.source = plan.configs.front().config.data.source;
    table.seeds = plan.seeds.size();
    table.planned = comparison.runs().size();
    table.finished = static_cast<std::size_t>(
        std::ranges::count(comparison.runs(), ComparedState::Finished, &ComparedRun::state));
    for (std::size_t config = 0; config < plan.configs.size(); ++config) {
        table.rows.push_back(rowOf(comparison, config, classes));
    }
    table.matched = matchedPairs(plan);
    judge(table, comparison);
    return table;
}

int classesOf(const Comparison& comparison)
{
    for (const auto& run : comparison.runs()) {
        if (!run.directory.empty()) {
            if (const auto directory = RunDirectory::open(run.directory)) {
                return static_cast<int>(directory->record().classNames.size());
            }
        }
    }
    return classesWithoutRuns;
}

const char* verdictText(Verdict verdict)
{
    switch (verdict) {
    case Verdict::TooFew:
        return "too few seeds";
    case Verdict::NoSpread:
        return "same difference in all seeds";
    case Verdict::NoDifference:
        return "no difference shown";
    case Verdict::Better:
        return "better";
    case Verdict::Worse:
        return "worse";
    case Verdict::Baseline:
        break;
    }
    return "what the others are compared with";
}

} // namespace weft
