#pragma once

// Torch's headers come before Qt's, whose "slots" they do not stand.
#include "tests/parity/prepared_support.h"

#include "core/store/run_writer.h"
#include "core/store/trained_network_p.h"

#include <filesystem>
#include <string>

namespace weft::test {

/// A run directory with a network that has been through no training but whose norms do something,
/// and the network as it is loaded from there.
inline Result<TrainedNetwork> writeRun(const std::filesystem::path& library, ModelConfig model,
                                       int size, std::vector<std::string> classNames)
{
    const auto network = makeNetwork(model);
    RunRecord record;
    record.config.model = network->config();
    record.config.data.size = size;
    record.config.data.transform = TransformKind::Small;
    record.preprocessing.kind = TransformKind::Small;
    record.preprocessing.size = size;
    record.classNames = std::move(classNames);
    auto writer = RunWriter::create(library, record, {"exported", {}});
    if (!writer) {
        return writer.error();
    }
    TrainingState state;
    state.epoch = 1;
    if (auto saved =
            saveCheckpoint(writer->path(), CheckpointKind::Best, moduleState(*network), {}, state);
        !saved) {
        return saved.error();
    }
    return loadTrainedNetwork(writer->path(), CheckpointKind::Best);
}

} // namespace weft::test
