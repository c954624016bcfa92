#include "core/data/view.h"
#include "core/deploy/report.h"
#include "core/inspect/heat_map.h"

namespace weft {

namespace {

constexpr double overlayOpacity = 0.75;

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

} // namespace weft
