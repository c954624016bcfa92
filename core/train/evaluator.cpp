#include "core/train/evaluator.h"

#include "core/base/process.h"
#include "core/data/data_source.h"
#include "core/data/joined_dataset.h"
#include "core/store/trained_network_p.h"
#include "core/train/evaluator_p.h"
#include "core/train/precision_p.h"

#include <algorithm>
#include <exception>

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

/// The run's own validation images, or what of another source there is to measure on.
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

} // namespace

Result<Evaluation> evaluateRun(const std::filesystem::path& run,
                               const std::optional<std::string>& source, CheckpointKind checkpoint,
                               std::stop_token stop, const ProgressCallback& report)
{
    try {
        auto network = loadTrainedNetwork(run, checkpoint);
        if (!network) {
            return network.error();
        }
        const auto& record = network->run.record();
        const auto images = imagesToMeasure(record, source, stop);
        if (!images) {
            return images.error();
        }
        const auto device = chooseDevice(Device::Auto); // Not the run's: it may not be here.
        if (!device) {
            return device.error();
        }
        configureThreads(record.config.train.threads);
        network->model->to(*device);
        const PrecisionScope precision(record.config.train.precision, *device);
        EvaluationOptions options;
        options.batch = record.config.train.batch;
        options.device = *device;
        return evaluate(network->model, *images, record.preprocessing, options, stop, report);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, run.string(), "the memory does not suffice"};
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, run.string(), exception.what()};
    }
}

} // namespace weft
