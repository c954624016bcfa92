#pragma once

#include "core/base/result.h"
#include "core/store/safetensors.h"
#include "core/store/weights_report.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weft {

/// One tensor of a file of weights.
struct FileTensor
{
    /// bytes reach from the first element to the last in memory; nothing else is promised of them,
    /// not even that they are aligned.
    StoredTensor stored;
    std::vector<std::int64_t> strides; ///< In elements; empty: row-major.
};

/// The tensors of a file of weights under the file's names.
struct WeightFile
{
    WeightFileKind kind = WeightFileKind::Safetensors;
    std::map<std::string, FileTensor> tensors;
    std::vector<WeightsRemark> remarks;
    std::shared_ptr<const void> content; ///< What the tensors look into.
};

/// Reads a file as what its first bytes say, whatever its name, and trusts nothing in it. In memory
/// it takes its own size and no more than 200 MB beyond; a large file is read as a whole only where
/// what it says of itself fits its size. Fails with NotFound, Unreadable, Corrupt, and Unsupported;
/// the error names the file.
[[nodiscard]] Result<WeightFile> readWeightFile(const std::filesystem::path& file);

/// Fails with Unsupported where a file is larger than any that is read for its weights: 1 GiB.
[[nodiscard]] Result<void> checkWeightFileSize(const std::filesystem::path& file);

} // namespace weft
