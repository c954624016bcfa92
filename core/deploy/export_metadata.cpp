#include "core/deploy/export_metadata_p.h"
#include "core/store/module_state_p.h"
#include "core/store/network_metadata_p.h"
#include "core/store/weights_fingerprint_p.h"

namespace weft {

std::map<std::string, std::string> exportMetadata(const TrainedNetwork& network)
{
    const auto& record = network.run.record();
    auto entries = describedBy(record);
    entries["format"] = "pt"; // Other readers of safetensors take it for the layout of the tensors.
    entries[metadata_keys::run] = record.id;
    entries[metadata_keys::epoch] = std::to_string(network.epoch);
    entries[metadata_keys::fingerprint] = weightsFingerprint(moduleState(*network.model));
    return entries;
}

} // namespace weft
