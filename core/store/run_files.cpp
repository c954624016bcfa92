#include "core/store/run_files.h"

#include "core/base/atomic_file.h"
#include "core/config/config_json.h"
#include "core/model/trunk_topology.h"
#include "core/store/json_document_p.h"
#include "core/store/preprocessing_json_p.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace weft {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// The order is RunState's. Interrupted is written where a rank was lost; else it is found when a run is read.
constexpr std::array<const char*, 7> stateNames{"preparing", "running", "paused",     "stopped",
                                                "finished",  "failed",  "interrupted"};

Error corrupt(const fs::path& file, std::string reason)
{
    return {ErrorCode::Corrupt, file.string(), std::move(reason)};
}

std::string numbered(int number, const char* extension)
{
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "%04d.%s", number, extension);
    return name.data();
}

json toJsonValue(const ComputeEnvironment& environment)
{
    return {{"threads", environment.threads},
            {"cores", environment.cores},
            {"allocator", environment.allocator},
            {"device", environment.device},
            {"processor", environment.processor},
            {"libtorch", environment.libtorchVersion},
            {"onednn", environment.onednnVersion},
            {"opencv", environment.opencvVersion},
            {"blas", environment.blas},
            {"memory_bytes", environment.memoryBytes}};
}

ComputeEnvironment environmentFrom(const json& value)
{
    ComputeEnvironment environment;
    environment.threads = value.at("threads").get<int>();
    environment.cores = value.at("cores").get<int>();
    environment.allocator = value.at("allocator").get<std::string>();
    environment.device = value.at("device").get<std::string>();
    environment.processor = value.at("processor").get<std::string>();
    environment.libtorchVersion = value.at("libtorch").get<std::string>();
    environment.onednnVersion = value.at("onednn").get<std::string>();
    environment.opencvVersion = value.at("opencv").get<std::string>();
    environment.blas = value.at("blas").get<std::string>();
    environment.memoryBytes = value.at("memory_bytes").get<std::size_t>();
    return environment;
}

ParentRecord parentFrom(const json& value)
{
    ParentRecord parent;
    parent.id = value.at("id").get<std::string>();
    parent.epoch = value.at("epoch").get<int>();
    parent.fingerprint = value.at("fingerprint").get<std::string>();
    parent.accuracy = value.at("accuracy").get<double>();
    parent.prunedAccuracy = value.at("pruned_accuracy").get<double>();
    parent.parameters = value.at("parameters").get<std::int64_t>();
    parent.flops = value.at("flops").get<std::int64_t>();
    parent.time = {value.value("ms", 0.0), value.value("ms_of_32", 0.0)};
    parent.prunedTime = {value.value("pruned_ms", 0.0), value.value("pruned_ms_of_32", 0.0)};
    return parent;
}

json toJsonValue(const ParentRecord& parent)
{
    return {{"id", parent.id},
            {"epoch", parent.epoch},
            {"fingerprint", parent.fingerprint},
            {"accuracy", parent.accuracy},
            {"pruned_accuracy", parent.prunedAccuracy},
            {"parameters", parent.parameters},
            {"flops", parent.flops},
            {"ms", parent.time.oneMs},
            {"ms_of_32", parent.time.manyMs},
            {"pruned_ms", parent.prunedTime.oneMs},
            {"pruned_ms_of_32", parent.prunedTime.manyMs}};
}

Result<RunRecord> recordFrom(const json& value, const fs::path& file)
{
    RunRecord record;
    record.id = value.at("id").get<std::string>();
    record.created = value.at("created").get<std::string>();
    auto config = configFromJson(value.at("config").dump());
    if (!config) {
        return corrupt(file, "its configuration: " + toString(config.error()));
    }
    record.config = std::move(*config);
    if (const auto fit = checkWidths(record.config.model); !fit) {
        return corrupt(file, "its configuration: " + toString(fit.error()));
    }
    const auto& data = value.at("data");
    record.dataTitle = data.at("title").get<std::string>();
    record.dataFingerprint = data.at("fingerprint").get<std::string>();
    record.trainImages = data.at("train_images").get<std::size_t>();
    record.validationImages = data.at("validation_images").get<std::size_t>();
    record.classNames = data.at("classes").get<std::vector<std::string>>();
    if (record.classNames.empty()) {
        return corrupt(file, "it names no classes");
    }
    auto preprocessing = preprocessingFrom(value.at("preprocessing"), file);
    if (!preprocessing) {
        return preprocessing.error();
    }
    record.preprocessing = *preprocessing;
    record.parameters = value.at("parameters").get<std::int64_t>();
    record.ownFeatures = value.value("own_features", false);
    if (value.contains("weights")) {
        record.weightsFingerprint = value.at("weights").at("fingerprint").get<std::string>();
    }
    if (value.contains("teacher")) {
        const auto& teacher = value.at("teacher");
        record.teacher = {teacher.at("fingerprint").get<std::string>(),
                          teacher.at("accuracy").get<double>()};
    }
    if (value.contains("parent")) {
        record.parent = parentFrom(value.at("parent"));
    }
    record.environment = environmentFrom(value.at("environment"));
    return record;
}

