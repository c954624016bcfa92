#pragma once

#include "core/store/weight_file.h"

#include <filesystem>

namespace weft {

/// Whether the bytes begin as torch.save() begins a file, in the zip format or the older one.
[[nodiscard]] bool looksLikeTorchFile(std::string_view content);

/// Reads a state_dict, plain or as the entry "state_dict", "model" or "model_state_dict" of a
/// larger dictionary, out of a file that torch.save() wrote. Nothing of its pickle is run. Fails as
/// readPickle() and storedMembers() do, and with Corrupt where a storage is missing, or is not as
/// long as the pickle says; the error has no subject.
[[nodiscard]] Result<WeightFile> readTorchFile(const std::shared_ptr<const std::string>& content);

/// Whether what a file of PyTorch's says of itself fits its size, of which it need not read all: an
/// archive's directory, or the older format's pickles. Fails as readTorchFile(), and as readFile();
/// the error names the file.
[[nodiscard]] Result<void> checkTorchFile(const std::filesystem::path& file);

} // namespace weft
