#include "app/cli/weights_output.h"

#include "core/base/utf8.h"

#include <iostream>

namespace weft::cli {

namespace {

constexpr std::size_t labelWidth = 16;

Json toJson(const std::vector<NamedShape>& tensors)
{
    auto list = Json::array();
    for (const auto& tensor : tensors) {
        list.push_back({{"name", tensor.name}, {"shape", tensor.shape}});
    }
    return list;
}

std::string takenText(const WeightsReport& report)
{
    return countText(static_cast<std::int64_t>(report.matched)) + " tensors (" +
           countText(report.matchedParameters) + " parameters)";
}

/// A row whose label stands only where it differs from the one above.
void printRow(std::string& label, const std::string& text)
{
    std::cout << padded(label, labelWidth) << text << '\n';
    label.clear();
}

void printTensors(std::string label, const std::vector<NamedShape>& tensors)
{
    for (const auto& tensor : tensors) {
        printRow(label, printableText(tensor.name) + "  " + shapeText(tensor.shape));
    }
}

} // namespace

Json toJson(const WeightsReport& report)
{
    auto misfits = Json::array();
    for (const auto& misfit : report.notFitting) {
        misfits.push_back({{"name", misfit.name},
                           {"shape", misfit.inFile},
                           {"network_shape", misfit.inNetwork},
                           {"type", misfit.fileType}});
    }
    auto remarks = Json::array();
    for (const auto& remark : report.remarks) {
        remarks.push_back(toString(remark));
    }
    return {{"file", report.source},
            {"kind", titleOf(report.kind)},
            {"names", report.names},
            {"fits", report.fits()},
            {"taken", {{"tensors", report.matched}, {"parameters", report.matchedParameters}}},
            {"left_out", toJson(report.leftOut)},
            {"surplus", toJson(report.surplus)},
            {"missing", toJson(report.missing)},
            {"not_fitting", misfits},
            {"not_finite", report.notFinite},
            {"remarks", remarks}};
}

void tellWeights(const WeightsReport& report, bool json)
{
    tell("the network begins with " + takenText(report) + " of " + report.source + ", " +
         titleOf(report.kind) + "; " + countText(static_cast<std::int64_t>(report.leftOut.size())) +
         " others there are left out");
    std::string remarks;
    for (const auto& remark : report.remarks) {
        remarks += (remarks.empty() ? "" : "; ") + toString(remark);
    }
    if (!remarks.empty()) {
        tell(remarks);
    }
    if (json) {
        printJson({{"weights", toJson(report)}});
    }
}

void printWeights(const WeightsReport& report)
{
    std::cout << '\n'
              << padded("first weights", labelWidth) << report.source << '\n'
              << padded("", labelWidth) << titleOf(report.kind) << ", with the names of "
              << report.names << '\n'
              << padded("taken", labelWidth) << takenText(report) << '\n';
    printTensors("left out", report.leftOut);
    printTensors("missing", report.missing);
    std::string label = "does not fit";
    for (const auto& misfit : report.notFitting) {
        printRow(label, printableText(misfit.name) + "  " + shapeText(misfit.inFile) + " of " +
                            misfit.fileType + " instead of " + shapeText(misfit.inNetwork));
    }
    printTensors("too many", report.surplus);
    label = "not finite";
    for (const auto& name : report.notFinite) {
        printRow(label, printableText(name));
    }
    label = "remarks";
    for (const auto& remark : report.remarks) {
        printRow(label, toString(remark));
    }
}

} // namespace weft::cli
