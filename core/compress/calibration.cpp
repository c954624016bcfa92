#include "core/compress/calibration_p.h"
#include "core/compress/folded_trunk_p.h"
#include "core/data/batch_loader.h"
#include "core/train/training_step_p.h"

#include <algorithm>

namespace weft {

namespace {

constexpr std::size_t batchSize = 8;

std::vector<std::size_t> everyNth(std::size_t images)
{
    const auto count = std::min(images, mostCalibrationImages);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < count; ++i) {
        chosen.push_back(i * images / count);
    }
    return chosen;
}

class InputCounter : public TrunkObserver
{
public:
    at::Tensor input(const TrunkStep& step, const at::Tensor& values) override
    {
        if (step.from != TrunkPlace::Images) {
            const auto plain = values.contiguous();
            m_counts[step.name].add(
                {plain.data_ptr<float>(), static_cast<std::size_t>(plain.numel())});
        }
        return values;
    }

    [[nodiscard]] bool finite() const
    {
        return std::ranges::none_of(m_counts,
                                    [](const auto& entry) { return entry.second.metNoNumber(); });
    }

    [[nodiscard]] TrunkRounding rounding() const
    {
        TrunkRounding found;
        for (const auto& [name, counts] : m_counts) {
            found.emplace(name, counts.bestRounding());
        }
        return found;
    }

private:
    std::map<std::string, ActivationCounts> m_counts;
};

} // namespace

Result<TrunkRounding> calibrateTrunk(Classifier model, const DatasetPtr& images,
                                     const Preprocessing& preprocessing, std::stop_token stop,
                                     const ProgressCallback& report)
{
    const auto topology = trunkTopology(model->config());
    const TrunkParameters parameters(model->backbone(), topology);
    LoaderOptions loading;
    loading.batch = batchSize;
    loading.order = everyNth(images->size());
    const auto total = loading.order.size();
    if (total == 0) {
        return Error{ErrorCode::Unreadable, {}, "there are no images to calibrate on"};
    }
    BatchLoader loader(images, preprocessing, std::move(loading));
    InputCounter counter;
    std::size_t seen = 0;
    std::size_t done = 0;
    while (auto batch = loader.next()) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, {}, "the calibration was stopped"};
        }
        if (batch->count > 0) {
            const auto pixels = batchPixels(*batch, preprocessing.size, c10::kCPU);
            (void)runFoldedTrunk(topology, parameters, pixels, 1, counter);
        }
        seen += batch->count;
        done += batch->count + batch->failures.size();
        if (report) {
            report({done, total});
        }
    }
    if (!counter.finite()) {
        return Error{ErrorCode::NotFinite, {}, "the network's values are not numbers"};
    }
    if (seen == 0) {
        return Error{ErrorCode::Unreadable, {}, "none of the images could be read"};
    }
    return counter.rounding();
}

} // namespace weft
