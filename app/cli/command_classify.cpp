#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"

#include "core/data/image_files.h"
#include "core/data/transforms.h"
#include "core/inspect/heat_map.h"
#include "core/inspect/predictor.h"

#include <atomic>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <system_error>

namespace weft::cli {

namespace {

namespace fs = std::filesystem;

constexpr double overlayOpacity = 0.75;

struct Options
{
    std::string network; ///< A run, or an exported file.
    std::vector<std::string> images;
    std::string overlays; ///< Folder for the pictures with their heat maps; empty: none.
    std::string heatMap = "attention";
    int top = 5;
    bool last = false;
    bool int8 = false;
    bool json = false;
};

Json rowsOf(const HeatMap& map, const std::vector<float>& cells)
{
    auto rows = Json::array();
    for (int row = 0; row < map.rows; ++row) {
        const auto begin = cells.begin() + std::ptrdiff_t{row} * map.columns;
        rows.push_back(std::vector<float>(begin, begin + map.columns));
    }
    return rows;
}

Json toObject(const fs::path& file, const Classification& result,
              const std::vector<std::string>& names)
{
    auto top = Json::array();
    for (const auto& entry : result.top) {
        top.push_back({{"class", names.at(static_cast<std::size_t>(entry.index))},
                       {"probability", entry.probability}});
    }
    Json object{{"file", file.string()}, {"top", top}};
    if (result.heatMap) {
        const auto& map = *result.heatMap;
        const bool attention = map.kind == HeatMapKind::Attention;
        object[attention ? "attention" : "grad_cam"] = rowsOf(map, map.cells);
        for (const auto& head : map.heads) {
            object["attention_heads"].push_back(rowsOf(map, head));
        }
    }
    return object;
}

void printLine(const fs::path& file, const Classification& result,
               const std::vector<std::string>& names)
{
    std::cout << file.string() << ':';
    for (const auto& entry : result.top) {
        std::cout << "  " << names.at(static_cast<std::size_t>(entry.index)) << ' '
                  << percentText(entry.probability);
    }
    std::cout << std::endl;
}

/// Names that have not been given out yet: cat.png, cat-2.png, ... for files of equal names.
class OverlayNames
{
public:
    fs::path next(const fs::path& folder, const std::string& stem)
    {
        auto name = stem;
        for (int number = 2; !m_taken.insert(name).second; ++number) {
            name = stem + "-" + std::to_string(number);
        }
        return folder / (name + ".png");
    }

private:
    std::set<std::string> m_taken;
};

Result<void> writeOverlay(const fs::path& file, const Image& picture, const HeatMap& map,
                          const Preprocessing& preprocessing)
{
    const auto area = evaluationCrop(picture.width, picture.height, preprocessing);
    return writePng(overlayHeatMap(picture, map, area, overlayOpacity), file);
}

class Classifying
{
public:
    Classifying(const Options& options, Predictor predictor)
        : m_options(options)
        , m_predictor(std::move(predictor))
    {
    }

    Result<void> classify(const fs::path& file)
    {
        const auto picture = readImage(file);
        if (!picture) {
            return picture.error();
        }
        const auto map = m_options.heatMap == "grad-cam" ? HeatMapChoice::GradCam
                         : m_options.overlays.empty()    ? HeatMapChoice::Attention
                                                         : HeatMapChoice::Default;
        const auto result = m_predictor.classify(*picture, m_options.top, map);
        if (!result) {
            return result.error();
        }
        if (m_options.json) {
            printJson(toObject(file, *result, m_predictor.classNames()));
        } else {
            printLine(file, *result, m_predictor.classNames());
        }
        if (m_options.overlays.empty() || !result->heatMap) {
            return {};
        }
        return writeOverlays(file, *picture, *result->heatMap);
    }

private:
    /// The mean of several attention heads, then each head's.
    Result<void> writeOverlays(const fs::path& file, const Image& picture, const HeatMap& map)
    {
        const auto stem = file.stem().string();
        for (int head = 0; head <= static_cast<int>(map.heads.size()); ++head) {
            const auto name = head == 0 ? stem : stem + "-head" + std::to_string(head);
            if (auto written = writeOverlay(m_names.next(m_options.overlays, name), picture,
                                            mapOfHead(map, head), m_predictor.preprocessing());
                !written) {
                return written;
            }
        }
        return {};
    }

    const Options& m_options;
    Predictor m_predictor;
    OverlayNames m_names;
};

/// Why the maps that are asked for cannot be had at all.
std::optional<Error> refuseMaps(const Options& options, const Predictor& predictor)
{
    const bool gradCam = options.heatMap == "grad-cam";
    const bool attention = predictor.config().model.head == Head::Attention;
    if (predictor.offersGradCam() || !(gradCam || (!options.overlays.empty() && !attention))) {
        return {};
    }
    return Error{ErrorCode::Unsupported, options.network,
                 "Grad-CAM takes gradients, which an exported file does not have; give the run's "
                 "directory"};
}

int run(const Options& options)
{
    if (options.int8 && isExportedNetwork(options.network)) {
        tell("an exported file computes as it was exported; --int8 is for runs");
        return WrongUsage;
    }
    auto predictor =
        Predictor::open(options.network,
                        {options.last ? CheckpointKind::Last : CheckpointKind::Best, options.int8});
    if (!predictor) {
        return fail(predictor.error(), Failure);
    }
    if (const auto refusal = refuseMaps(options, *predictor)) {
        return fail(*refusal, Failure);
    }
    const auto files = expandImages({options.images.begin(), options.images.end()});
    if (files.empty()) {
        return fail({ErrorCode::NotFound, options.images.front(), "holds no images"}, Failure);
    }
    if (std::error_code error; !options.overlays.empty() &&
                               !fs::is_directory(options.overlays, error) &&
                               !fs::create_directories(options.overlays, error)) {
        return fail({ErrorCode::WriteFailed, options.overlays, error.message()}, Failure);
    }
    std::atomic<bool> stopped = false;
    const InterruptWatch watch([&stopped] { stopped = true; });
    ProgressBar bar(barsFit(options.json));
    Classifying classifying(options, std::move(*predictor));
    int code = Success;
    for (std::size_t i = 0; i < files.size() && !stopped; ++i) {
        bar.clear();
        if (const auto done = classifying.classify(files[i]); !done) {
            if (options.json) {
                printJson({{"file", files[i].string()}, {"error", done.error().reason}});
            }
            code = fail(done.error(), Failure);
        }
        bar.update("classifying", i + 1, files.size());
    }
    return stopped ? 128 + watch.signal() : code;
}

} // namespace

Command classifyCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app = root.add_subcommand(
        "classify", "Classify images with a run's network, or with an exported .onnx file");
    app->add_option("RUN", options->network,
                    "The run's directory, or an .onnx file that Weft exported")
        ->required();
    app->add_option("IMAGE", options->images, "Images, or folders of images")->required();
    app->add_option("--attention", options->overlays,
                    "Write each picture with its heat map into this folder (Grad-CAM where the "
                    "head has no attention)")
        ->type_name("DIR");
    app->add_option("--heat-map", options->heatMap, "attention or grad-cam. Default: attention")
        ->check(CLI::IsMember({"attention", "grad-cam"}));
    app->add_option("--top", options->top, "Classes to show an image. Default: 5")
        ->check(CLI::Range(1, 1000000));
    app->add_flag("--last", options->last, "Take a run's last checkpoint, not the best");
    app->add_flag("--int8", options->int8, "Compute a run's BiLSTM and linear layers in int8");
    app->add_flag("--json", options->json, "One JSON object an image");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
