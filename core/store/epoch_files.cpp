#include "core/store/epoch_files.h"

#include "core/base/atomic_file.h"
#include "core/store/json_document_p.h"
#include "core/store/run_files.h"
#include "core/store/safetensors.h"

#include <algorithm>
#include <cstring>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* confusionName = "confusion";
constexpr const char* labelName = "label";
constexpr const char* predictedName = "predicted";
constexpr const char* confidenceName = "confidence";

template <typename Number>
std::string_view bytesOf(const std::vector<Number>& numbers)
{
    return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

/// Copies a tensor out, whatever its alignment. False where it is absent or of another type.
template <typename Number>
bool copyTo(std::vector<Number>& numbers, const SafetensorsFile& file, const char* name,
            ElementType type)
{
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end() || found->second.type != type) {
        return false;
    }
    const auto bytes = found->second.bytes;
    numbers.resize(bytes.size() / sizeof(Number));
    if (!bytes.empty()) {
        std::memcpy(numbers.data(), bytes.data(), bytes.size());
    }
    return true;
}

Result<void> makeFolder(const fs::path& folder)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        return Error{ErrorCode::WriteFailed, folder.string(), failure.message()};
    }
    return {};
}

json toJsonValue(const WatchedImage& image)
{
    const auto& map = image.heatMap;
    json value{{"index", image.index},
               {"name", image.name},
               {"label", image.label},
               {"predicted", image.predicted},
               {"confidence", image.confidence},
               {"map", map.kind == HeatMapKind::Attention ? "attention" : "grad-cam"},
               {"rows", map.rows},
               {"columns", map.columns},
               {"cells", map.cells}};
    if (!map.heads.empty()) {
        value["heads"] = map.heads;
    }
    return value;
}

Result<WatchedImage> watchedImageFrom(const json& value, const fs::path& file)
{
    WatchedImage image;
    image.index = value.at("index").get<std::size_t>();
    image.name = value.at("name").get<std::string>();
    image.label = value.at("label").get<int>();
    image.predicted = value.at("predicted").get<int>();
    image.confidence = value.at("confidence").get<float>();
    auto& map = image.heatMap;
    map.kind = value.at("map") == "attention" ? HeatMapKind::Attention : HeatMapKind::GradCam;
    map.rows = value.at("rows").get<int>();
    map.columns = value.at("columns").get<int>();
    map.cells = value.at("cells").get<std::vector<float>>();
    if (const auto heads = value.find("heads"); heads != value.end()) {
        heads->get_to(map.heads);
    }
    const auto fits = [&](const std::vector<float>& cells) {
        return cells.size() ==
               static_cast<std::size_t>(map.rows) * static_cast<std::size_t>(map.columns);
    };
    if (map.rows < 0 || map.columns < 0 || !fits(map.cells) ||
        !std::ranges::all_of(map.heads, fits)) {
        return Error{ErrorCode::Corrupt, file.string(), "a map's cells do not fit its sides"};
    }
    return image;
}

} // namespace

Result<void> writeEpochFile(const fs::path& run, const EpochEvent& event)
{
    const auto file = run_files::epoch(run, event.epoch);
    if (auto made = makeFolder(file.parent_path()); !made) {
        return made;
    }
    std::vector<std::int32_t> labels;
    std::vector<std::int32_t> predicted;
    std::vector<float> confidences;
    for (const auto& prediction : event.predictions) {
        labels.push_back(prediction.label);
        predicted.push_back(prediction.predicted);
        confidences.push_back(prediction.confidence);
    }
    const std::int64_t classes = event.confusion.classes();
    const auto images = static_cast<std::int64_t>(labels.size());
    const auto written = writeSafetensors(
        file,
        {{confusionName, {ElementType::I64, {classes, classes}, bytesOf(event.confusion.counts())}},
         {labelName, {ElementType::I32, {images}, bytesOf(labels)}},
         {predictedName, {ElementType::I32, {images}, bytesOf(predicted)}},
         {confidenceName, {ElementType::F32, {images}, bytesOf(confidences)}}});
    return written ? Result<void>() : written.error();
}

Result<void> readEpochFile(const fs::path& run, EpochEvent& event)
{
    const auto path = run_files::epoch(run, event.epoch);
    const auto file = readSafetensors(path);
    if (!file) {
        return file.error().code == ErrorCode::NotFound ? Result<void>() : file.error();
    }
    std::vector<std::int64_t> counts;
    std::vector<std::int32_t> labels;
    std::vector<std::int32_t> predicted;
    std::vector<float> confidences;
    if (!copyTo(counts, *file, confusionName, ElementType::I64) ||
        !copyTo(labels, *file, labelName, ElementType::I32) ||
        !copyTo(predicted, *file, predictedName, ElementType::I32) ||
        !copyTo(confidences, *file, confidenceName, ElementType::F32)) {
        return Error{ErrorCode::Corrupt, path.string(), "a tensor is missing or of another type"};
    }
    const auto& shape = file->tensors.at(confusionName).shape;
    if (shape.size() != 2 || shape[0] != shape[1] || predicted.size() != labels.size() ||
        confidences.size() != labels.size()) {
        return Error{ErrorCode::Corrupt, path.string(), "its tensors' shapes do not fit together"};
    }
    event.confusion = ConfusionMatrix(static_cast<int>(shape[0]), std::move(counts));
    event.predictions.clear();
    for (std::size_t index = 0; index < labels.size(); ++index) {
        event.predictions.push_back({labels[index], predicted[index], confidences[index]});
    }
    return {};
}

Result<void> writeWatchedFile(const fs::path& run, const WatchedEvent& event)
{
    const auto file = run_files::watched(run, event.epoch);
    if (auto made = makeFolder(file.parent_path()); !made) {
        return made;
    }
    auto images = json::array();
    for (const auto& image : event.images) {
        images.push_back(toJsonValue(image));
    }
    return writeFileAtomically(file, dumpDocument({{"epoch", event.epoch}, {"images", images}}));
}

Result<void> readWatchedFile(const fs::path& run, WatchedEvent& event)
{
    const auto file = run_files::watched(run, event.epoch);
    const auto text = readFile(file);
    if (!text) {
        return text.error().code == ErrorCode::NotFound ? Result<void>() : text.error();
    }
    const auto images = readDocument<std::vector<WatchedImage>>(
        file, *text, [&](const json& document) -> Result<std::vector<WatchedImage>> {
            std::vector<WatchedImage> list;
            for (const auto& value : document.at("images")) {
                auto image = watchedImageFrom(value, file);
                if (!image) {
                    return image.error();
                }
                list.push_back(std::move(*image));
            }
            return list;
        });
    if (!images) {
        return images.error();
    }
    event.images = *images;
    return {};
}

} // namespace weft
