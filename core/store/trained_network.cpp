#include "core/model/int8_layer_p.h"
#include "core/store/checkpoint_p.h"
#include "core/store/module_state_p.h"
#include "core/store/trained_network_p.h"

namespace weft {

Result<TrainedNetwork> loadTrainedNetwork(const std::filesystem::path& run,
                                          const NetworkChoice& choice)
{
    auto directory = RunDirectory::open(run);
    if (!directory) {
        return directory.error();
    }
    auto saved = loadCheckpoint(run, choice.checkpoint);
    if (!saved) {
        return saved.error();
    }
    const auto& record = directory->record();
    TrainedNetwork network{
        *directory, Classifier(record.config.model, static_cast<int>(record.classNames.size())),
        saved->state.epoch};
    if (auto loaded = loadModuleState(*network.model, saved->model); !loaded) {
        auto error = loaded.error();
        error.subject = run.string() + ": " + error.subject;
        return error;
    }
    network.model->eval();
    if (choice.int8) {
        useInt8(*network.model);
    }
    return network;
}

} // namespace weft
