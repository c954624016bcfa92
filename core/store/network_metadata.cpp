#include "core/config/config_json.h"
#include "core/config/portable_config.h"
#include "core/model/trunk_topology.h"
#include "core/store/json_nesting.h"
#include "core/store/network_metadata_p.h"
#include "core/store/preprocessing_json_p.h"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace weft {

using nlohmann::json;

namespace {

const std::string& shallow(const std::string& text)
{
    constexpr int levels = 8;
    if (nestsDeeper(text, levels)) {
        throw std::invalid_argument("its JSON is nested too deeply");
    }
    return text;
}

} // namespace

std::map<std::string, std::string> describedBy(const RunRecord& record)
{
    return {
        {metadata_keys::classes,
         json(record.classNames).dump(-1, ' ', false, json::error_handler_t::replace)},
        {metadata_keys::preprocessing, toJsonValue(record.preprocessing).dump()},
        {metadata_keys::config, json::parse(toJson(withoutPaths(record.config))).dump()},
    };
}

Result<DescribedNetwork> describedNetwork(const std::map<std::string, std::string>& entries,
                                          const std::string& subject)
{
    DescribedNetwork network;
    network.classNames =
        json::parse(shallow(entries.at(metadata_keys::classes))).get<std::vector<std::string>>();
    if (network.classNames.empty()) {
        throw std::invalid_argument("there are no classes");
    }
    auto preprocessing =
        preprocessingFrom(json::parse(shallow(entries.at(metadata_keys::preprocessing))), subject);
    if (!preprocessing) {
        return preprocessing.error();
    }
    network.preprocessing = *preprocessing;
    auto config = configFromJson(shallow(entries.at(metadata_keys::config)));
    if (!config) {
        return Error{ErrorCode::Corrupt, subject, toString(config.error())};
    }
    if (const auto fit = checkWidths(config->model); !fit) {
        return Error{ErrorCode::Corrupt, subject, toString(fit.error())};
    }
    network.config = withoutPaths(std::move(*config));
    return network;
}

} // namespace weft
