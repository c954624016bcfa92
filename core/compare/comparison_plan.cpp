#include "core/compare/comparison_plan.h"

#include "core/config/config_json.h"
#include "core/config/config_keys.h"
#include "core/config/presets.h"
#include "core/config/validation.h"
#include "core/data/data_source.h"
#include "core/model/network_description.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr const char* hiddenKey = "model.gap_hidden";
constexpr std::uint64_t mostSeeds = 100;

Error wrong(const std::string& member, const std::string& reason)
{
    return {ErrorCode::InvalidArgument, member, reason};
}

/// Fails for a member that no plan has: a misspelt one would be silently without effect.
Result<void> checkMembers(const OrderedJson& object, const std::string& what,
                          std::initializer_list<const char*> known)
{
    if (!object.is_object()) {
        return wrong(what, "is not a JSON object");
    }
    for (const auto& [name, value] : object.items()) {
        if (std::ranges::find(known, name) == known.end()) {
            return wrong(name, "is not a member of " + what);
        }
    }
    return {};
}

Result<std::string> textOf(const OrderedJson& object, const char* member)
{
    const auto found = object.find(member);
    if (found == object.end()) {
        return std::string();
    }
    if (!found->is_string()) {
        return wrong(member, "is not a text");
    }
    return found->get<std::string>();
}

/// Applies an object's preset and its settings, one upon the other.
Result<RunConfig> configured(const OrderedJson& object, RunConfig config, bool mirroring)
{
    const auto preset = textOf(object, "preset");
    if (!preset) {
        return preset.error();
    }
    if (!preset->empty()) {
        auto base = presetConfig(*preset);
        if (!base) {
            return base;
        }
        base->data.source = config.data.source;
        base->data.flip = base->data.flip && mirroring;
        config = std::move(*base);
    }
    if (object.contains("config")) {
        auto whole = configFromJson(object["config"].dump(), config);
        if (!whole) {
            return whole;
        }
        config = std::move(*whole);
    }
    const auto settings = object.value("set", OrderedJson::object());
    if (!settings.is_object()) {
        return wrong("set", "is not a JSON object");
    }
    for (const auto& [key, value] : settings.items()) {
        const auto text = value.is_string() ? value.get<std::string>() : value.dump();
        if (auto set = setConfigValue(config, key, text); !set) {
            return set.error();
        }
    }
    return config;
}

Result<std::vector<std::uint64_t>> seedsOf(const OrderedJson& document)
{
    const auto value = document.value("seeds", OrderedJson(3U));
    std::vector<std::uint64_t> seeds;
    if (value.is_number_unsigned() && value.get<std::uint64_t>() <= mostSeeds) {
        seeds.resize(value.get<std::size_t>());
        std::iota(seeds.begin(), seeds.end(), std::uint64_t{0});
        return seeds;
    }
    const bool list = value.is_array() && std::ranges::all_of(value, [](const OrderedJson& seed) {
                          return seed.is_number_unsigned();
                      });
    if (!list) {
        return wrong("seeds", "must be a number up to 100 or a list of whole numbers");
    }
    for (const auto& seed : value) {
        seeds.push_back(seed.get<std::uint64_t>());
    }
    return seeds;
}

Result<ComparedConfig> comparedConfig(const OrderedJson& object, const RunConfig& base,
                                      bool mirroring)
{
    if (auto checked =
            checkMembers(object, "a configuration", {"name", "preset", "config", "set", "matches"});
        !checked) {
        return checked.error();
    }
    ComparedConfig compared;
    const auto name = textOf(object, "name");
    const auto matches = textOf(object, "matches");
    if (!name || !matches) {
        return (name ? matches : name).error();
    }
    auto config = configured(object, base, mirroring);
    if (!config) {
        return config.error();
    }
    return ComparedConfig{*name, std::move(*config), *matches};
}

Result<ComparisonPlan> planOf(const OrderedJson& document, bool mirroring)
{
    if (auto checked = checkMembers(document, "a comparison",
                                    {"schema", "title", "data", "preset", "set", "seeds",
                                     "ready_made", "configurations", "runs", "inference"});
        !checked) {
        return checked.error();
    }
    auto seeds = seedsOf(document);
    const auto title = textOf(document, "title");
    const auto source = textOf(document, "data");
    const auto readyMade = textOf(document, "ready_made");
    for (const auto* text : {&title, &source, &readyMade}) {
        if (!*text) {
            return text->error();
        }
    }
    if (!seeds) {
        return seeds.error();
    }
    RunConfig base;
    base.data.flip = mirroring;
    base.data.source = *source;
    auto common = configured(document, base, mirroring);
    if (!common) {
        return common.error();
    }
    if (!readyMade->empty()) {
        if (*readyMade != "cnn-vs-bilstm") {
            return wrong("ready_made", "there is only cnn-vs-bilstm, no \"" + *readyMade + "\"");
        }
        if (common->model.head == Head::Gap) {
            return wrong("ready_made", "cnn-vs-bilstm needs a model.head other than gap, which has "
                                       "no BiLSTM");
        }
        auto plan = cnnAgainstBiLstm(*common, std::move(*seeds));
        plan.title = title->empty() ? plan.title : *title;
        return plan;
    }
    ComparisonPlan plan{*title, {}, std::move(*seeds)};
    const auto list = document.value("configurations", OrderedJson::array());
    if (!list.is_array()) {
        return wrong("configurations", "is not a list");
    }
    for (const auto& object : list) {
        auto compared = comparedConfig(object, *common, mirroring);
        if (!compared) {
            return compared.error();
        }
        plan.configs.push_back(std::move(*compared));
    }
    return plan;
}

