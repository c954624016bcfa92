#include "app/session/run_data.h"

#include <utility>

namespace weft {

Result<std::shared_ptr<const DataSource>> openRunData(const RunRecord& record,
                                                      std::shared_ptr<const DataSource> known,
                                                      const std::stop_token& stop,
                                                      const ProgressCallback& report)
{
    if (known && known->fingerprint == record.dataFingerprint) {
        return known;
    }
    const auto& config = record.config;
    auto opened = openDataSource(
        config.data.source, {.valFraction = config.data.valFraction, .seed = config.train.seed},
        stop, report);
    if (!opened) {
        return opened.error();
    }
    if (opened->fingerprint != record.dataFingerprint) {
        return Error{ErrorCode::NotFound, config.data.source,
                     "its images have changed since the run was trained"};
    }
    return std::make_shared<const DataSource>(std::move(opened).value());
}

} // namespace weft
