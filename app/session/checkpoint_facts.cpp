#include "app/session/checkpoint_facts.h"

namespace weft {

Result<CheckpointFacts> readCheckpointFacts(const std::filesystem::path& run,
                                            CheckpointKind checkpoint)
{
    const auto directory = RunDirectory::open(run);
    if (!directory) {
        return directory.error();
    }
    CheckpointFacts facts{directory->record(), directory->label(), 0, {}};
    facts.epoch = checkpoint == CheckpointKind::Best ? directory->status().bestEpoch
                                                     : directory->status().epochsDone;
    facts.accuracy = recordedAccuracy(run, facts.epoch);
    return facts;
}

std::optional<double> recordedAccuracy(const std::filesystem::path& run, int epoch)
{
    const auto directory = RunDirectory::open(run);
    if (!directory.ok()) {
        return {};
    }
    if (directory->status().bestEpoch == epoch) {
        return directory->status().bestAccuracy;
    }
    const auto history = directory->history();
    if (!history.ok()) {
        return {};
    }
    for (const auto& event : history->epochs) {
        if (event.epoch == epoch) {
            return event.valTop1;
        }
    }
    return {};
}

} // namespace weft
