#include "core/base/number_text.h"
#include "core/config/config_keys.h"
#include "core/deploy/html_text.h"
#include "core/deploy/report_sections.h"
#include "core/model/network_description.h"

#include <array>
#include <cstdio>

namespace weft {

namespace {

std::string outputText(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const auto side : shape) {
        text += (text.empty() ? "" : " × ") + countText(side);
    }
    return text;
}

std::string millionsText(std::int64_t number)
{
    if (number < 100'000) {
        return countText(number);
    }
    return numberText(static_cast<double>(number) / 1e6, number < 10'000'000 ? 2 : 0) + " M";
}

std::string row(const std::string& what, const std::string& value)
{
    return "<tr><th scope=\"row\">" + escaped(what) + "</th><td>" + nameHtml(value) + "</td></tr>";
}

std::string channelsText(const std::array<float, 3>& values)
{
    std::string text;
    for (const float value : values) {
        text += (text.empty() ? "" : ", ") + numberText(value, 3);
    }
    return text;
}

std::string pairsTable(const std::string& title, const std::string& rows)
{
    return "<table class=\"pairs\"><caption>" + title + "</caption><tbody>" + rows +
           "</tbody></table>";
}

} // namespace

std::string networkSection(const ReportSources& sources)
{
    const auto& record = sources.run.record();
    const auto network = describeNetwork(record.config.model, record.preprocessing.size,
                                         static_cast<int>(record.classNames.size()));
    if (!network) {
        return {};
    }
    std::string html = "<table><thead><tr><th>Stage</th><th class=\"number\">Output of one image"
                       "</th><th class=\"number\">Parameters</th>"
                       "<th class=\"number\">Multiply-adds</th></tr></thead><tbody>";
    const auto cells = [](std::int64_t parameters, std::int64_t multiplyAdds) {
        return "<td class=\"number\">" + (parameters > 0 ? countText(parameters) : "–") +
               "</td><td class=\"number\">" +
               (multiplyAdds > 0 ? millionsText(multiplyAdds) : "–") + "</td></tr>";
    };
    for (const auto& stage : network->stages) {
        html += "<tr><td>" + escaped(stage.name) + "</td><td class=\"number\">" +
                outputText(stage.shape) + "</td>" + cells(stage.parameters, stage.multiplyAdds);
    }
    html += "</tbody><tfoot><tr><td>Together</td><td></td>" +
            cells(network->parameters, network->flops / 2);
    return "<section><h2>Network</h2>" + html + "</tfoot></table></section>";
}

std::string configurationSection(const ReportSources& sources)
{
    const auto& record = sources.run.record();
    std::array<std::string, 3> groups;
    constexpr std::array names{"data", "model", "train"};
    for (const auto& key : configKeys()) {
        const auto dot = key.name.find('.');
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (key.name.compare(0, dot, names[i]) == 0) {
                auto value = configValue(record.config, key.name);
                if (value.empty()) {
                    value = "–";
                } else if (!key.unit.empty()) {
                    value += " " + key.unit;
                }
                groups[i] += row(key.name.substr(dot + 1), value);
            }
        }
    }
    return "<section><h2>Configuration</h2><div class=\"columns\">" +
           pairsTable("Data", groups[0]) + pairsTable("Network", groups[1]) +
           pairsTable("Training", groups[2]) + "</div></section>";
}

std::string environmentSection(const ReportSources& sources)
{
    const auto& record = sources.run.record();
    const auto& environment = record.environment;
    const auto& preprocessing = record.preprocessing;
    const auto data = row("title", record.dataTitle) + row("fingerprint", record.dataFingerprint) +
                      row("mean of the channels", channelsText(preprocessing.mean)) +
                      row("deviation of the channels", channelsText(preprocessing.deviation));
    const auto machine =
        row("processor", environment.processor) +
        row("cores, threads",
            std::to_string(environment.cores) + ", " + std::to_string(environment.threads)) +
        row("memory", megabytesText(environment.memoryBytes)) + row("device", environment.device);
    const auto libraries = row("LibTorch", environment.libtorchVersion) +
                           row("oneDNN", environment.onednnVersion) +
                           row("OpenCV", environment.opencvVersion) + row("BLAS", environment.blas);
    return "<section><h2>Data and machine</h2><div class=\"columns\">" +
           pairsTable("Images", data) + pairsTable("Machine", machine) +
           pairsTable("Libraries", libraries) + "</div></section>";
}

} // namespace weft
