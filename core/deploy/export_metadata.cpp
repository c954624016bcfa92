#include "core/config/config_json.h"
#include "core/config/portable_config.h"
#include "core/deploy/export_metadata_p.h"
#include "core/store/module_state_p.h"
#include "core/store/preprocessing_json_p.h"
#include "core/store/weights_fingerprint_p.h"

#include <nlohmann/json.hpp>

namespace weft {

using nlohmann::json;

std::map<std::string, std::string> exportMetadata(const TrainedNetwork& network)
{
    const auto& record = network.run.record();
    return {
        {"format", "pt"}, // Other readers of safetensors take it for the layout of the tensors.
        {"weft.run", record.id},
        {"weft.epoch", std::to_string(network.epoch)},
        {"weft.fingerprint", weightsFingerprint(moduleState(*network.model))},
        {"weft.classes",
         json(record.classNames).dump(-1, ' ', false, json::error_handler_t::replace)},
        {"weft.preprocessing", toJsonValue(record.preprocessing).dump()},
        {"weft.config", json::parse(toJson(withoutPaths(record.config))).dump()},
    };
}

} // namespace weft
