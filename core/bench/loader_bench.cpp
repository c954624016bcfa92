#include "core/base/process.h"
#include "core/bench/bench_setup.h"
#include "core/data/batch_loader.h"
#include "core/data/image_files.h"
#include "core/data/image_folder.h"
#include "core/data/kept_images.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t leastImages = 500; ///< A pass: a few files are gone through again and again.
constexpr std::size_t mostFiles = 2000;  ///< Of a large folder: a pass has to end.

struct Mode
{
    const char* name;
    bool augment;
    bool kept; ///< As a training keeps a small set in memory; else every image is decoded anew.
};
constexpr std::array modes{Mode{"train", true, false}, Mode{"eval", false, false},
                           Mode{"train_kept", true, true}, Mode{"eval_kept", false, true}};

/// The images of a folder and of its subfolders, under one label, so many times that a pass takes
/// long enough to be timed.
Result<DatasetPtr> openImages(const std::string& folder, const std::stop_token& stop)
{
    if (folder.empty()) {
        return Error{ErrorCode::InvalidArgument, "--data", "name a folder of images"};
    }
    std::error_code problem;
    const auto status = fs::status(folder, problem);
    if (!fs::is_directory(status)) {
        return Error{fs::exists(status) ? ErrorCode::Unsupported : ErrorCode::NotFound, folder,
                     fs::exists(status) ? "it is not a folder" : "there is no such folder"};
    }
    auto files = expandImages({folder}, stop);
    files.resize(std::min(files.size(), mostFiles));
    if (files.empty()) {
        return Error{ErrorCode::Unsupported, folder, "there are no images in it"};
    }
    std::vector<ImageFolderDataset::Entry> entries;
    do {
        for (const auto& file : files) {
            entries.push_back({file, 0});
        }
    } while (entries.size() < leastImages);
    return DatasetPtr(std::make_shared<ImageFolderDataset>(folder, std::move(entries),
                                                           std::vector<std::string>{"image"}));
}

/// One pass. The batches are thrown away as a training would, one after the other.
Result<void> runThrough(const DatasetPtr& images, const Preprocessing& preprocessing,
                        const LoaderOptions& options, const std::stop_token& stop)
{
    BatchLoader loader(images, preprocessing, options);
    while (const auto batch = loader.next()) {
        if (!batch->failures.empty()) {
            return batch->failures.front();
        }
        if (stop.stop_requested()) {
            break;
        }
    }
    return {};
}

} // namespace

Result<void> benchLoader(const BenchRequest& request, const BenchSink& sink)
{
    const auto images = openImages(request.data, request.stop);
    if (!images) {
        return images.error();
    }
    const int wanted = request.config.data.workers;
    Preprocessing preprocessing; // The article's, whatever the preset's transforms are.
    preprocessing.size = request.config.data.size;
    for (const auto& mode : modes) {
        for (const int batch : batchesOf(request, {32})) {
            auto shown = *images;
            if (mode.kept) {
                const auto form = mode.augment ? KeptForm::Picture : KeptForm::View;
                shown =
                    std::make_shared<KeptImages>(*images, preprocessing, form, keptImagesLimit());
            }
            LoaderOptions options{.batch = static_cast<std::size_t>(batch),
                                  .augment = mode.augment,
                                  .threads = wanted};
            Result<void> outcome;
            std::int64_t faults = 0;
            const auto pass = [&] {
                ++options.epoch;
                const auto before = minorPageFaults();
                auto done = runThrough(shown, preprocessing, options, request.stop);
                faults = minorPageFaults() - before;
                if (!done) {
                    outcome = std::move(done);
                }
            };
            const auto timing =
                timeRounds(pass, {.warmUp = 1, .seconds = request.seconds}, request.stop);
            if (!outcome) {
                return outcome;
            }
            BenchCase measured;
            measured.mode = mode.name;
            measured.batch = batch;
            measured.threads = wanted > 0 ? wanted : availableCores();
            measured.medianMs = timing.medianMs;
            measured.minimumMs = timing.minimumMs;
            measured.images = static_cast<double>((*images)->size());
            measured.figures = {{"minor_faults_last_pass", static_cast<double>(faults)}};
            sink(measured);
        }
    }
    return {};
}

} // namespace weft
