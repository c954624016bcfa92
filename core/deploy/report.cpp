#include "core/deploy/report.h"

#include "core/deploy/html_text.h"
#include "core/deploy/report_sections.h"

#include <cstddef>

namespace weft::embedded {
extern const unsigned char report_css[];
extern const std::size_t report_css_size;
} // namespace weft::embedded

namespace weft {

namespace {

std::string styleSheet()
{
    return {reinterpret_cast<const char*>(embedded::report_css), embedded::report_css_size};
}

/// "2026-11-28T09:00:00Z" as people write it.
std::string dateText(std::string created)
{
    if (const auto time = created.find('T'); time != std::string::npos) {
        created[time] = ' ';
        created = created.substr(0, time + 6) + " UTC";
    }
    return created;
}

std::string headOf(const ReportSources& sources)
{
    const auto& label = sources.run.label();
    const auto& record = sources.run.record();
    const auto name = label.name.empty() ? record.id : label.name;
    std::string html = "<header><p class=\"kind\">Training run</p><h1>" + nameHtml(name) +
                       "</h1><p class=\"note\">" + nameHtml(record.dataTitle) + " · begun " +
                       escaped(dateText(record.created)) + "</p>";
    if (!label.notes.empty()) {
        html += "<p class=\"notes\">" + nameHtml(label.notes) + "</p>";
    }
    return html + "</header>";
}

} // namespace

std::string makeReport(const ReportSources& sources)
{
    const auto& label = sources.run.label();
    const auto title = label.name.empty() ? sources.run.record().id : label.name;
    // The policy keeps a browser from loading or running anything, whatever a name may hold.
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "style-src 'unsafe-inline'; img-src data:\">"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
           "<meta name=\"color-scheme\" content=\"light dark\"><title>" +
           escaped(title) + "</title><style>\n" + styleSheet() + "</style></head><body><main>" +
           headOf(sources) + factsSection(sources) + curvesSection(sources) +
           matrixSection(sources) + picturesSection(sources) + exportsSection(sources) +
           changesSection(sources) + networkSection(sources) + configurationSection(sources) +
           environmentSection(sources) + "<footer>Written by Weft.</footer></main></body></html>\n";
}

} // namespace weft
