#include "core/base/atomic_file.h"
#include "core/store/checkpoint_p.h"
#include "core/store/json_document_p.h"
#include "core/store/run_files.h"
#include "core/store/safetensors.h"
#include "core/store/stored_tensors_p.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <new>
#include <set>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::string kindName(CheckpointKind kind)
{
    return kind == CheckpointKind::Best ? "best" : "last";
}

fs::path commitFile(const fs::path& run, CheckpointKind kind)
{
    return run_files::checkpoints(run) / (kindName(kind) + ".json");
}

/// One tensors file as the commit names it.
struct TensorFile
{
    std::string name;
    FileDigest digest;
};

/// Writes tensors under a name that no file has, for the file of that step may be the one that the
/// commit names still.
Result<TensorFile> writeTensors(const fs::path& folder, const std::string& stem,
                                const TensorMap& tensors)
{
    TensorMap kept; // Owns what the views look into.
    std::map<std::string, StoredTensor> views;
    for (const auto& [name, tensor] : tensors) {
        const auto plain = kept[name] = tensor.detach().cpu().contiguous();
        const auto view = storedView(plain);
        if (!view) {
            return Error{view.error().code, name, view.error().reason};
        }
        views[name] = *view;
    }
    TensorFile file{stem + ".safetensors", {}};
    std::error_code ignored;
    for (int attempt = 2; fs::exists(folder / file.name, ignored); ++attempt) {
        file.name = stem;
        file.name.append("-").append(std::to_string(attempt)).append(".safetensors");
    }
    auto digest = writeSafetensors(folder / file.name, views);
    if (!digest) {
        return digest.error();
    }
    file.digest = *digest;
    return file;
}

json toJsonValue(const TensorFile& file)
{
    return {{"file", file.name}, {"bytes", file.digest.bytes}, {"crc32c", file.digest.crc32c}};
}

json toJsonValue(const TrainingState& state)
{
    return {{"step", state.step},
            {"epoch", state.epoch},
            {"step_in_epoch", state.stepInEpoch},
            {"epoch_loss_sum", state.epochLossSum},
            {"epoch_correct", state.epochCorrect},
            {"epoch_seen", state.epochSeen},
            {"epoch_losses", state.epochLosses},
            {"best_epoch", state.bestEpoch},
            {"best_accuracy", state.bestAccuracy},
            {"seconds", state.seconds},
            {"epoch_seconds", state.epochSeconds}};
}

TrainingState stateFrom(const json& value)
{
    TrainingState state;
    state.step = value.at("step").get<std::int64_t>();
    state.epoch = value.at("epoch").get<int>();
    state.stepInEpoch = value.at("step_in_epoch").get<std::int64_t>();
    state.epochLossSum = value.at("epoch_loss_sum").get<double>();
    state.epochCorrect = value.at("epoch_correct").get<std::int64_t>();
    state.epochSeen = value.at("epoch_seen").get<std::int64_t>();
    state.epochLosses = value.value("epoch_losses", state.epochSeen); // Older ones count all.
    state.bestEpoch = value.at("best_epoch").get<int>();
    state.bestAccuracy = value.at("best_accuracy").get<double>();
    state.seconds = value.at("seconds").get<double>();
    state.epochSeconds = value.at("epoch_seconds").get<double>();
    return state;
}

/// Removes the tensors files of this kind that the commit no longer names.
void removeOlder(const fs::path& folder, CheckpointKind kind, const std::set<std::string>& current)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(kindName(kind) + "-") && !current.contains(name)) {
            fs::remove(entry.path(), ignored);
        }
    }
}

Result<void> save(const fs::path& run, CheckpointKind kind, const TensorMap& model,
                  const TensorMap& optimizer, const TrainingState& state)
{
    const auto folder = run_files::checkpoints(run);
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        return Error{ErrorCode::WriteFailed, folder.string(), failure.message()};
    }
    std::array<char, 32> step{};
    std::snprintf(step.data(), step.size(), "-%08lld", static_cast<long long>(state.step));

    auto files = json::object();
    std::set<std::string> names;
    for (const auto& [part, tensors] : {std::pair("model", &model), {"optimizer", &optimizer}}) {
        if (tensors == &optimizer && optimizer.empty()) {
            continue;
        }
        auto file = writeTensors(folder, kindName(kind) + step.data() + "-" + part, *tensors);
        if (!file) {
            return file.error();
        }
        names.insert(file->name);
        files[part] = toJsonValue(*file);
    }
    const auto committed = writeFileAtomically(
        commitFile(run, kind), dumpDocument({{"state", toJsonValue(state)}, {"files", files}}));
    if (committed) {
        removeOlder(folder, kind, names);
    }
    return committed;
}

/// Reads one tensors file and holds it against what the commit says of it.
Result<TensorMap> loadTensors(const fs::path& folder, const json& entry)
{
    const auto name = entry.at("file").get<std::string>();
    const auto path = folder / name;
    if (fs::path(name).filename() != name) {
        return Error{ErrorCode::Corrupt, path.string(), "it is not beside its checkpoint"};
    }
    auto file = readSafetensors(path);
    if (!file) {
        const auto& error = file.error();
        return error.code == ErrorCode::NotFound
                   ? Error{ErrorCode::Corrupt, error.subject, "the checkpoint's file is missing"}
                   : error;
    }
    if (file->digest.bytes != entry.at("bytes").get<std::uint64_t>() ||
        file->digest.crc32c != entry.at("crc32c").get<std::uint32_t>()) {
        return Error{ErrorCode::Corrupt, path.string(), "its size or checksum is not the recorded"};
    }
    return copyTensors(*file);
}

Result<LoadedCheckpoint> loadParts(const fs::path& folder, const json& document)
{
    LoadedCheckpoint checkpoint;
    checkpoint.state = stateFrom(document.at("state"));
    const auto& files = document.at("files");
    auto model = loadTensors(folder, files.at("model"));
    if (!model) {
        return model.error();
    }
    checkpoint.model = std::move(*model);
    if (files.contains("optimizer")) {
        auto optimizer = loadTensors(folder, files.at("optimizer"));
        if (!optimizer) {
            return optimizer.error();
        }
        checkpoint.optimizer = std::move(*optimizer);
    }
    return checkpoint;
}

} // namespace

Result<void> saveCheckpoint(const fs::path& run, CheckpointKind kind, const TensorMap& model,
                            const TensorMap& optimizer, const TrainingState& state)
{
    if (!std::isfinite(state.epochLossSum) || !std::isfinite(state.bestAccuracy)) {
        return Error{ErrorCode::NotFinite, commitFile(run, kind).string(),
                     "the training state is not finite, so it is not worth keeping"};
    }
    try {
        return save(run, kind, model, optimizer, state);
    } catch (const std::exception& failure) {
        return Error{ErrorCode::Internal, commitFile(run, kind).string(), failure.what()};
    }
}

Result<LoadedCheckpoint> loadCheckpoint(const fs::path& run, CheckpointKind kind)
{
    const auto file = commitFile(run, kind);
    const auto text = readFile(file);
    if (!text) {
        return text.error();
    }
    try {
        return readDocument<LoadedCheckpoint>(file, *text, [&](const json& document) {
            return loadParts(run_files::checkpoints(run), document);
        });
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, file.string(),
                     "the checkpoint does not fit in memory"};
    } catch (const std::exception& failure) {
        return Error{ErrorCode::Internal, file.string(), failure.what()};
    }
}

} // namespace weft
