#pragma once

#include "core/config/run_config.h"
#include "core/data/preprocessing.h"
#include "core/store/run_directory.h"

#include <map>
#include <string>
#include <vector>

namespace weft {

/// Names under which exported files say of themselves what they hold.
namespace metadata_keys {
inline constexpr const char* run = "weft.run";
inline constexpr const char* epoch = "weft.epoch";
inline constexpr const char* fingerprint = "weft.fingerprint";
inline constexpr const char* classes = "weft.classes";
inline constexpr const char* preprocessing = "weft.preprocessing";
inline constexpr const char* config = "weft.config";
} // namespace metadata_keys

/// What such a file's network is and sees.
struct DescribedNetwork
{
    RunConfig config; ///< Names no path.
    Preprocessing preprocessing;
    std::vector<std::string> classNames; ///< At least one.
};

/// The entries classes, preprocessing and config, as JSON, of a run's network. The configuration
/// goes without its paths: the file may go to others.
[[nodiscard]] std::map<std::string, std::string> describedBy(const RunRecord& record);

/// Reads these entries, and trusts nothing in them. Fails with Corrupt, with the subject; the
/// exceptions of an entry that is missing or no JSON pass.
[[nodiscard]] Result<DescribedNetwork>
describedNetwork(const std::map<std::string, std::string>& entries, const std::string& subject);

} // namespace weft