Result<RunStatus> statusFrom(const json& value, const fs::path& file)
{
    RunStatus status;
    const auto name = value.at("state").get<std::string>();
    const auto* found = std::find(stateNames.begin(), stateNames.end(), name);
    if (found == stateNames.end()) {
        return corrupt(file, "the state \"" + name + "\" is not known");
    }
    status.state = static_cast<RunState>(found - stateNames.begin());
    status.epochsDone = value.at("epochs_done").get<int>();
    status.bestEpoch = value.at("best_epoch").get<int>();
    status.bestAccuracy = value.at("best_accuracy").get<double>();
    status.seconds = value.at("seconds").get<double>();
    status.peakMemoryBytes = value.at("peak_memory_bytes").get<std::size_t>();
    status.problem = value.at("problem").get<std::string>();
    status.diverged = value.value("diverged", false);
    return status;
}

/// Reads a JSON file of the run directory and builds a value from it.
template <typename Value, typename Build>
Result<Value> read(const fs::path& file, Build build)
{
    const auto text = readFile(file);
    if (!text) {
        return text.error();
    }
    return readDocument<Value>(
        file, *text, [&](const json& value) -> Result<Value> { return build(value, file); });
}

} // namespace

namespace run_files {

fs::path record(const fs::path& run)
{
    return run / "run.json";
}

fs::path status(const fs::path& run)
{
    return run / "status.json";
}

fs::path label(const fs::path& run)
{
    return run / "label.json";
}

fs::path lock(const fs::path& run)
{
    return run / "lock";
}

fs::path checkpoints(const fs::path& run)
{
    return run / "checkpoints";
}

fs::path epoch(const fs::path& run, int epoch)
{
    return run / "epochs" / numbered(epoch, "safetensors");
}

fs::path watched(const fs::path& run, int epoch)
{
    return run / "watched" / numbered(epoch, "json");
}

} // namespace run_files

const char* runStateName(RunState state)
{
    return stateNames[static_cast<std::size_t>(state)];
}

std::string recordToJson(const RunRecord& record)
{
    json document{{"id", record.id},
                  {"created", record.created},
                  {"config", json::parse(toJson(record.config))},
                  {"data",
                   {{"title", record.dataTitle},
                    {"fingerprint", record.dataFingerprint},
                    {"train_images", record.trainImages},
                    {"validation_images", record.validationImages},
                    {"classes", record.classNames}}},
                  {"preprocessing", toJsonValue(record.preprocessing)},
                  {"parameters", record.parameters},
                  {"environment", toJsonValue(record.environment)}};
    if (record.ownFeatures) {
        document["own_features"] = true;
    }
    if (!record.weightsFingerprint.empty()) {
        document["weights"] = {{"fingerprint", record.weightsFingerprint}};
    }
    if (record.teacher) {
        document["teacher"] = {{"fingerprint", record.teacher->fingerprint},
                               {"accuracy", record.teacher->accuracy}};
    }
    if (record.parent) {
        document["parent"] = toJsonValue(*record.parent);
    }
    return dumpDocument(std::move(document));
}

std::string statusToJson(const RunStatus& status)
{
    json document{{"state", runStateName(status.state)},
                  {"epochs_done", status.epochsDone},
                  {"best_epoch", status.bestEpoch},
                  {"best_accuracy", status.bestAccuracy},
                  {"seconds", status.seconds},
                  {"peak_memory_bytes", status.peakMemoryBytes},
                  {"problem", status.problem}};
    if (status.diverged) {
        document["diverged"] = true;
    }
    return dumpDocument(std::move(document));
}

std::string labelToJson(const RunLabel& label)
{
    return dumpDocument({{"name", label.name}, {"notes", label.notes}});
}

Result<RunRecord> readRecord(const fs::path& run)
{
    return read<RunRecord>(run_files::record(run), recordFrom);
}

Result<RunStatus> readStatus(const fs::path& run)
{
    return read<RunStatus>(run_files::status(run), statusFrom);
}

Result<RunLabel> readLabel(const fs::path& run)
{
    return read<RunLabel>(run_files::label(run),
                          [](const json& value, const fs::path&) -> Result<RunLabel> {
                              return RunLabel{value.at("name").get<std::string>(),
                                              value.at("notes").get<std::string>()};
                          });
}

} // namespace weft