Result<std::int64_t> parametersWith(RunConfig config, std::int64_t hidden, int classes)
{
    if (auto set = setConfigValue(config, hiddenKey, std::to_string(hidden)); !set) {
        return set.error();
    }
    const auto network = describeNetwork(config.model, config.data.size, classes);
    return network ? Result<std::int64_t>(network->parameters) : network.error();
}

/// The configuration that another one matches; null where it matches none.
Result<const ComparedConfig*> targetOf(const ComparisonPlan& plan, const ComparedConfig& compared)
{
    if (compared.matches.empty()) {
        return nullptr;
    }
    const auto target = std::ranges::find(plan.configs, compared.matches, &ComparedConfig::name);
    if (target == plan.configs.end() || &*target == &compared) {
        return wrong(compared.name, "matches \"" + compared.matches +
                                        "\", which is no other configuration's name");
    }
    return &*target;
}

Result<void> matchOne(ComparedConfig& compared, const ComparedConfig& target, int classes)
{
    if (compared.config.model.head != Head::Gap) {
        return wrong(compared.name, "matches another's parameters, for which its head must be gap");
    }
    const auto wanted = describeNetwork(target.config.model, target.config.data.size, classes);
    const auto one = parametersWith(compared.config, 1, classes);
    const auto two = parametersWith(compared.config, 2, classes);
    if (!wanted || !one || !two) {
        return !wanted ? wanted.error() : (one ? two : one).error();
    }
    const auto hidden = std::llround(1 + static_cast<double>(wanted->parameters - *one) /
                                             static_cast<double>(*two - *one));
    if (hidden < 1) {
        return wrong(compared.name, "has more parameters than " + target.name + " already");
    }
    return setConfigValue(compared.config, hiddenKey, std::to_string(hidden));
}

} // namespace

Result<ComparisonPlan> comparisonPlanFromJson(const std::string& text, const fs::path& folder,
                                              bool mirroring)
{
    const auto document = OrderedJson::parse(text, nullptr, false);
    if (document.is_discarded()) {
        return Error{ErrorCode::Corrupt, {}, "it is not JSON"};
    }
    auto plan = planOf(document, mirroring);
    if (plan) {
        makePathsAbsolute(*plan, folder);
    }
    return plan;
}

void makePathsAbsolute(ComparisonPlan& plan, const fs::path& folder)
{
    for (auto& compared : plan.configs) {
        auto& [data, model, train] = compared.config;
        for (auto* const path : {&data.source, &model.weights, &train.teacher}) {
            *path = absoluteSource(*path, folder);
        }
    }
}

std::string absoluteSource(const std::string& source, const fs::path& folder)
{
    if (source.empty() || source.starts_with("builtin:")) {
        return source;
    }
    std::error_code failure;
    const bool beside = fs::exists(folder / source, failure);
    return sourcePath(beside ? (folder / source).string() : source).string();
}

Result<void> checkPlan(const ComparisonPlan& plan)
{
    if (plan.configs.size() < 2) {
        return wrong("configurations", "a comparison needs two or more");
    }
    if (plan.seeds.empty()) {
        return wrong("seeds", "a comparison needs one or more");
    }
    if (std::set(plan.seeds.begin(), plan.seeds.end()).size() != plan.seeds.size()) {
        return wrong("seeds", "a seed stands there twice");
    }
    std::set<std::string> names;
    for (const auto& compared : plan.configs) {
        const auto& [name, config, matches] = compared;
        if (name.empty() || !names.insert(name).second) {
            return wrong("configurations", "each needs a name of its own");
        }
        if (config.data.source != plan.configs.front().config.data.source) {
            return wrong(name, "has other images than the first configuration");
        }
        if (config.data.valFraction != plan.configs.front().config.data.valFraction) {
            return wrong(name, "validates on another share of the images (data.val_fraction) than "
                               "the first configuration");
        }
        if (const auto target = targetOf(plan, compared); !target) {
            return target.error();
        }
        auto seeded = config;
        seeded.train.seed = std::ranges::max(plan.seeds);
        for (const auto& issue : validate(seeded)) {
            if (!issue.warning) {
                return wrong(name, issue.message);
            }
        }
    }
    return {};
}

ComparisonPlan cnnAgainstBiLstm(const RunConfig& hybrid, std::vector<std::uint64_t> seeds)
{
    const std::string both = "CNN + BiLSTM";
    auto plain = hybrid;
    plain.model.head = Head::Gap;
    plain.model.gapHidden = 0;
    return {"CNN against CNN + BiLSTM",
            {{"CNN", plain, {}}, {"CNN, same size", plain, both}, {both, hybrid, {}}},
            std::move(seeds)};
}

Result<void> matchParameters(ComparisonPlan& plan, int classes)
{
    for (auto& compared : plan.configs) {
        const auto target = targetOf(plan, compared);
        if (!target) {
            return target.error();
        }
        if (*target == nullptr) {
            continue;
        }
        if (auto matched = matchOne(compared, **target, classes); !matched) {
            return matched;
        }
    }
    return {};
}

std::string toJson(const ComparisonPlan& plan)
{
    OrderedJson document{{"title", plan.title}, {"seeds", plan.seeds}};
    auto& list = document["configurations"] = OrderedJson::array();
    for (const auto& [name, config, matches] : plan.configs) {
        list.push_back({{"name", name}, {"config", OrderedJson::parse(toJson(config))}});
        if (!matches.empty()) {
            list.back()["matches"] = matches;
        }
    }
    return document.dump(2, ' ', false, OrderedJson::error_handler_t::replace);
}

} // namespace weft
