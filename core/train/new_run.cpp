#include "core/base/process.h"
#include "core/config/absolute_paths.h"
#include "core/config/config_keys.h"
#include "core/config/validation.h"
#include "core/model/network_description.h"
#include "core/store/run_library.h"
#include "core/store/run_names.h"
#include "core/train/new_run_p.h"
#include "core/train/precision_p.h"
#include "core/train/run_data.h"

#include <utility>

namespace weft {

namespace {

Result<void> checkConfig(const RunConfig& config)
{
    for (const auto& issue : validate(config)) {
        if (!issue.warning) {
            return Error{ErrorCode::InvalidArgument, issue.key, issue.message};
        }
    }
    return {};
}

RunRecord makeRecord(const RunConfig& config, const DataSource& data,
                     const Preprocessing& preprocessing, std::int64_t parameters,
                     c10::Device device)
{
    RunRecord record;
    record.config = config;
    record.dataTitle = data.title;
    record.dataFingerprint = data.fingerprint;
    record.trainImages = data.train->size();
    record.validationImages = data.validation->size();
    record.classNames = data.classNames;
    record.preprocessing = preprocessing;
    record.parameters = parameters;
    record.environment = computeEnvironment();
    record.environment.device = device.is_cuda() ? "cuda" : "cpu";
    return record;
}

/// Opens the teacher and measures it, where there is one.
Result<void> addTeacher(NewRun& run, const DataSource& data, const std::stop_token& stop)
{
    const auto& config = run.input.config;
    if (config.train.teacher.empty()) {
        return {};
    }
    if (auto fits = TeacherAnswers::checkMemory(config, data.train->size(), data.classNames.size());
        !fits) {
        return fits;
    }
    auto teacher = openTeacher(run.record, run.device);
    if (!teacher) {
        return teacher.error();
    }
    const auto accuracy = (*teacher)->accuracy(data.validation, config.data.workers, stop);
    if (!accuracy) {
        return accuracy.error();
    }
    run.record.teacher = {(*teacher)->fingerprint(), *accuracy};
    run.teacher = {config.train.teacher, *accuracy,
                   (*teacher)->dataFingerprint() != data.fingerprint};
    run.input.teacher = std::move(*teacher);
    return {};
}

} // namespace

Result<std::shared_ptr<Teacher>> openTeacher(const RunRecord& record, c10::Device device)
{
    return Teacher::open(record.config.train.teacher, {record.classNames, record.preprocessing,
                                                       record.config.train.precision, device});
}

std::string imagesKeyOf(const DataSource& data, const RunRecord& record)
{
    return data.fingerprint + data.stamp + (record.ownFeatures ? " " + record.id : std::string());
}

RunConfig settledConfig(const TrainRequest& request)
{
    auto config = request.config;
    if (request.data) {
        config.data.source = request.data->location;
    }
    return withAbsolutePaths(std::move(config));
}

void shareMachine(TrainingInput& input, const RunRanks& ranks)
{
    input.ranks = ranks.group();
    auto& workers = input.config.data.workers;
    if (ranks.group() && workers == 0) {
        workers = ranks.coreShare();
    }
}

Result<c10::Device> deviceOf(const RunConfig& config, const RunRanks& ranks)
{
    const auto& group = ranks.group();
    auto device = chooseDevice(config.train.device, group ? group->placeOnMachine() : 0);
    if (device && group) {
        if (auto used = useDevice(*group, *device); !used) {
            return used.error();
        }
    }
    return device;
}

Result<NewRun> prepareNewRun(const TrainRequest& request, RunControl& control,
                             const RunRanks& ranks)
{
    const auto config = settledConfig(request);
    if (auto checked = checkConfig(config); !checked) {
        return checked.error();
    }
    if (!request.id.empty()) {
        if (auto checked = checkRunId(request.id); !checked) {
            return checked.error();
        }
    }
    const auto device = deviceOf(config, ranks);
    if (!device) {
        return device.error();
    }
    configureThreads(config.train.threads > 0 ? config.train.threads : ranks.coreShare());
    const auto data =
        request.data ? Result<DataSource>(*request.data) : openRunData(config, control.stopToken());
    if (!data) {
        return data.error();
    }
    if (auto checked = checkRunData(*data); !checked) {
        return checked.error();
    }
    const auto preprocessing = makePreprocessing(config.data, *data->train, control.stopToken());
    if (!preprocessing) {
        return preprocessing.error();
    }
    const auto classes = static_cast<int>(data->classNames.size());
    const auto network = describeNetwork(config.model, config.data.size, classes);
    if (!network) {
        return network.error();
    }
    NewRun run;
    FirstWeights weights;
    if (!config.model.weights.empty()) {
        auto read = readFirstWeights(config.model.weights, config.model, classes);
        if (!read) {
            return read.error();
        }
        weights = std::move(*read);
        run.weights = {weights.report};
    }
    run.device = *device;
    run.label.name =
        request.name.empty()
            ? proposeRunName(request.library,
                             runNameStem(configValue(config, "model.backbone"), data->title))
            : request.name;
    run.record = makeRecord(config, *data, *preprocessing, network->parameters, *device);
    run.record.weightsFingerprint = weights.fingerprint;
    run.record.id = request.id.empty() ? makeRunId(run.label.name) : request.id;
    run.record.ownFeatures = request.ownFeatures;
    run.input = {config,
                 data->train,
                 data->validation,
                 *preprocessing,
                 imagesKeyOf(*data, run.record),
                 std::move(weights.backbone),
                 std::move(weights.classifier),
                 {}};
    run.input.ownFeatures = request.ownFeatures;
    shareMachine(run.input, ranks);
    if (auto added = addTeacher(run, *data, control.stopToken()); !added) {
        return added.error();
    }
    return run;
}

} // namespace weft
