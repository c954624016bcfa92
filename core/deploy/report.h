#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/image.h"
#include "core/deploy/export_run.h"
#include "core/store/run_directory.h"

#include <string>
#include <vector>

namespace weft {

/// A watched image as the network sees it, and with its heat map over it.
struct ReportPicture
{
    const WatchedImage* image = nullptr; ///< Of the history.
    Image view;
    Image overlay;
};

/// The first images that an exported network puts into another class, as the network sees them.
struct ReportChanges
{
    const ExportedFile* file = nullptr; ///< With a proof.
    std::vector<Image> views;           ///< Of as many; empty where one cannot be read.
};

struct ReportSources
{
    const RunDirectory& run;
    const RunHistory& history;
    CheckpointKind checkpoint = CheckpointKind::Best;
    int epoch = 0; ///< Of the checkpoint.
    std::vector<ReportPicture> pictures;
    std::string withoutPictures;              ///< Why there are none; empty where there are.
    std::vector<const ExportedFile*> exports; ///< What else was exported with it; may be none.
    std::vector<ReportChanges> changes{};     ///< Of the exports that changed a class.
    std::string source{}; ///< What the exports were proven on; empty: the validation images.
};

/// The watched images of the last epoch that has any, with the pictures of the run's own validation
/// images. An image that cannot be read, or is not the one of that name, is left out.
[[nodiscard]] std::vector<ReportPicture> watchedPictures(const RunHistory& history,
                                                         const Dataset& validation,
                                                         const Preprocessing& preprocessing);

/// A few of the images that the export changed. images: those that it was proven on.
[[nodiscard]] ReportChanges changedPictures(const ExportedFile& file, const Dataset& images,
                                            const Preprocessing& preprocessing);

/// A run as one HTML page that needs nothing else: no link, no script, pictures and styles in it.
/// In English; light and dark as the reader's system is, and light on paper.
[[nodiscard]] std::string makeReport(const ReportSources& sources);

} // namespace weft
