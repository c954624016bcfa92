#include "core/config/config_keys.h"

#include "core/base/parse_number.h"

#include <algorithm>
#include <charconv>
#include <concepts>
#include <functional>
#include <sstream>
#include <system_error>

namespace weft {

namespace {

/// A key with the way to its field. write() gets text of the right kind and inside the limits.
struct Entry
{
    ConfigKey key;
    std::function<std::string(const RunConfig&)> read;
    std::function<void(RunConfig&, const std::string&)> write;
};

template <typename T>
std::string numberText(T value)
{
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
    return {buffer, end};
}

/// What stands between commas; nothing of an empty text.
std::vector<std::string> listOf(const std::string& text)
{
    std::vector<std::string> parts;
    for (std::size_t first = 0; first <= text.size() && !text.empty();) {
        const auto comma = std::min(text.find(',', first), text.size());
        parts.push_back(text.substr(first, comma - first));
        first = comma + 1;
    }
    return parts;
}

/// Field is a function from a RunConfig to a reference to the number.
template <typename Field>
Entry number(ConfigKey key, Field field)
{
    return {
        std::move(key),
        [field](const RunConfig& config) {
            return numberText(field(const_cast<RunConfig&>(config)));
        },
        [field](RunConfig& config, const std::string& text) { (void)parseNumber(text, field(config)); }};
}

template <typename Field>
Entry integer(std::string name, double minimum, double maximum, std::string unit, Field field)
{
    return number({.name = std::move(name),
                   .kind = KeyKind::Integer,
                   .minimum = minimum,
                   .maximum = maximum,
                   .unit = std::move(unit),
                   .choices = {}},
                  field);
}

template <typename Field>
Entry real(std::string name, double minimum, double maximum, Field field, std::string unit = {})
{
    return number({.name = std::move(name),
                   .kind = KeyKind::Real,
                   .minimum = minimum,
                   .maximum = maximum,
                   .unit = std::move(unit),
                   .choices = {}},
                  field);
}

/// 0 has a meaning of its own.
Entry zeroIsSpecial(Entry entry)
{
    entry.key.optional0 = true;
    return entry;
}

/// Beside 0, nothing below it.
Entry noneOrAtLeast(double least, Entry entry)
{
    entry.key.least = least;
    return entry;
}

template <typename Field>
Entry boolean(std::string name, Field field)
{
    return {
        {.name = std::move(name), .kind = KeyKind::Boolean, .unit = {}, .choices = {}},
        [field](const RunConfig& config) {
            return field(const_cast<RunConfig&>(config)) ? std::string("true")
                                                         : std::string("false");
        },
        [field](RunConfig& config, const std::string& text) { field(config) = text == "true"; }};
}

template <typename Field>
Entry text(std::string name, Field field)
{
    return {{.name = std::move(name), .kind = KeyKind::Text, .unit = {}, .choices = {}},
            [field](const RunConfig& config) { return field(const_cast<RunConfig&>(config)); },
            [field](RunConfig& config, const std::string& value) { field(config) = value; }};
}

template <typename Field>
Entry integers(std::string name, double minimum, double maximum, std::string unit, Field field)
{
    return {{.name = std::move(name),
             .kind = KeyKind::Integers,
             .minimum = minimum,
             .maximum = maximum,
             .unit = std::move(unit),
             .choices = {}},
            [field](const RunConfig& config) {
                std::string text;
                for (const int value : field(const_cast<RunConfig&>(config))) {
                    if (!text.empty()) {
                        text += ',';
                    }
                    text += numberText(value);
                }
                return text;
            },
            [field](RunConfig& config, const std::string& text) {
                auto& list = field(config);
                list.clear();
                for (const auto& part : listOf(text)) {
                    (void)parseNumber(part, list.emplace_back());
                }
            }};
}

/// The choices stand in the order of the enumeration.
template <typename Field>
Entry choice(std::string name, std::vector<std::string> choices, Field field)
{
    return {{.name = std::move(name), .kind = KeyKind::Choice, .unit = {}, .choices = choices},
            [field, choices](const RunConfig& config) {
                return choices.at(static_cast<std::size_t>(field(const_cast<RunConfig&>(config))));
            },
            [field, choices](RunConfig& config, const std::string& text) {
                auto& target = field(config);
                target = static_cast<std::remove_reference_t<decltype(target)>>(
                    std::ranges::find(choices, text) - choices.begin());
            }};
}

// A lambda that leads to one field.
#define FIELD(path)                                                                                \
    [](RunConfig & config) -> auto&                                                                \
    {                                                                                              \
        return config.path;                                                                        \
    }

std::vector<Entry> makeEntries()
{
    return {
        choice(
            "model.backbone",
            {"resnet18", "resnet18-cifar", "resnet20", "resnet34", "resnet50", "efficientnet-b0"},
            FIELD(model.backbone)),
        choice("model.head", {"last", "final", "attention", "mean", "gap"}, FIELD(model.head)),
        integer("model.grid", 1, 32, "cells", FIELD(model.grid)),
        choice("model.order", {"row", "column", "snake", "hilbert", "rows-columns"},
               FIELD(model.order)),
        integer("model.layers", 1, 8, "layers", FIELD(model.layers)),
        integer("model.hidden", 1, 2048, "units", FIELD(model.hidden)),
        zeroIsSpecial(
            integer("model.attention_hidden", 0, 1024, "units", FIELD(model.attentionHidden))),
        integer("model.attention_heads", 1, 8, "heads", FIELD(model.attentionHeads)),
        real("model.attention_temperature", 0.05, 20, FIELD(model.attentionTemperature)),
        zeroIsSpecial(integer("model.gap_hidden", 0, 65536, "units", FIELD(model.gapHidden))),
        choice("model.fusion", {"none", "concat", "sum"}, FIELD(model.fusion)),
        integer("model.fusion_stages", 2, 3, "stages", FIELD(model.fusionStages)),
        integer("model.fusion_channels", 16, 1024, "channels", FIELD(model.fusionChannels)),
        real("model.dropout", 0, 0.9, FIELD(model.dropout)),
        real("model.stochastic_depth", 0, 0.9, FIELD(model.stochasticDepth)),
        text("model.weights", FIELD(model.weights)),
        integers("model.widths", 1, 65536, "channels", FIELD(model.widths)),

        text("data.source", FIELD(data.source)),
        integer("data.size", 8, 1024, "px", FIELD(data.size)),
        real("data.val_fraction", 0.01, 0.9, FIELD(data.valFraction)),
        choice("data.transform", {"article", "small"}, FIELD(data.transform)),
        boolean("data.augment", FIELD(data.augment)),
        boolean("data.flip", FIELD(data.flip)),
        zeroIsSpecial(
            integer("data.randaugment_ops", 0, 8, "operations", FIELD(data.randAugmentOps))),
        integer("data.randaugment_magnitude", 0, 30, "", FIELD(data.randAugmentMagnitude)),
        real("data.erasing", 0, 1, FIELD(data.erasing)),
        zeroIsSpecial(integer("data.cached_views", 0, 64, "views", FIELD(data.cachedViews))),
        zeroIsSpecial(integer("data.workers", 0, 64, "threads", FIELD(data.workers))),

        integer("train.epochs", 1, 10000, "epochs", FIELD(train.epochs)),
        integer("train.batch", 1, 4096, "images", FIELD(train.batch)),
        choice("train.optimizer", {"sgd", "adamw"}, FIELD(train.optimizer)),
        real("train.lr", 1e-8, 10, FIELD(train.lr)),
        real("train.momentum", 0, 0.999, FIELD(train.momentum)),
        boolean("train.nesterov", FIELD(train.nesterov)),
        real("train.weight_decay", 0, 1, FIELD(train.weightDecay)),
        choice("train.lr_scaling", {"none", "linear", "sqrt"}, FIELD(train.lrScaling)),
        choice("train.schedule", {"cosine", "onecycle", "constant", "step", "restarts"},
               FIELD(train.schedule)),
        real("train.warmup_epochs", 0, 1000, FIELD(train.warmupEpochs), "epochs"),
        integer("train.cosine_t_max", 1, 10000, "epochs", FIELD(train.cosineTMax)),
        integer("train.restart_epochs", 1, 10000, "epochs", FIELD(train.restartEpochs)),
        integer("train.restart_growth", 1, 10, "", FIELD(train.restartGrowth)),
        real("train.cosine_eta_min", 0, 1, FIELD(train.cosineEtaMin)),
        integer("train.step_epochs", 1, 10000, "epochs", FIELD(train.stepEpochs)),
        real("train.step_factor", 0.001, 1, FIELD(train.stepFactor)),
        zeroIsSpecial(real("train.clip", 0, 1000, FIELD(train.clip))),
        integer("train.accumulate", 1, 64, "batches", FIELD(train.accumulate)),
        real("train.label_smoothing", 0, 0.5, FIELD(train.labelSmoothing)),
        noneOrAtLeast(0.001, real("train.mixup", 0, 10, FIELD(train.mixup))),
        noneOrAtLeast(0.001, real("train.cutmix", 0, 10, FIELD(train.cutmix))),
        choice("train.balance", {"none", "weights", "sampling"}, FIELD(train.balance)),
        text("train.teacher", FIELD(train.teacher)),
        real("train.distillation", 0, 1, FIELD(train.distillation)),
        real("train.temperature", 0.1, 100, FIELD(train.temperature)),
        real("train.ema_decay", 0, 0.99999, FIELD(train.emaDecay)),
        zeroIsSpecial(integer("train.patience", 0, 10000, "epochs", FIELD(train.patience))),
        choice("train.precision", {"fp32", "bf16", "fp16"}, FIELD(train.precision)),
        choice("train.device", {"auto", "cpu", "cuda"}, FIELD(train.device)),
        choice("train.freeze", {"none", "backbone"}, FIELD(train.freeze)),
        zeroIsSpecial(integer("train.unfreeze_epoch", 0, 10000, "", FIELD(train.unfreezeEpoch))),
        real("train.backbone_rate", 0, 10, FIELD(train.backboneRate)),
        boolean("train.sync_norms", FIELD(train.syncNorms)),
        boolean("train.freeze_norms", FIELD(train.freezeNorms)),
        integer("train.seed", 0, 2147483647, "", FIELD(train.seed)),
        integer("train.processes", 1, 1024, "", FIELD(train.processes)),
        zeroIsSpecial(integer("train.threads", 0, 256, "threads", FIELD(train.threads))),
        integer("train.watched", 0, 64, "images", FIELD(train.watched)),
        zeroIsSpecial(
            integer("train.checkpoint_minutes", 0, 1440, "min", FIELD(train.checkpointMinutes))),
    };
}

#undef FIELD

const std::vector<Entry>& entries()
{
    static const std::vector<Entry> table = makeEntries();
    return table;
}

const Entry* findEntry(const std::string& name)
{
    const auto& table = entries();
    const auto found =
        std::ranges::find_if(table, [&](const Entry& entry) { return entry.key.name == name; });
    return found == table.end() ? nullptr : &*found;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

Error refusal(const ConfigKey& key, const std::string& what, const std::string& value)
{
    return {ErrorCode::InvalidArgument, key.name, "must be " + what + ", not \"" + value + "\""};
}

std::string limits(const ConfigKey& key)
{
    std::ostringstream text;
    text.precision(12);
    if (key.least > 0) {
        text << "that is 0 or ";
    }
    text << "from " << std::max(key.minimum, key.least) << " to " << key.maximum;
    return text.str() + (key.unit.empty() ? "" : " " + key.unit);
}

/// Within the key's limits.
bool isInteger(const ConfigKey& key, const std::string& value)
{
    std::int64_t number = 0;
    return parseNumber(value, number) && static_cast<double>(number) >= key.minimum &&
           static_cast<double>(number) <= key.maximum;
}

Result<void> check(const ConfigKey& key, const std::string& value)
{
    switch (key.kind) {
    case KeyKind::Text:
        return {};
    case KeyKind::Boolean:
        if (value != "true" && value != "false") {
            return refusal(key, "true or false", value);
        }
        return {};
    case KeyKind::Choice:
        if (std::ranges::find(key.choices, value) == key.choices.end()) {
            return refusal(key, "one of " + joined(key.choices), value);
        }
        return {};
    case KeyKind::Integer:
        if (!isInteger(key, value)) {
            return refusal(key, "a whole number " + limits(key), value);
        }
        return {};
    case KeyKind::Integers:
        if (!std::ranges::all_of(listOf(value), std::bind_front(isInteger, key))) {
            return refusal(key, "whole numbers " + limits(key) + ", with commas between them",
                           value);
        }
        return {};
    case KeyKind::Real: {
        double number = 0;
        // Written so that "nan" is refused as well.
        if (!parseNumber(value, number) || !(number >= key.minimum && number <= key.maximum) ||
            (number != 0 && number < key.least)) {
            return refusal(key, "a number " + limits(key), value);
        }
        return {};
    }
    }
    return {};
}

} // namespace

const std::vector<ConfigKey>& configKeys()
{
    static const std::vector<ConfigKey> keys = [] {
        std::vector<ConfigKey> list;
        for (const auto& entry : entries()) {
            list.push_back(entry.key);
        }
        return list;
    }();
    return keys;
}

const ConfigKey* findConfigKey(const std::string& name)
{
    const auto* const entry = findEntry(name);
    return entry == nullptr ? nullptr : &entry->key;
}

std::string configValue(const RunConfig& config, const std::string& name)
{
    return findEntry(name)->read(config);
}

Result<void> setConfigValue(RunConfig& config, const std::string& name, const std::string& value)
{
    const auto* const entry = findEntry(name);
    if (entry == nullptr) {
        return Error{ErrorCode::InvalidArgument, name, "is not a configuration key"};
    }
    if (auto checked = check(entry->key, value); !checked) {
        return checked;
    }
    entry->write(config, value);
    return {};
}

} // namespace weft
