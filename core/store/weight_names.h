#pragma once

#include "core/store/weight_file.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// How somebody's files call a network's tensors. The rest of a backbone's name is Weft's own.
struct NameScheme
{
    std::string_view title;
    std::string_view backbone;   ///< What stands before a backbone's tensor.
    std::string_view classifier; ///< What stands before the last layer's weight and bias.
    bool wholeNetwork = false;   ///< The classifier reads the backbone's mean, as head gap's does.
};

/// Removes what every name begins with where a wrapper of PyTorch puts it there: "module." of
/// DataParallel, "_orig_mod." of torch.compile(). Leaves word of it in file.remarks.
void removeWrapperPrefixes(WeightFile& file);

/// The scheme by which the file has most of a backbone's names; null where it has none of them.
[[nodiscard]] const NameScheme* findNameScheme(const WeightFile& file,
                                               const std::set<std::string>& backboneNames);

} // namespace weft
