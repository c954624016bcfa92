#pragma once

#include <QStringList>

namespace weft {

/// What paths that were dropped, chosen or named on the command line are meant for.
enum class OpenTarget {
    Nothing, ///< No such file, or none that Weft opens.
    Run,     ///< A run directory: look at it.
    Source,  ///< A folder or a file to train on.
    Weights, ///< A file of first weights for the next run.
    Network, ///< An exported network: classify with it.
    Images,  ///< Image files, or a folder with nothing but images: classify them.
};

/// Decides by the first path; looks at the disk, but reads no file.
[[nodiscard]] OpenTarget openTargetOf(const QStringList& paths);

} // namespace weft
