#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <filesystem>
#include <string>

namespace weft {

/// What ranks do together.
struct RankJob
{
    enum class Work { Train, Resume, Measure };

    Work work = Work::Train;
    RunConfig config{};          ///< Of Train and Measure.
    std::filesystem::path run{}; ///< Of Resume.
};

[[nodiscard]] std::string toText(const RankJob& job);
[[nodiscard]] Result<RankJob> rankJobFrom(const std::string& text);

} // namespace weft
