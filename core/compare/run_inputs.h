#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/store/run_directory.h"

#include <string>
#include <vector>

namespace weft {

/// Whether the first weights and the teacher that a configuration names can be read and fit it and
/// images of these classes. Takes as long as reading their weights. Fails as readFirstWeights(),
/// checkTeacher() and checkTeacherWeights() do.
[[nodiscard]] Result<void> checkRunFiles(const RunConfig& config,
                                         const std::vector<std::string>& classNames);

/// Whether two runs of a comparison have begun with the same: images (of the same split, where they
/// have the same seed), first weights (where they have the same network) and teacher (where it is
/// at the same place). Fails with InvalidArgument, naming what has changed since the earlier one.
[[nodiscard]] Result<void> checkSameInputs(const RunRecord& earlier, const RunRecord& later,
                                           bool sameSeed, bool sameNetwork);

} // namespace weft
