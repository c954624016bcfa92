#include "core/deploy/report_matrix.h"

#include "core/base/base64.h"
#include "core/base/number_text.h"
#include "core/data/png_encoder.h"
#include "core/deploy/html_text.h"
#include "core/inspect/heat_map.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace weft {

namespace {

constexpr int mostWithNames = 40;
constexpr int mostWithCounts = 24;
constexpr std::size_t labelCharacters = 16;
constexpr std::size_t mostConfusions = 12;

double rateOf(const ConfusionMatrix& matrix, int truth, int predicted)
{
    const auto total = matrix.rowTotal(truth);
    return total > 0 ? static_cast<double>(matrix.at(truth, predicted)) / static_cast<double>(total)
                     : 0;
}

std::string colourText(double rate)
{
    const auto [red, green, blue] = viridisRgb(rate);
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%02x%02x%02x", red, green, blue);
    return text.data();
}

const std::string& nameOf(const std::vector<std::string>& names, int index)
{
    return names.at(static_cast<std::size_t>(index));
}

std::string labelHtml(const std::string& name, const std::string& attributes)
{
    return "<text class=\"tick\" " + attributes + "><title>" + escaped(name) + "</title>" +
           escaped(shortened(name, labelCharacters)) + "</text>";
}

std::string cellHtml(const ConfusionMatrix& matrix, const std::vector<std::string>& names,
                     int truth, int predicted, double x, double y, double side)
{
    const double rate = rateOf(matrix, truth, predicted);
    const auto count = matrix.at(truth, predicted);
    std::string html = "<rect x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" width=\"" +
                       coordinate(side - 1) + "\" height=\"" + coordinate(side - 1) + "\" fill=\"" +
                       colourText(rate) + "\"><title>" + escaped(nameOf(names, truth)) + " → " +
                       escaped(nameOf(names, predicted)) + ": " + countText(count) + " (" +
                       percentText(rate) + ")</title></rect>";
    if (count > 0 && matrix.classes() <= mostWithCounts) {
        // Viridis is dark below and light above.
        html += std::string("<text class=\"count\" x=\"") + coordinate(x + side / 2 - 0.5) +
                "\" y=\"" + coordinate(y + side / 2 + 3.5) +
                "\" style=\"fill:" + (rate < 0.6 ? "#ffffff" : "#1b1f27") + "\">" +
                std::to_string(count) + "</text>";
    }
    return html;
}

/// Of the longest label; scripts whose letters are wide take three bytes or more for each.
double labelWidth(const std::vector<std::string>& names)
{
    double widest = 0;
    for (const auto& name : names) {
        double width = 0;
        for (const char letter : shortened(name, labelCharacters)) {
            const auto byte = static_cast<unsigned char>(letter);
            width += byte < 0x80 ? 7 : byte < 0xC0 ? 0 : byte < 0xE0 ? 8 : 13;
        }
        widest = std::max(widest, width);
    }
    return widest;
}

std::string matrixSvg(const ConfusionMatrix& matrix, const std::vector<std::string>& names)
{
    const int classes = matrix.classes();
    const double side = std::clamp(460.0 / classes, 15.0, 44.0);
    const double label = labelWidth(names);
    const double left = 12 + label;
    const double top = 22 + 0.77 * label; // They are turned by 50 degrees.
    const double right = 10 + 0.65 * label;
    const double extent = side * classes;
    std::string svg = "<svg class=\"matrix\" viewBox=\"0 0 " + coordinate(left + extent + right) +
                      " " + coordinate(top + extent + 8) +
                      "\" style=\"max-width:" + coordinate(left + extent + right) +
                      "px\" role=\"img\" aria-label=\"Confusion matrix\">";
    for (int row = 0; row < classes; ++row) {
        const double place = side * row + side / 2;
        svg += labelHtml(nameOf(names, row), "text-anchor=\"end\" x=\"" + coordinate(left - 8) +
                                                 "\" y=\"" + coordinate(top + place + 4) + "\"");
        const auto at = coordinate(left + place + 4) + " " + coordinate(top - 8);
        svg += labelHtml(nameOf(names, row), "transform=\"translate(" + at + ") rotate(-50)\"");
        for (int column = 0; column < classes; ++column) {
            svg +=
                cellHtml(matrix, names, row, column, left + side * column, top + side * row, side);
        }
    }
    return svg + "</svg>";
}

std::string matrixPicture(const ConfusionMatrix& matrix)
{
    const int classes = matrix.classes();
    Image picture{classes, classes, {}};
    for (int row = 0; row < classes; ++row) {
        for (int column = 0; column < classes; ++column) {
            const auto colour = viridisRgb(rateOf(matrix, row, column));
            picture.rgb.insert(picture.rgb.end(), colour.begin(), colour.end());
        }
    }
    const auto png = encodePng(picture);
    return png ? "<img class=\"matrix pixels\" alt=\"Confusion matrix\" src=\"data:image/png;"
                 "base64," +
                     toBase64(*png) + "\">"
               : std::string();
}

/// A share with a bar as long as it.
std::string barCell(double share)
{
    return "<td class=\"number\"><span class=\"bar\"><i style=\"width:" +
           coordinate(std::clamp(share, 0.0, 1.0) * 100) + "%\"></i></span><span class=\"share\">" +
           percentText(share) + "</span></td>";
}

} // namespace

