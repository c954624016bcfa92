#include "app/session/inspected_run.h"

#include "app/session/run_data.h"

#include <algorithm>
#include <utility>

namespace weft {

Result<InspectedRun> readInspectedRun(const std::filesystem::path& path,
                                      std::shared_ptr<const DataSource> known,
                                      const std::stop_token& stop, const ProgressCallback& report)
{
    const auto directory = RunDirectory::open(path);
    if (!directory.ok()) {
        return directory.error();
    }
    auto history = directory->history();
    if (!history.ok()) {
        return history.error();
    }
    InspectedRun run;
    run.path = path;
    run.record = directory->record();
    run.label = directory->label();
    const auto best = std::max_element(
        history->epochs.begin(), history->epochs.end(),
        [](const EpochEvent& a, const EpochEvent& b) { return a.valTop1 < b.valTop1; });
    if (best != history->epochs.end()) {
        run.epoch = best->epoch;
        run.predictions = std::move(best->predictions);
    }
    run.watched = std::move(history->watched);
    auto data = openRunData(run.record, std::move(known), stop, report);
    if (data) {
        run.data = std::move(data).value();
    } else {
        run.dataError = data.error();
    }
    if (run.data && !run.predictions.empty() &&
        run.predictions.size() != run.data->validation->size()) {
        run.dataError = Error{ErrorCode::Corrupt, path.string(),
                              "its predictions do not belong to its validation images"};
        run.data.reset();
    }
    return run;
}

} // namespace weft
