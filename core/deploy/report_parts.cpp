#include "core/deploy/report_parts.h"

#include "core/base/base64.h"
#include "core/data/png_encoder.h"

namespace weft {

std::string card(const std::string& title, const std::string& content)
{
    return content.empty() ? std::string()
                           : "<section><h2>" + title + "</h2>" + content + "</section>";
}

std::string pictureHtml(const Image& picture, const char* what)
{
    const auto png = encodePng(picture);
    if (!png) {
        return {};
    }
    // Small pictures are shown larger than they are, pixel by pixel.
    return std::string("<img alt=\"") + what + "\"" +
           (picture.width < 160 ? " class=\"pixels\"" : "") + " src=\"data:image/png;base64," +
           toBase64(*png) + "\">";
}

} // namespace weft
