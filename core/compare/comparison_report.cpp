#include "core/base/csv.h"
#include "core/compare/comparison_table.h"

#include <array>
#include <cstdio>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace weft {

namespace {

std::string number(double value, int decimals)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string spread(const SampleSummary& summary, double factor, int decimals)
{
    if (summary.count == 0) {
        return "–";
    }
    const auto mean = number(summary.mean * factor, decimals);
    return summary.count < 2 ? mean : mean + " ± " + number(summary.deviation * factor, decimals);
}

std::string measured(double milliseconds)
{
    return milliseconds > 0 ? number(milliseconds, 1) : "–";
}

/// A cell: what would end it, or the line, is taken out.
std::string cell(std::string_view text)
{
    std::string plain;
    for (const char letter : text) {
        plain += letter == '\n' || letter == '\r' ? ' ' : letter;
        if (letter == '|') {
            plain.insert(plain.size() - 1, "\\");
        }
    }
    return plain;
}

std::string commaSeparated(std::initializer_list<std::string> fields)
{
    std::string line;
    for (const auto& field : fields) {
        line += csvField(field) + ",";
    }
    line.back() = '\n';
    return line;
}

/// The mean and the deviation, as two fields' texts.
std::pair<std::string, std::string> meanAndDeviation(const SampleSummary& summary, int decimals)
{
    return {summary.count > 0 ? number(summary.mean, decimals) : "",
            summary.count > 1 ? number(summary.deviation, decimals) : ""};
}

std::string csvLine(const ComparisonRow& row, const std::string& beside, const Judgement& judgement)
{
    const auto [accuracy, spread] = meanAndDeviation(row.accuracy, 6);
    const auto [best, bestSpread] = meanAndDeviation(row.bestAccuracy, 6);
    const auto [seconds, secondsSpread] = meanAndDeviation(row.seconds, 2);
    const auto time = [](double milliseconds) {
        return milliseconds > 0 ? number(milliseconds, 3) : std::string();
    };
    const auto& test = judgement.test;
    return commaSeparated(
        {row.name, std::to_string(row.accuracy.count), std::to_string(row.failed), accuracy, spread,
         best, bestSpread, std::to_string(row.parameters), std::to_string(row.flops), seconds,
         secondsSpread, time(row.inference.oneMs), time(row.inference.manyMs), beside,
         test ? number(test->difference, 6) : "", test ? number(test->low, 6) : "",
         test ? number(test->high, 6) : "", test ? number(judgement.correctedP, 6) : "",
         verdictText(judgement.verdict)});
}

std::string verdictOn(const ComparisonRow& row, const Judgement& judgement)
{
    auto text = "- " + cell(row.name) + ": " + verdictText(judgement.verdict) + " (";
    if (const auto& test = judgement.test) {
        text += number(test->difference * 100, 2) + " points, 95 % interval " +
                number(test->low * 100, 2) + " to " + number(test->high * 100, 2) +
                ", p = " + number(judgement.correctedP, 3) + ", ";
    }
    return text + std::to_string(judgement.pairs) +
           (judgement.pairs == 1 ? " pair)\n" : " pairs)\n");
}

std::string nameCell(const ComparisonRow& row)
{
    return cell(row.name) +
           (row.failed > 0 ? " (" + std::to_string(row.failed) + " failed)" : std::string());
}

} // namespace

std::string toMarkdown(const ComparisonTable& table)
{
    std::string text = "# " + cell(table.title) + "\n\nImages: " + cell(table.source) + ". " +
                       std::to_string(table.finished) + " of " + std::to_string(table.planned) +
                       " runs, " + std::to_string(table.seeds) + " seeds.\n\n";
    text += "| configuration | accuracy, % | parameters | multiply-adds, M | training, s | one "
            "picture, ms | 32 pictures, ms |\n|---|---|---|---|---|---|---|\n";
    for (const auto& row : table.rows) {
        text += "| " + nameCell(row) + " | " + spread(row.accuracy, 100, 2) + " | " +
                std::to_string(row.parameters) + " | " +
                number(static_cast<double>(row.flops) / 2e6, 1) + " | " +
                spread(row.seconds, 1, 1) + " | " + measured(row.inference.oneMs) + " | " +
                measured(row.inference.manyMs) + " |\n";
    }
    text += "\nBeside " + cell(table.rows.front().name) + ":\n\n";
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
        text += verdictOn(table.rows[i], table.rows[i].judgement);
    }
    for (const auto& [baseline, row, judgement] : table.matched) {
        text += "\nBeside " + cell(table.rows.at(baseline).name) + ":\n\n" +
                verdictOn(table.rows.at(row), judgement);
    }
    return text +
           "\nAccuracy is the validation's top-1 after the last epoch, mean ± standard deviation "
           "over the seeds. A verdict comes from a two-sided paired t-test over the seeds at 5 %, "
           "with Holm's correction of p where there are several; the intervals are of each test by "
           "itself. Times of a picture are medians of "
           "rounds in which the networks took turns.\n";
}

std::string toCsv(const ComparisonTable& table)
{
    std::string text =
        "configuration,seeds,failed,accuracy_mean,accuracy_sd,best_accuracy_mean,best_accuracy_sd,"
        "parameters,flops,training_seconds_mean,training_seconds_sd,inference_1_ms,inference_32_ms,"
        "beside,difference,difference_low,difference_high,p,verdict\n";
    for (const auto& row : table.rows) {
        const bool baseline = row.judgement.verdict == Verdict::Baseline;
        text += csvLine(row, baseline ? std::string() : table.rows.front().name, row.judgement);
    }
    for (const auto& [baseline, row, judgement] : table.matched) {
        text += csvLine(table.rows.at(row), table.rows.at(baseline).name, judgement);
    }
    return text;
}

std::string runsCsv(const Comparison& comparison)
{
    std::string text =
        "configuration,seed,state,accuracy,best_accuracy,training_seconds,run,problem\n";
    for (const auto& run : comparison.runs()) {
        const bool done = run.state == ComparedState::Finished;
        text += commaSeparated(
            {comparison.plan().configs.at(run.config).name, std::to_string(run.seed),
             comparedStateNames.at(static_cast<std::size_t>(run.state)),
             done ? number(run.accuracy, 6) : "", done ? number(run.bestAccuracy, 6) : "",
             done ? number(run.seconds, 2) : "", run.directory.string(), run.problem});
    }
    return text;
}

} // namespace weft
