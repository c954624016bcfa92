#include "core/train/images_to_measure.h"

#include "core/data/data_source.h"
#include "core/data/joined_dataset.h"

#include <algorithm>
#include <memory>

namespace weft {

namespace {

Result<void> checkClasses(const DataSource& data, const RunRecord& record)
{
    const auto absent = [](const std::vector<std::string>& names,
                           const std::vector<std::string>& among) -> const std::string* {
        const auto found = std::ranges::find_if(names, [&](const std::string& name) {
            return std::ranges::find(among, name) == among.end();
        });
        return found == names.end() ? nullptr : &*found;
    };
    if (const auto* name = absent(data.classNames, record.classNames)) {
        return Error{ErrorCode::InvalidArgument, data.location,
                     "the run does not know the class \"" + *name + "\""};
    }
    if (const auto* name = absent(record.classNames, data.classNames)) {
        return Error{ErrorCode::InvalidArgument, data.location,
                     "the run's class \"" + *name + "\" is missing"};
    }
    return {};
}

} // namespace

Result<DatasetPtr> imagesToMeasure(const RunRecord& record,
                                   const std::optional<std::string>& source, std::stop_token stop)
{
    const auto& config = record.config;
    const auto data =
        openDataSource(source.value_or(config.data.source),
                       {.valFraction = config.data.valFraction, .seed = config.train.seed}, stop);
    if (!data) {
        return data.error();
    }
    if (auto checked = checkClasses(*data, record); !checked) {
        return checked.error();
    }
    if (!source && data->fingerprint != record.dataFingerprint) {
        // Another split would put images among these that the run was trained on.
        return Error{ErrorCode::InvalidArgument, config.data.source,
                     "the images have changed since the run was trained; name them (--data) to "
                     "measure on them as they are"};
    }
    std::vector<DatasetPtr> parts{data->validation};
    if (source && data->split == SplitKind::Fraction) {
        parts.insert(parts.begin(), data->train); // Another source's split means nothing here.
    }
    std::erase_if(parts, [](const DatasetPtr& part) { return !part || part->size() == 0; });
    if (parts.empty()) {
        return Error{ErrorCode::Unsupported, data->location, "there are no images to measure on"};
    }
    return DatasetPtr(std::make_shared<JoinedDataset>(std::move(parts), record.classNames));
}

} // namespace weft
