#include "core/config/config_json.h"

#include "core/config/config_keys.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace weft {

namespace {

using Json = nlohmann::ordered_json;

struct KeyParts
{
    std::string group;
    std::string field;
};

KeyParts partsOf(const std::string& key)
{
    const auto dot = key.find('.');
    return {key.substr(0, dot), key.substr(dot + 1)};
}

/// Numbers and booleans go over their text, whose shortest form reads back exactly.
Json valueOf(const RunConfig& config, const ConfigKey& key)
{
    const auto text = configValue(config, key.name);
    switch (key.kind) {
    case KeyKind::Integer:
    case KeyKind::Boolean:
        return Json::parse(text);
    case KeyKind::Integers:
        return Json::parse("[" + text + "]");
    case KeyKind::Real:
        // A form may hold what is not a number, which JSON cannot say.
        return Json::accept(text) ? Json(Json::parse(text).get<double>()) : Json();
    case KeyKind::Text:
    case KeyKind::Choice:
        break;
    }
    return text;
}

bool hasKind(const Json& value, KeyKind kind)
{
    switch (kind) {
    case KeyKind::Integer:
        return value.is_number_integer();
    case KeyKind::Real:
        return value.is_number();
    case KeyKind::Integers:
        return value.is_array() && std::ranges::all_of(value, [](const Json& number) {
                   return number.is_number_integer();
               });
    case KeyKind::Boolean:
        return value.is_boolean();
    case KeyKind::Text:
    case KeyKind::Choice:
        break;
    }
    return value.is_string();
}

Result<void> setMember(RunConfig& config, const std::string& name, const Json& value)
{
    const auto* const key = findConfigKey(name);
    if (key == nullptr) {
        return Error{ErrorCode::InvalidArgument, name, "is not a configuration key"};
    }
    if (!hasKind(value, key->kind)) {
        return Error{ErrorCode::InvalidArgument, name,
                     "has a value of the wrong type, " + std::string(value.type_name())};
    }
    const auto text = value.is_string() ? value.get<std::string>() : value.dump();
    return setConfigValue(config, name, value.is_array() ? text.substr(1, text.size() - 2) : text);
}

} // namespace

std::string toJson(const RunConfig& config)
{
    Json document{{"data", Json::object()}, {"model", Json::object()}, {"train", Json::object()}};
    for (const auto& key : configKeys()) {
        const auto [group, field] = partsOf(key.name);
        document[group][field] = valueOf(config, key);
    }
    // A source may be a path whose name is not UTF-8: it must not make a run unsavable.
    return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

Result<RunConfig> configFromJson(const std::string& text, const RunConfig& base)
{
    const auto document = Json::parse(text, nullptr, false);
    if (document.is_discarded() || !document.is_object()) {
        return Error{ErrorCode::Corrupt, {}, "the configuration is not a JSON object"};
    }
    RunConfig config = base;
    for (const auto& [group, members] : document.items()) {
        if (!members.is_object()) {
            return Error{ErrorCode::InvalidArgument, group, "is not a group of configuration keys"};
        }
        for (const auto& [field, value] : members.items()) {
            const auto name = group + "." + field;
            if (auto set = setMember(config, name, value); !set) {
                return set.error();
            }
        }
    }
    return config;
}

} // namespace weft
