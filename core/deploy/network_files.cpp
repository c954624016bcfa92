#include "core/deploy/export_metadata_p.h"
#include "core/deploy/network_files_p.h"
#include "core/deploy/script_module_p.h"
#include "core/store/module_state_p.h"
#include "core/store/safetensors_head.h"
#include "core/store/stored_tensors_p.h"

#include <sstream>
#include <unordered_map>

namespace weft {

Result<std::string> makeSafetensors(const TrainedNetwork& network)
{
    // Row by row: convolutions' weights lie channels-last in memory.
    auto state = moduleState(*network.model);
    std::map<std::string, StoredTensor> tensors;
    for (auto& [name, tensor] : state) {
        tensor = tensor.detach().contiguous();
        auto stored = storedView(tensor);
        if (!stored) {
            return Error{stored.error().code, name, stored.error().reason};
        }
        tensors.emplace(name, std::move(*stored));
    }
    auto file = safetensorsHead(tensors, exportMetadata(network));
    for (const auto& [name, tensor] : tensors) {
        file += tensor.bytes;
    }
    return file;
}

std::string makeTorchScript(const TrainedNetwork& network)
{
    const auto& model = network.run.record().config.model;
    const auto module = makeScriptModule(model, moduleState(*network.model));
    const auto metadata = exportMetadata(network);
    std::ostringstream archive; // In memory, so that a full disk is met where it can be told.
    module.save(archive, {metadata.begin(), metadata.end()});
    return std::move(archive).str();
}

} // namespace weft
