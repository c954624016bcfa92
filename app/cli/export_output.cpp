#include "app/cli/export_output.h"

#include "app/cli/output.h"

#include <iostream>

namespace weft::cli {

namespace {

using Names = std::vector<std::string>;

Json toObject(const ClassProbability& said, const Names& names)
{
    return {{"class", names.at(static_cast<std::size_t>(said.index))},
            {"probability", said.probability}};
}

void addProof(Json& object, const ExportProof& proof, const Names& names)
{
    auto changed = Json::array();
    for (const auto& image : proof.changed) {
        changed.push_back({{"index", image.index},
                           {"name", image.name},
                           {"class", names.at(static_cast<std::size_t>(image.label))},
                           {"before", toObject(image.before, names)},
                           {"after", toObject(image.after, names)}});
    }
    object["engine"] = proof.engine;
    object["images"] = proof.images;
    object["unreadable"] = proof.unreadable;
    object["accuracy"] = proof.accuracy;
    object["exported_accuracy"] = proof.exportedAccuracy;
    object["max_abs_difference"] = proof.maxAbsDifference;
    object["changed"] = changed;
    object["run_bytes"] = proof.runBytes;
    object["ms"] = proof.milliseconds;
    object["exported_ms"] = proof.exportedMilliseconds;
    object["emulated"] = proof.emulated;
}

Json toObject(const ExportedFile& file, const Names& names)
{
    auto files = Json::array();
    for (const auto& written : file.files) {
        files.push_back(written.string());
    }
    Json object{{"format", exportFormatName(file.target.format)},
                {"file", file.target.file.string()},
                {"files", files},
                {"bytes", file.bytes}};
    if (file.proof) {
        addProof(object, *file.proof, names);
    }
    if (file.refused) {
        object["error"] = file.refused->reason;
    }
    return object;
}

std::string proofText(const ExportProof& proof)
{
    auto text = proof.engine + " on " + countText(static_cast<std::int64_t>(proof.images)) +
                " images: accuracy " + percentText(proof.exportedAccuracy) + " (before " +
                percentText(proof.accuracy) + "), scores differ by " +
                differenceText(proof.maxAbsDifference) + " at most, " +
                countText(static_cast<std::int64_t>(proof.changed.size())) + " in another class, " +
                numberText(proof.exportedMilliseconds, 2) + " ms a picture" +
                (proof.emulated ? ", its int8 multiplied as float32" : "") + " (Weft " +
                numberText(proof.milliseconds, 2) + " ms)";
    if (proof.unreadable > 0) {
        text += "; " + countText(static_cast<std::int64_t>(proof.unreadable)) +
                " images could not be read";
    }
    return text;
}

void printChanged(const ChangedImage& image, const Names& names)
{
    const auto said = [&](const ClassProbability& what) {
        return names.at(static_cast<std::size_t>(what.index)) + " " + percentText(what.probability);
    };
    std::cout << "  " << image.name << " (" << names.at(static_cast<std::size_t>(image.label))
              << "): " << said(image.before) << ", now " << said(image.after) << '\n';
}

} // namespace

void printExported(const ExportedFile& file, const Names& classNames, bool changed, bool json)
{
    if (json) {
        printJson(toObject(file, classNames));
        return;
    }
    // Of a file that was there before, what was found is told in any case.
    if (!file.refused || (file.proof && !file.files.empty())) {
        if (!file.files.empty()) {
            std::cout << file.target.file.string() << ": " << megabytesText(file.bytes)
                      << (file.proof ? "; " : "");
        }
        std::cout << (file.proof ? proofText(*file.proof) : std::string()) << std::endl;
    }
    if (file.proof && changed) {
        for (const auto& image : file.proof->changed) {
            printChanged(image, classNames);
        }
        std::cout.flush();
    }
}

} // namespace weft::cli
