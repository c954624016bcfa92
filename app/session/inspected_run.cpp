#include "app/session/inspected_run.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace {

void openDataOf(InspectedRun& run, std::shared_ptr<const DataSource> known,
                const std::stop_token& stop, const ProgressCallback& report)
{
    const auto& record = run.record;
    if (known && known->fingerprint == record.dataFingerprint) {
        run.data = std::move(known);
        return;
    }
    auto opened = openDataSource(
        record.config.data.source,
        {.valFraction = record.config.data.valFraction, .seed = record.config.train.seed}, stop,
        report);
    if (!opened.ok()) {
        run.dataError = opened.error();
    } else if (opened->fingerprint != record.dataFingerprint) {
        run.dataError = Error{ErrorCode::NotFound, record.config.data.source,
                              "its images have changed since the run was trained"};
    } else {
        run.data = std::make_shared<const DataSource>(std::move(opened).value());
    }
}

} // namespace

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
    openDataOf(run, std::move(known), stop, report);
    if (run.data && !run.predictions.empty() &&
        run.predictions.size() != run.data->validation->size()) {
        run.dataError = Error{ErrorCode::Corrupt, path.string(),
                              "its predictions do not belong to its validation images"};
        run.data.reset();
    }
    return run;
}

} // namespace weft
