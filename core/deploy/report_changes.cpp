#include "core/base/number_text.h"
#include "core/deploy/html_text.h"
#include "core/deploy/report_parts.h"
#include "core/deploy/report_sections.h"

namespace weft {

namespace {

std::string saidHtml(const ClassProbability& said, const std::vector<std::string>& names)
{
    return nameHtml(names.at(static_cast<std::size_t>(said.index))) + " <b>" +
           percentText(said.probability) + "</b>";
}

std::string figureOf(const ChangedImage& image, const Image& view,
                     const std::vector<std::string>& names)
{
    return "<figure class=\"changed\">" +
           (view.empty() ? std::string() : pictureHtml(view, "Picture")) + "<figcaption>" +
           saidHtml(image.before, names) + ", now " + saidHtml(image.after, names) + "<br>it is " +
           nameHtml(names.at(static_cast<std::size_t>(image.label))) + "<br><span class=\"file\">" +
           nameHtml(image.name) + "</span></figcaption></figure>";
}

std::string changesHead(const ReportChanges& changes)
{
    const auto all = changes.file->proof->changed.size();
    const auto shown = changes.views.size();
    std::string html =
        "<p class=\"note\">" + escaped(exportFormatName(changes.file->target.format));
    if (const auto file = changes.file->target.file.filename().string(); !file.empty()) {
        html += ", " + nameHtml(file);
    }
    html += ": " + countText(static_cast<std::int64_t>(all)) + (all == 1 ? " image" : " images");
    if (shown < all) {
        html +=
            ", of which the first " + countText(static_cast<std::int64_t>(shown)) + " are shown";
    }
    return html + "</p>";
}

} // namespace

std::string changesSection(const ReportSources& sources)
{
    const auto& names = sources.run.record().classNames;
    std::string html;
    for (const auto& changes : sources.changes) {
        html += changesHead(changes) + "<div class=\"pictures\">";
        for (std::size_t i = 0; i < changes.views.size(); ++i) {
            html += figureOf(changes.file->proof->changed[i], changes.views[i], names);
        }
        html += "</div>";
    }
    return card("Images that changed their class", html);
}

} // namespace weft
