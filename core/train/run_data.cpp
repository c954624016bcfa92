#include "core/train/run_data.h"

#include <utility>

namespace weft {

Result<DataSource> openRunData(const RunConfig& config, std::stop_token stop)
{
    auto data = openDataSource(config.data.source,
                               {.valFraction = config.data.valFraction, .seed = config.train.seed},
                               std::move(stop));
    if (!data) {
        return data;
    }
    if (auto checked = checkRunData(*data); !checked) {
        return checked.error();
    }
    return data;
}

Result<void> checkRunData(const DataSource& data)
{
    if (data.train->size() == 0) {
        return Error{ErrorCode::Unsupported, data.location, "it has no images to train on"};
    }
    if (data.validation->size() == 0) {
        return Error{ErrorCode::Unsupported, data.location, "it has no images to validate with"};
    }
    return {};
}

} // namespace weft
