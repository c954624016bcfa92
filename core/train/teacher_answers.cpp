#include "core/base/process.h"
#include "core/config/training_phase.h"
#include "core/features/feature_cache.h"
#include "core/train/teacher_answers_p.h"
#include "core/train/trainer_p.h"

#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <numeric>

namespace weft {

TeacherAnswers::TeacherAnswers(const TrainingInput& input, c10::Device device, std::uint64_t limit)
    : m_input(input)
    , m_device(device)
    , m_limit(limit)
    , m_views(static_cast<std::size_t>(std::max(1, keptViews(input.config))))
{
}

TeacherAnswers::~TeacherAnswers() = default;

std::uint64_t TeacherAnswers::keptAnswersLimit()
{
    constexpr std::uint64_t most = std::uint64_t{1} << 30;
    return std::min<std::uint64_t>(most, computeEnvironment().memoryBytes / 16);
}

Result<void> TeacherAnswers::checkMemory(const RunConfig& config, std::size_t images,
                                         std::size_t classes, std::uint64_t limit)
{
    const auto& train = config.train;
    const int frozen = backboneThaws(train) ? train.unfreezeEpoch - 1 : train.epochs;
    const auto views = static_cast<std::uint64_t>(std::min(keptViews(config), frozen));
    const auto bytes = views * images * classes * sizeof(float);
    if (train.distillation == 0 || bytes <= limit) {
        return {};
    }
    constexpr std::uint64_t megabyte = 1'000'000;
    return Error{ErrorCode::InvalidArgument, "train.teacher",
                 "the teacher's answers to " + std::to_string(views) +
                     (views == 1 ? " view" : " views") + " of each of " + std::to_string(images) +
                     " images take " + std::to_string(bytes / megabyte) +
                     " MB of memory, and may take " + std::to_string(limit / megabyte) +
                     " MB; set fewer data.cached_views, or do not freeze the backbone"};
}

/// Nothing where every epoch shows what no other one does.
std::optional<std::size_t> TeacherAnswers::viewOf(int epoch) const
{
    const auto& config = m_input.config;
    if (backboneFrozenIn(config.train, epoch)) {
        return static_cast<std::size_t>(epoch - 1) % m_views.size();
    }
    const auto bytes = m_input.train->size() * m_input.train->classNames().size() * sizeof(float);
    return imagesVary(config) || bytes > m_limit ? std::nullopt : std::optional<std::size_t>(0);
}

bool TeacherAnswers::prepare(int epoch)
{
    const auto number = viewOf(epoch);
    if (!number || m_views[*number].complete) {
        m_prepared = {};
        return false;
    }
    auto& view = m_views[*number];
    if (!view.rest) {
        begin(view, *number);
    }
    auto batch = view.rest->next();
    if (!batch) {
        view.rest.reset();
        view.complete = true;
        m_prepared = {};
        return false;
    }
    m_prepared.done += batch->count + batch->failures.size();
    if (batch->count == 0) {
        return true;
    }
    const auto scores = compute(*batch).cpu();
    if (!view.scores.defined()) {
        view.scores = at::zeros({static_cast<std::int64_t>(m_input.train->size()), scores.size(1)});
    }
    for (std::size_t i = 0; i < batch->count; ++i) {
        const auto index = batch->indices[i];
        view.scores[static_cast<std::int64_t>(index)].copy_(scores[static_cast<std::int64_t>(i)]);
        view.known[index] = true;
    }
    return true;
}

void TeacherAnswers::begin(View& view, std::size_t number)
{
    const auto images = m_input.train->size();
    auto loading = trainingLoader(m_input, static_cast<int>(number) + 1, 0);
    loading.batch = validationBatch;
    loading.share = {};
    loading.shuffle = loading.dropLast = false;
    loading.order.resize(images);
    std::iota(loading.order.begin(), loading.order.end(), std::size_t{0});
    view.rest = std::make_unique<BatchLoader>(m_input.train, m_input.preprocessing, loading);
    view.known.assign(images, false);
    m_prepared = {0, images};
}

at::Tensor TeacherAnswers::compute(Batch& batch) const
{
    return m_input.teacher->logits(batchPixels(batch, m_input.preprocessing.size, m_device));
}

Result<at::Tensor> TeacherAnswers::of(StepInput& input, int epoch) const
{
    auto& batch = input.batch;
    const auto number = viewOf(epoch);
    if (!number) {
        return compute(batch);
    }
    const auto& view = m_views[*number];
    std::vector<std::int64_t> rows;
    for (const auto index : batch.indices) {
        if (!view.known[index]) {
            return input.features.defined()
                       ? Error{ErrorCode::Unreadable, m_input.train->name(index),
                               "the teacher cannot see this image, whose features are kept"}
                       : Result<at::Tensor>(compute(batch));
        }
        rows.push_back(static_cast<std::int64_t>(index));
    }
    return view.scores.index_select(0, at::tensor(rows)).to(m_device);
}

} // namespace weft