std::string matrixHtml(const ConfusionMatrix& matrix, const std::vector<std::string>& names)
{
    if (matrix.total() == 0) {
        return {};
    }
    return "<div class=\"scroll\">" +
           (matrix.classes() <= mostWithNames ? matrixSvg(matrix, names) : matrixPicture(matrix)) +
           "</div><p class=\"note\">Rows are true classes, columns what the network said. Colour "
           "is "
           "the share of the row: <span class=\"ramp\"></span> from 0 to 100 %.</p>";
}

std::string confusionsHtml(const ConfusionMatrix& matrix, const std::vector<std::string>& names)
{
    struct Confusion
    {
        int truth, predicted;
        std::int64_t count;
    };
    std::vector<Confusion> found;
    for (int truth = 0; truth < matrix.classes(); ++truth) {
        for (int predicted = 0; predicted < matrix.classes(); ++predicted) {
            if (truth != predicted && matrix.at(truth, predicted) > 0) {
                found.push_back({truth, predicted, matrix.at(truth, predicted)});
            }
        }
    }
    std::ranges::stable_sort(found, std::greater(), &Confusion::count);
    found.resize(std::min(found.size(), mostConfusions));
    if (found.empty()) {
        return {};
    }
    std::string html = "<table><thead><tr><th>True class</th><th>What the network said</th>"
                       "<th class=\"number\">Images</th><th class=\"number\">Of the class</th>"
                       "</tr></thead><tbody>";
    for (const auto& [truth, predicted, count] : found) {
        html += "<tr><td>" + nameHtml(nameOf(names, truth)) + "</td><td>" +
                nameHtml(nameOf(names, predicted)) + "</td><td class=\"number\">" +
                countText(count) + "</td><td class=\"number\">" +
                percentText(rateOf(matrix, truth, predicted)) + "</td></tr>";
    }
    return html + "</tbody></table>";
}

std::string scoresHtml(const ConfusionMatrix& matrix, const std::vector<std::string>& names)
{
    std::string html = "<table><thead><tr><th>Class</th><th class=\"number\">Precision</th>"
                       "<th class=\"number\">Recall</th><th class=\"number\">F1</th>"
                       "<th class=\"number\">Images</th></tr></thead><tbody>";
    const auto scores = matrix.perClass();
    for (std::size_t i = 0; i < scores.size(); ++i) {
        html += "<tr><td>" + nameHtml(names.at(i)) + "</td><td class=\"number\">" +
                percentText(scores[i].precision) + "</td><td class=\"number\">" +
                percentText(scores[i].recall) + "</td>" + barCell(scores[i].f1) +
                "<td class=\"number\">" + countText(scores[i].support) + "</td></tr>";
    }
    return html + "</tbody></table>";
}

} // namespace weft
