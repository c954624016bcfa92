#pragma once

#include "core/cluster/cluster_job.h"

#include <QString>

namespace weft {

/// What the Cluster page's form holds, as it is remembered between two starts of the window.
struct ClusterSettings
{
    JobResources resources;
    /// Fields that were left empty are empty: see usualPlace().
    QString host;
    QString program;
    QString folder;
    QString library;
    QString libraryHere;
    QString images; ///< The images' path on the host.

    /// The fields as a job takes them: what is empty becomes the usual.
    /// program and library: of this machine.
    [[nodiscard]] ClusterPlace place(const QString& ownProgram, const QString& ownLibrary) const;
};

/// For the window's thread.
[[nodiscard]] ClusterSettings loadClusterSettings();
void saveClusterSettings(const ClusterSettings& settings);

} // namespace weft
