#include "core/store/weights_report.h"

#include "core/base/utf8.h"

namespace weft {

namespace {

std::string counted(std::int64_t count, const char* one, const char* many)
{
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// "conv1.weight", or "conv1.weight and 3 more".
std::string firstOf(const std::string& name, std::size_t count)
{
    return printableText(name) + (count > 1 ? " and " + std::to_string(count - 1) + " more" : "");
}

std::string whyNot(const Misfit& misfit)
{
    if (misfit.inFile != misfit.inNetwork) {
        return shapeText(misfit.inFile) + " instead of " + shapeText(misfit.inNetwork);
    }
    return "its element type " + misfit.fileType + " is another kind of number";
}

} // namespace

const char* titleOf(WeightFileKind kind)
{
    switch (kind) {
    case WeightFileKind::Safetensors:
        return "a safetensors file";
    case WeightFileKind::TorchZip:
        return "PyTorch's zip format";
    case WeightFileKind::TorchLegacy:
        return "PyTorch's older format";
    case WeightFileKind::WeftRun:
        break;
    }
    return "a run of Weft";
}

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const auto side : shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(side);
    }
    return text.empty() ? "one number" : text;
}

std::string toString(const WeightsRemark& remark)
{
    switch (remark.code) {
    case WeightsRemarkCode::WrapperOpened:
        return "the state_dict is the file's entry \"" + remark.name + "\"";
    case WeightsRemarkCode::EntriesSkipped:
        return counted(remark.inFile, "entry that is no tensor", "entries that are no tensors") +
               " passed over";
    case WeightsRemarkCode::PrefixRemoved:
        return "the prefix \"" + remark.name + "\" of every name is left off";
    case WeightsRemarkCode::Converted:
        return counted(remark.inFile, "tensor", "tensors") + " of " + remark.name + " became F32";
    case WeightsRemarkCode::CountersMissing:
        return "the norms' counters of batches, which it lacks, begin at 0";
    case WeightsRemarkCode::ClassifierTaken:
        return "its classifier of " + std::to_string(remark.inFile) + " classes is taken as well";
    case WeightsRemarkCode::DeepStem:
        return "its stem has several convolutions, as timm's resnet18d and the like have: that is "
               "another network";
    case WeightsRemarkCode::ClassifierReplaced:
        return "its classifier of " + std::to_string(remark.inFile) +
               " classes is replaced by one of " + std::to_string(remark.inNetwork);
    case WeightsRemarkCode::ClassifierLeftOut:
        return "its classifier of " + std::to_string(remark.inFile) +
               " classes is left out, for this network's reads something else";
    }
    return {};
}

std::string problemOf(const WeightsReport& report)
{
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
    if (!report.missing.empty()) {
        add("the file lacks " + firstOf(report.missing[0].name, report.missing.size()));
    }
    if (!report.notFitting.empty()) {
        const auto& first = report.notFitting[0];
        add(firstOf(first.name, report.notFitting.size()) + " do" +
            (report.notFitting.size() == 1 ? "es" : "") + " not fit (" + whyNot(first) + ")");
    }
    if (!report.surplus.empty()) {
        add("the network has no " + firstOf(report.surplus[0].name, report.surplus.size()));
    }
    if (!report.notFinite.empty()) {
        add(firstOf(report.notFinite[0], report.notFinite.size()) +
            (report.notFinite.size() == 1 ? " holds" : " hold") + " values that are not numbers");
    }
    return text;
}

} // namespace weft
