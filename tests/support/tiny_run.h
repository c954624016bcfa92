#pragma once

#include "core/config/presets.h"
#include "core/data/image.h"
#include "core/train/train_run.h"

#include <filesystem>
#include <string>

/// A real network trained on real images in a second or two, for tests of what is done with a run.
namespace weft::samples {

/// A square whose colour tells its class; number varies the shade.
inline Image colouredSquare(bool red, int number, int side = 24)
{
    Image image{side, side, {}};
    for (int i = 0; i < side * side; ++i) {
        const auto strong = static_cast<std::uint8_t>(140 + 7 * number + i % 9);
        const auto weak = static_cast<std::uint8_t>(20 + 3 * number);
        image.rgb.insert(image.rgb.end(), {red ? strong : weak, weak, red ? weak : strong});
    }
    return image;
}

/// train/ and val/ with the classes "blue" and "red": 8 and 6 images of each.
inline bool makeColourFolder(const std::filesystem::path& folder)
{
    bool written = true;
    for (const bool red : {false, true}) {
        for (const bool validation : {false, true}) {
            const auto place = folder / (validation ? "val" : "train") / (red ? "red" : "blue");
            std::filesystem::create_directories(place);
            for (int number = 0; number < (validation ? 6 : 8); ++number) {
                const auto file = place / ("square " + std::to_string(number) + ".png");
                written = written && writePng(colouredSquare(red, number), file).ok();
            }
        }
    }
    return written;
}

class SilentSink final : public EventSink
{
public:
    void handle(const TrainingEvent& /*event*/) override {}
};

/// Trains on a folder of makeColourFolder() for two epochs; gives the run directory.
inline Result<std::filesystem::path> trainTinyRun(const std::filesystem::path& data,
                                                  const std::filesystem::path& library,
                                                  const std::string& name, Head head,
                                                  int attentionHeads = 1)
{
    auto config = presetConfig("quick");
    if (!config.ok()) {
        return config.error();
    }
    TrainRequest request;
    request.config = *config;
    request.config.data.source = data.string();
    request.config.data.size = 16;
    request.config.model.head = head;
    request.config.model.attentionHeads = attentionHeads;
    request.config.model.grid = 4;
    request.config.model.hidden = 8;
    request.config.train.epochs = 2;
    request.config.train.batch = 8;
    request.config.train.watched = 2;
    request.config.train.threads = 1;
    request.library = library;
    request.name = name;
    SilentSink sink;
    RunControl control;
    const auto summary = trainRun(request, sink, control);
    if (!summary.ok()) {
        return summary.error();
    }
    return summary->directory;
}

} // namespace weft::samples
