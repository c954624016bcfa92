#include "core/data/batch_loader.h"
#include "core/inference/prepared_network_p.h"
#include "core/model/evaluation_mode_p.h"
#include "core/train/evaluator_p.h"
#include "core/train/rank_training_p.h"
#include "core/train/training_step_p.h"

#include <ATen/ops/log_softmax.h>
#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace weft {

namespace {

/// Sums over the images seen so far.
class EvaluationMeter
{
public:
    EvaluationMeter(int classes, std::size_t images)
        : m_confusion(classes)
        , m_predictions(images)
    {
    }

    void leaveOut(std::size_t index, int label) { m_predictions[index] = {label, -1, 0}; }

    /// logits: [count, classes], on any device.
    void add(const Batch& batch, const at::Tensor& logits)
    {
        const auto scores = at::log_softmax(logits, 1).to(at::kCPU).contiguous();
        const auto classes = static_cast<std::size_t>(scores.size(1));
        const float* row = scores.data_ptr<float>();
        for (std::size_t i = 0; i < batch.count; ++i, row += classes) {
            addImage(batch.indices[i], static_cast<std::int32_t>(batch.labels[i]), {row, classes});
        }
    }

    /// With what the other ranks have seen.
    void merge(const RankTraining& ranks)
    {
        std::array<double, 3> sums{m_loss, static_cast<double>(m_inTop5),
                                   static_cast<double>(m_seen)};
        ranks.merge(sums);
        m_loss = sums[0];
        m_inTop5 = static_cast<std::size_t>(sums[1]);
        m_seen = static_cast<std::size_t>(sums[2]);
        ranks.merge(m_confusion, m_predictions);
    }

    [[nodiscard]] bool finite() const { return std::isfinite(m_loss); }
    [[nodiscard]] std::size_t seen() const { return m_seen; }

    [[nodiscard]] Evaluation result(std::vector<std::string> classNames) &&
    {
        const auto images = static_cast<double>(m_seen);
        return {.loss = m_loss / images,
                .top1 = m_confusion.accuracy(),
                .top5 = static_cast<double>(m_inTop5) / images,
                .classNames = std::move(classNames),
                .confusion = std::move(m_confusion),
                .predictions = std::move(m_predictions)};
    }

private:
    void addImage(std::size_t index, std::int32_t label, std::span<const float> scores)
    {
        const auto best = std::ranges::max_element(scores);
        const auto predicted = static_cast<std::int32_t>(best - scores.begin());
        const float own = scores[static_cast<std::size_t>(label)];
        m_loss -= own;
        m_inTop5 += std::ranges::count_if(scores, [own](float s) { return s > own; }) < 5;
        m_confusion.add(label, predicted);
        m_predictions[index] = {label, predicted, std::exp(*best)};
        ++m_seen;
    }

    ConfusionMatrix m_confusion;
    std::vector<Prediction> m_predictions;
    double m_loss = 0;
    std::size_t m_inTop5 = 0;
    std::size_t m_seen = 0;
};

} // namespace

Result<Evaluation> evaluate(Classifier& model, const DatasetPtr& dataset,
                            const Preprocessing& preprocessing, const EvaluationOptions& options,
                            std::stop_token stop, const ProgressCallback& report)
{
    LoaderOptions loading;
    loading.batch = static_cast<std::size_t>(options.batch);
    loading.threads = options.loaderThreads;
    ImageFeed feed(dataset, preprocessing, loading);
    return evaluateFeed(model, dataset, feed, preprocessing.size, options.device, std::move(stop),
                        report);
}

Result<Evaluation> evaluateFeed(Classifier& model, const DatasetPtr& dataset, StepFeed& feed,
                                int size, torch::Device device, std::stop_token stop,
                                const ProgressCallback& report, const RankTraining* ranks)
{
    const torch::NoGradGuard noGradients;
    const EvaluationMode mode(model);
    const auto images = dataset->size();
    PreparedNetwork network(model, images < leastOfMany ? PreparedFor::Few : PreparedFor::Many);
    EvaluationMeter meter(model->classes(), images);
    for (std::size_t i = 0; i < images; ++i) {
        meter.leaveOut(i, dataset->label(i)); // Until it has been seen.
    }
    std::size_t done = 0;
    while (auto input = feed.next()) {
        const auto& batch = input->batch;
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, {}, "the evaluation was stopped"};
        }
        if (batch.count > 0) {
            const auto logits =
                input->features.defined()
                    ? logitsOf(model, *input, size, device)
                    : network.forward(batchPixels(input->batch, size, device)).logits;
            meter.add(batch, logits);
        }
        if (!meter.finite() && ranks == nullptr) {
            break;
        }
        done += batch.count + batch.failures.size();
        if (report) {
            // Of ranks, the others have come as far.
            const auto ranksDone = ranks == nullptr ? 1 : ranks->group().share().of;
            report({std::min(done * ranksDone, images), images});
        }
    }
    if (ranks != nullptr) {
        meter.merge(*ranks);
    }
    if (!meter.finite()) {
        return Error{ErrorCode::NotFinite, {}, "the network's scores are not numbers"};
    }
    if (meter.seen() == 0) {
        return Error{ErrorCode::Unreadable, {}, "none of the images could be read"};
    }
    return std::move(meter).result(dataset->classNames());
}

} // namespace weft
