#include "core/data/batch_loader.h"
#include "core/data/kept_images.h"
#include "core/deploy/export_stopped.h"
#include "core/deploy/proof_images_p.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace weft {

namespace {

/// Few enough that Cancel is prompt at 224 px, and all that OpenCV's engine gains from a batch.
constexpr std::size_t imagesAtOnce = 16;

/// From [count, size, size, 3], as the loader gives them, with the rest of the batch left 0.
std::vector<float> channelsFirst(const Batch& batch, std::size_t size, std::size_t count)
{
    std::vector<float> pixels(count * 3 * size * size);
    const auto plane = size * size;
    for (std::size_t image = 0; image < batch.count; ++image) {
        const float* from = batch.pixels.data() + image * 3 * plane;
        float* to = pixels.data() + image * 3 * plane;
        for (std::size_t pixel = 0; pixel < plane; ++pixel) {
            for (std::size_t channel = 0; channel < 3; ++channel) {
                to[channel * plane + pixel] = from[3 * pixel + channel];
            }
        }
    }
    return pixels;
}

} // namespace

std::size_t ProofImages::readable() const
{
    return static_cast<std::size_t>(std::ranges::count(read, true));
}

Result<void> forEachBatch(const DatasetPtr& images, const Preprocessing& preprocessing,
                          std::stop_token stop, const ProgressCallback& progress,
                          const std::function<Result<void>(const ProofBatch&)>& work)
{
    LoaderOptions loading;
    loading.batch = std::min(imagesAtOnce, images->size());
    BatchLoader loader(images, preprocessing, loading);
    std::size_t done = 0;
    while (const auto loaded = loader.next()) {
        if (stop.stop_requested()) {
            return exportStopped();
        }
        if (loaded->count > 0) {
            const auto size = static_cast<std::size_t>(preprocessing.size);
            if (auto worked = work({channelsFirst(*loaded, size, loading.batch), loaded->indices,
                                    static_cast<int>(loading.batch)});
                !worked) {
                return worked;
            }
        }
        done += loaded->count + loaded->failures.size();
        if (progress) {
            progress({done, images->size()});
        }
    }
    return {};
}

Result<ProofImages> scoreImages(PreparedNetwork& network, DatasetPtr images,
                                const Preprocessing& preprocessing, std::stop_token stop,
                                const ProgressCallback& progress)
{
    ProofImages result;
    result.images = std::make_shared<KeptImages>(std::move(images), preprocessing, KeptForm::View,
                                                 keptImagesLimit());
    result.preprocessing = preprocessing;
    result.classes = static_cast<std::size_t>(network.model()->classes());
    result.scores.resize(result.images->size() * result.classes);
    result.read.resize(result.images->size());
    const auto score = [&](const ProofBatch& batch) -> Result<void> {
        auto pixels = batch.pixels;
        const std::int64_t side = preprocessing.size;
        const auto logits =
            network.forward(at::from_blob(pixels.data(), {batch.count, 3, side, side}, at::kFloat))
                .logits.contiguous();
        const float* row = logits.data_ptr<float>();
        for (const auto index : batch.indices) {
            if (!std::all_of(row, row + result.classes, [](float s) { return std::isfinite(s); })) {
                return Error{ErrorCode::NotFinite, {}, "the network's scores are not numbers"};
            }
            std::copy_n(row, result.classes, &result.scores[index * result.classes]);
            result.read[index] = true;
            row += result.classes;
        }
        return {};
    };
    if (auto scored = forEachBatch(result.images, preprocessing, stop, progress, score); !scored) {
        return scored.error();
    }
    if (result.readable() == 0) {
        return Error{ErrorCode::Unreadable, {}, "none of the images could be read"};
    }
    return result;
}

std::size_t bestClass(std::span<const float> scores)
{
    return static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
}

std::vector<float> probabilitiesOf(std::span<const float> scores)
{
    const double largest = *std::ranges::max_element(scores);
    double sum = 0;
    for (const float score : scores) {
        sum += std::exp(score - largest);
    }
    std::vector<float> probabilities;
    for (const float score : scores) {
        probabilities.push_back(static_cast<float>(std::exp(score - largest) / sum));
    }
    return probabilities;
}

} // namespace weft
