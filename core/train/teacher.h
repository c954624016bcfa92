#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace weft {

/// Whether a run, one of its checkpoints' files, or a .safetensors file that Weft has exported can
/// teach a run that shows images of these classes with so many pixels a side. Reads the record
/// only, not the weights. Fails as a training with this teacher would: with NotFound or Corrupt
/// where there is no such teacher, InUse while it is being trained, and InvalidArgument where it
/// tells other classes apart or sees another size.
[[nodiscard]] Result<void> checkTeacher(const std::filesystem::path& from,
                                        const std::vector<std::string>& classNames, int size);

} // namespace weft
