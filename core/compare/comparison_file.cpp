#include "core/compare/comparison_file.h"

#include "core/store/json_document_p.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace weft {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

Json runJson(const ComparedRun& run, const fs::path& folder)
{
    const bool beside = run.directory.parent_path() == folder.parent_path();
    return {{"configuration", run.config},
            {"seed", run.seed},
            {"state", comparedStateNames.at(static_cast<std::size_t>(run.state))},
            {"run", (beside ? run.directory.lexically_relative(folder) : run.directory).string()},
            {"accuracy", run.accuracy},
            {"best_accuracy", run.bestAccuracy},
            {"seconds", run.seconds},
            {"problem", run.problem}};
}

/// The plan's run of that number, as the file has it. nlohmann's exceptions pass.
ComparedRun runOf(const Json& json, const ComparisonPlan& plan, std::size_t number,
                  const fs::path& folder)
{
    ComparedRun run;
    run.config = json.at("configuration").get<std::size_t>();
    run.seed = json.at("seed").get<std::uint64_t>();
    const auto state = json.at("state").get<std::string>();
    const auto* const known = std::ranges::find(comparedStateNames, state);
    if (known == comparedStateNames.end() || run.config != number % plan.configs.size() ||
        run.seed != plan.seeds.at(number / plan.configs.size())) {
        throw Json::other_error::create(501, "a run is not one of the plan", &json);
    }
    run.state = static_cast<ComparedState>(known - comparedStateNames.begin());
    const fs::path directory = json.at("run").get<std::string>();
    if (!directory.empty()) {
        run.directory = (folder / directory).lexically_normal();
    }
    run.accuracy = json.at("accuracy").get<double>();
    run.bestAccuracy = json.at("best_accuracy").get<double>();
    run.seconds = json.at("seconds").get<double>();
    run.problem = json.at("problem").get<std::string>();
    return run;
}

} // namespace

std::string comparisonText(const ComparisonContent& content, const fs::path& folder)
{
    auto document = Json::parse(toJson(content.plan));
    auto& runs = document["runs"] = Json::array();
    for (const auto& run : content.runs) {
        runs.push_back(runJson(run, folder));
    }
    auto& inference = document["inference"] = Json::array();
    for (const auto& time : content.inference) {
        inference.push_back({{"batch1_ms", time.oneMs}, {"batch32_ms", time.manyMs}});
    }
    return dumpDocument(std::move(document));
}

Result<ComparisonContent> parseComparison(const std::string& text, const fs::path& file)
{
    auto plan = comparisonPlanFromJson(text, file.parent_path());
    if (!plan) {
        auto error = plan.error();
        return Error{ErrorCode::Corrupt, file.string(), toString(error)};
    }
    return readDocument<ComparisonContent>(file, text, [&](const Json& document) {
        ComparisonContent content{std::move(*plan), {}, {}};
        const auto& [configs, seeds] = std::tie(content.plan.configs, content.plan.seeds);
        const auto& runs = document.at("runs");
        if (configs.empty() || seeds.empty() || runs.size() % configs.size() != 0 ||
            runs.size() / configs.size() != seeds.size()) {
            throw Json::other_error::create(
                501, "it does not have a run for each configuration and seed", &document);
        }
        for (const auto& run : runs) {
            content.runs.push_back(
                runOf(run, content.plan, content.runs.size(), file.parent_path()));
        }
        for (const auto& time : document.at("inference")) {
            content.inference.push_back(
                {time.at("batch1_ms").get<double>(), time.at("batch32_ms").get<double>()});
        }
        return content;
    });
}

} // namespace weft
