#include "core/deploy/report_sections.h"

#include "core/base/number_text.h"
#include "core/deploy/html_text.h"
#include "core/deploy/report_chart.h"
#include "core/deploy/report_matrix.h"
#include "core/deploy/report_parts.h"

#include <algorithm>
#include <set>

namespace weft {

namespace {

constexpr std::size_t pointsOfALine = 400;

std::string fact(const std::string& value, const std::string& what)
{
    return "<div><dd>" + escaped(value) + "</dd><dt>" + escaped(what) + "</dt></div>";
}

std::string whole(std::size_t number)
{
    return countText(static_cast<std::int64_t>(number));
}

const EpochEvent* epochOf(const ReportSources& sources)
{
    const auto& epochs = sources.history.epochs;
    const auto found = std::ranges::find(epochs, sources.epoch, &EpochEvent::epoch);
    if (found != epochs.end()) {
        return &*found;
    }
    return epochs.empty() ? nullptr : &epochs.back();
}

std::string outcomeText(const ExportedFile& file)
{
    const bool own = file.target.format == ExportFormat::OwnInt8;
    if (file.refused) {
        return (file.files.empty() && !own ? "not written: " : "failed: ") +
               escaped(file.refused->reason);
    }
    if (own || !file.proof) {
        return own ? "measured" : "written";
    }
    return provesWeightsOnly(file.target.format) ? "weights proven" : "proven";
}

std::string exportRow(const ExportedFile& file)
{
    const auto number = [](const std::string& text) {
        return "<td class=\"number\">" + text + "</td>";
    };
    const bool own = file.target.format == ExportFormat::OwnInt8;
    std::string html = "<tr><td>" + escaped(exportFormatName(file.target.format)) +
                       "</td><td class=\"file\">" +
                       (own ? "–" : nameHtml(file.target.file.filename().string())) + "</td>" +
                       number(own ? "–" : megabytesText(file.bytes));
    if (const auto& proof = file.proof) {
        const auto time = numberText(proof->exportedMilliseconds, 2) + " ms";
        html += number(percentText(proof->exportedAccuracy)) +
                number(differenceText(proof->maxAbsDifference)) +
                number(whole(proof->changed.size())) +
                number(proof->emulated ? "(" + time + ")" : time);
    } else {
        html += "<td class=\"number\" colspan=\"4\">–</td>";
    }
    html += "<td>" + outcomeText(file) + "</td>";
    return html + "</tr>";
}

} // namespace

std::string factsSection(const ReportSources& sources)
{
    const auto& record = sources.run.record();
    const auto& status = sources.run.status();
    const auto* epoch = epochOf(sources);
    std::string html = "<dl class=\"facts\">";
    if (epoch != nullptr) {
        html += fact(percentText(epoch->valTop1), "validation accuracy");
        if (record.classNames.size() > 5) {
            html += fact(percentText(epoch->valTop5), "among the first five");
        }
    }
    html +=
        fact(std::to_string(sources.epoch) + " of " + std::to_string(record.config.train.epochs),
             sources.checkpoint == CheckpointKind::Best ? "best epoch" : "last epoch") +
        fact(countText(record.parameters), "parameters") +
        fact(whole(record.classNames.size()), "classes") +
        fact(whole(record.trainImages) + " + " + whole(record.validationImages),
             "images to train, to validate") +
        fact(durationText(status.seconds), "training time");
    return html + "</dl>";
}

std::string curvesSection(const ReportSources& sources)
{
    const auto& history = sources.history;
    std::vector<std::pair<double, double>> stepLoss, stepAccuracy, trainLoss, trainAccuracy,
        valLoss, valAccuracy;
    for (const auto& step : history.steps) {
        stepLoss.emplace_back(step.epochPosition, step.loss);
        stepAccuracy.emplace_back(step.epochPosition, step.runningAccuracy);
    }
    for (const auto& epoch : history.epochs) {
        trainLoss.emplace_back(epoch.epoch, epoch.trainLoss);
        trainAccuracy.emplace_back(epoch.epoch, epoch.trainAccuracy);
        valLoss.emplace_back(epoch.epoch, epoch.valLoss);
        valAccuracy.emplace_back(epoch.epoch, epoch.valTop1);
    }
    Chart loss{"Loss",
               "Epoch",
               false,
               {{"", "training faint", thinned(stepLoss, pointsOfALine)},
                {"Training", "training", trainLoss},
                {"Validation", "validation", valLoss}}};
    Chart accuracy{"Accuracy",
                   "Epoch",
                   true,
                   {{"", "training faint", thinned(stepAccuracy, pointsOfALine)},
                    {"Training", "training", trainAccuracy},
                    {"Validation", "validation", valAccuracy}}};
    if (const auto& teacher = sources.run.record().teacher; teacher && !valAccuracy.empty()) {
        accuracy.lines.push_back(
            {"Teacher",
             "teacher",
             {{0, teacher->accuracy}, {valAccuracy.back().first, teacher->accuracy}}});
    }
    std::string html;
    for (const auto& chart : {loss, accuracy}) {
        if (const auto svg = chartSvg(chart); !svg.empty()) {
            html +=
                "<figure><figcaption>" + escaped(chart.title) + "</figcaption>" + svg + "</figure>";
        }
    }
    return card("Curves", html.empty() ? html : "<div class=\"pair\">" + html + "</div>");
}

std::string matrixSection(const ReportSources& sources)
{
    const auto* epoch = epochOf(sources);
    const auto& names = sources.run.record().classNames;
    if (epoch == nullptr || static_cast<std::size_t>(epoch->confusion.classes()) != names.size()) {
        return {};
    }
    const auto& matrix = epoch->confusion;
    return card("Confusion matrix after epoch " + std::to_string(epoch->epoch),
                matrixHtml(matrix, names)) +
           card("Most confused", confusionsHtml(matrix, names)) +
           card("Scores of each class", scoresHtml(matrix, names));
}

std::string picturesSection(const ReportSources& sources)
{
    if (sources.history.watched.empty()) {
        return {};
    }
    const auto& names = sources.run.record().classNames;
    const auto nameOf = [&](int index) {
        return nameHtml(names.at(static_cast<std::size_t>(index)));
    };
    const auto& watched = sources.history.watched.back();
    std::string html;
    bool attention = true;
    for (const auto& [image, view, overlay] : sources.pictures) {
        attention = image->heatMap.kind == HeatMapKind::Attention;
        const bool right = image->label == image->predicted;
        html += "<figure class=\"watched\"><div>" + pictureHtml(view, "Picture") +
                pictureHtml(overlay, "Heat map") + "</div><figcaption>" + nameOf(image->predicted) +
                " <b>" + percentText(image->confidence) + "</b>" +
                (right ? std::string() : "<br><em>wrong: it is " + nameOf(image->label) + "</em>") +
                "<br><span class=\"file\">" + nameHtml(image->name) +
                "</span></figcaption></figure>";
    }
    if (html.empty()) {
        return sources.withoutPictures.empty()
                   ? std::string()
                   : card("Watched images",
                          "<p class=\"note\">" + escaped(sources.withoutPictures) + "</p>");
    }
    return card("Watched images after epoch " + std::to_string(watched.epoch),
                std::string("<p class=\"note\">Beside each picture where the network looks: ") +
                    (attention ? "its attention over the grid's cells."
                               : "Grad-CAM on its last features.") +
                    "</p><div class=\"pictures\">" + html + "</div>");
}

std::string exportsSection(const ReportSources& sources)
{
    if (sources.exports.empty()) {
        return {};
    }
    std::string html =
        "<div class=\"scroll\"><table><thead><tr><th>Format</th><th>File</th>"
        "<th class=\"number\">Size</th><th class=\"number\">Accuracy</th>"
        "<th class=\"number\">Scores differ by</th><th class=\"number\">Other class</th>"
        "<th class=\"number\">One picture</th><th>Outcome</th></tr></thead><tbody>";
    std::set<std::string> engines;
    const ExportProof* proof = nullptr;
    bool emulated = false;
    for (const auto* file : sources.exports) {
        html += exportRow(*file);
        if (file->proof) {
            proof = &*file->proof;
            emulated = emulated || proof->emulated;
            if (file->target.format != ExportFormat::OwnInt8) {
                engines.insert(proof->engine);
            }
        }
    }
    html += "</tbody></table></div>";
    if (proof != nullptr) {
        std::string named;
        for (const auto& engine : engines) {
            named += (named.empty() ? "" : ", ") + engine;
        }
        html +=
            "<p class=\"note\">" +
            std::string(engines.empty() ? "Measured on " : "Each file was read again and run on ") +
            whole(proof->images) +
            (sources.source.empty() ? std::string(" validation images")
                                    : " images of " + nameHtml(sources.source)) +
            (engines.empty() ? "" : " by " + escaped(named)) +
            ". The run's own network: accuracy " + percentText(proof->accuracy) + ", " +
            numberText(proof->milliseconds, 2) + " ms a picture." +
            (emulated ? " A time in brackets is not int8's: the engine multiplies the int8 "
                        "values as float32."
                      : "") +
            "</p>";
    }
    return card("Exported files", html);
}

} // namespace weft
