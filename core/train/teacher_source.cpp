#include "core/model/network_description.h"
#include "core/store/network_metadata_p.h"
#include "core/store/run_directory.h"
#include "core/store/run_files.h"
#include "core/store/safetensors.h"
#include "core/store/stored_tensors_p.h"
#include "core/store/weight_file.h"
#include "core/store/weights_fingerprint_p.h"
#include "core/train/teacher_source_p.h"

#include <exception>
#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

bool isTrained(RunState state)
{
    return state == RunState::Preparing || state == RunState::Running || state == RunState::Paused;
}

/// file: a checkpoint's; empty: the best.
Result<TeacherSource> ofRun(const fs::path& directory, const fs::path& from, const fs::path& file)
{
    const auto run = RunDirectory::open(directory);
    if (!run) {
        return run.error();
    }
    if (file.empty() && isTrained(run->status().state)) {
        return Error{ErrorCode::InUse, from.string(),
                     "the teacher is being trained, so that its best checkpoint still changes"};
    }
    const auto& record = run->record();
    return TeacherSource{directory,
                         file,
                         record.config.model,
                         record.classNames,
                         record.preprocessing,
                         record.dataFingerprint};
}

Result<TeacherSource> ofExport(const fs::path& file)
{
    const auto metadata = readSafetensorsMetadata(file);
    if (!metadata) {
        return metadata.error();
    }
    if (!metadata->contains(metadata_keys::config)) {
        return Error{ErrorCode::InvalidArgument, file.string(),
                     "it does not say which network its weights are of; a teacher is the folder of "
                     "a run, a .safetensors file in a run's checkpoints folder, or one that Weft "
                     "has exported"};
    }
    try {
        const auto network = describedNetwork(*metadata, file.string());
        if (!network) {
            return network.error();
        }
        const auto told = metadata->find(metadata_keys::fingerprint);
        return TeacherSource{{},
                             file,
                             network->config.model,
                             network->classNames,
                             network->preprocessing,
                             {},
                             told == metadata->end() ? std::string() : told->second};
    } catch (const std::exception&) {
        return Error{ErrorCode::Corrupt, file.string(),
                     "what it says of its network is missing or damaged"};
    }
}

/// What a file says of itself must not make a network that it cannot fill.
Result<void> checkSize(const TeacherSource& source)
{
    const auto network = describeNetwork(source.model, source.preprocessing.size,
                                         static_cast<int>(source.classNames.size()));
    if (!network) {
        return Error{ErrorCode::Corrupt, source.file.string(), toString(network.error())};
    }
    std::error_code failure;
    const auto bytes = fs::file_size(source.file, failure);
    if (!failure && static_cast<std::uint64_t>(network->parameters) > bytes / sizeof(float)) {
        return Error{ErrorCode::Corrupt, source.file.string(),
                     "it is too small for the weights of the network that it describes"};
    }
    return {};
}

} // namespace

Result<TeacherSource> findTeacher(const fs::path& from)
{
    std::error_code ignored;
    if (fs::is_directory(from, ignored)) {
        return ofRun(from, from, {});
    }
    if (!fs::exists(from, ignored)) {
        return Error{ErrorCode::NotFound, from.string(), "there is no such teacher"};
    }
    if (from.extension() != ".safetensors") {
        return Error{ErrorCode::InvalidArgument, from.string(),
                     "a teacher is the folder of a run, or a .safetensors file of Weft's"};
    }
    const auto folder = from.parent_path();
    const auto run = folder.parent_path();
    const bool inRun = folder == run_files::checkpoints(run) &&
                       fs::exists(run_files::record(run), ignored); // Others have such folders too.
    return inRun ? ofRun(run, from, from) : ofExport(from);
}

Result<TensorMap> readTeacherWeights(const TeacherSource& source)
{
    if (!source.file.empty()) {
        auto checked = checkWeightFileSize(source.file);
        if (checked && source.run.empty()) {
            checked = checkSize(source);
        }
        if (!checked) {
            return checked.error();
        }
        const auto file = readSafetensors(source.file);
        if (!file) {
            return file.error();
        }
        auto tensors = copyTensors(*file);
        if (!source.weightsFingerprint.empty() &&
            weightsFingerprint(tensors) != source.weightsFingerprint) {
            return Error{ErrorCode::Corrupt, source.file.string(),
                         "its weights are not those that it says it has"};
        }
        return tensors;
    }
    auto checkpoint = loadCheckpoint(source.run, CheckpointKind::Best);
    if (checkpoint) {
        return std::move(checkpoint->model);
    }
    return checkpoint.error().code == ErrorCode::NotFound
               ? Error{ErrorCode::NotFound, source.run.string(),
                       "the teacher has no best checkpoint: it has not finished an epoch"}
               : checkpoint.error();
}

} // namespace weft
