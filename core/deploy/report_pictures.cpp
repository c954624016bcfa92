#include "core/data/view.h"
#include "core/deploy/report.h"
#include "core/inspect/heat_map.h"

namespace weft {

namespace {

constexpr double overlayOpacity = 0.75;
constexpr std::size_t mostChanges = 12; ///< Of a file, so that the page stays one to send.

} // namespace

std::vector<ReportPicture> watchedPictures(const RunHistory& history, const Dataset& validation,
                                           const Preprocessing& preprocessing)
{
    std::vector<ReportPicture> pictures;
    if (history.watched.empty()) {
        return pictures;
    }
    for (const auto& image : history.watched.back().images) {
        if (image.index >= validation.size() || validation.name(image.index) != image.name) {
            continue;
        }
        auto view = loadEvaluationView(validation, image.index, preprocessing);
        if (!view) {
            continue;
        }
        auto overlay =
            overlayHeatMap(*view, image.heatMap, {0, 0, view->width, view->height}, overlayOpacity);
        pictures.push_back({&image, std::move(*view), std::move(overlay)});
    }
    return pictures;
}

ReportChanges changedPictures(const ExportedFile& file, const Dataset& images,
                              const Preprocessing& preprocessing)
{
    ReportChanges changes{&file, {}};
    for (const auto& image : file.proof->changed) {
        if (changes.views.size() == mostChanges) {
            break;
        }
        auto view = loadEvaluationView(images, image.index, preprocessing);
        changes.views.push_back(view ? std::move(*view) : Image());
    }
    return changes;
}

} // namespace weft
