#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/preprocessing.h"
#include "core/store/checkpoint_p.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weft {

/// A teacher on the disk: what its network is, and where its weights are.
struct TeacherSource
{
    std::filesystem::path run;  ///< Its run directory; empty: the file says all by itself.
    std::filesystem::path file; ///< Of the weights; empty: the run's best checkpoint.
    ModelConfig model;
    std::vector<std::string> classNames;
    Preprocessing preprocessing;
    std::string dataFingerprint; ///< Of its images and their split; empty where it is not known.
    /// That of the weights, as the file has it; empty where it says none.
    std::string weightsFingerprint{};
};

/// from: a run directory, a .safetensors file in a run's checkpoints folder, or one that Weft has
/// exported, which describes its network. Reads what describes it only. Fails with NotFound, as
/// RunDirectory::open() and readSafetensorsMetadata() do, with InUse where the run is being trained
/// and its best checkpoint still changes, and with InvalidArgument where the file describes
/// nothing.
[[nodiscard]] Result<TeacherSource> findTeacher(const std::filesystem::path& from);

/// Fails as loadCheckpoint() and readSafetensors() do, and with Corrupt where the file is too small
/// for the network that it describes, or its weights are not those that it says it has.
[[nodiscard]] Result<TensorMap> readTeacherWeights(const TeacherSource& source);

} // namespace weft
