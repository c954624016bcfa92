#pragma once

#include "core/base/result.h"
#include "core/store/run_holder.h"

#include <optional>

namespace weft {

/// How well one hears of a run that is followed.
struct RunContact
{
    RunHolder holder = RunHolder::Unknown;
    int silentSeconds = 0;     ///< Since its directory has told anything.
    int unansweredSeconds = 0; ///< For so long the file system has owed an answer; 0: it answers.
    std::optional<Error> trouble; ///< Why the directory cannot be read now; it is tried again.
};

} // namespace weft
