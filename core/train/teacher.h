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

/// Whether the weights of such a teacher can be read and are those of its network. Takes as long as
/// reading them. Fails with NotFound or Corrupt where there are none, or others, and with
/// OutOfMemory.
[[nodiscard]] Result<void> checkTeacherWeights(const std::filesystem::path& from);

} // namespace weft
