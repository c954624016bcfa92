#include "core/store/module_state_p.h"
#include "core/train/rank_training_p.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace weft {

namespace {

/// The numbers of an exchange of totals and wishes, in their order.
constexpr std::int64_t totalCount = 8;

std::array<double, totalCount> numbersOf(const StepTotals& totals, const RunWishes& wishes)
{
    return {totals.weight,
            totals.lossSum,
            totals.gathered,
            static_cast<double>(totals.images),
            static_cast<double>(totals.correct),
            wishes.stop ? 1.0 : 0.0,
            wishes.pause ? 1.0 : 0.0,
            wishes.save ? 1.0 : 0.0};
}

/// In memory that the exchange keeps: where the group ends meanwhile, it may go on behind the
/// caller's back.
template <typename Number>
void sumNumbers(RankGroup& group, RankChannel channel, std::span<Number> numbers)
{
    const auto tensor = at::empty({static_cast<std::int64_t>(numbers.size())},
                                  c10::CppTypeToScalarType<Number>::value);
    std::ranges::copy(numbers, tensor.template data_ptr<Number>());
    sumOverRanks(group, channel, tensor);
    std::copy_n(tensor.template data_ptr<Number>(), numbers.size(), numbers.begin());
}

/// What the norms of the network exchange.
class RankNorms final : public NormExchange
{
public:
    explicit RankNorms(std::shared_ptr<RankGroup> group)
        : m_group(std::move(group))
    {
    }

    void sum(std::span<double> values) override
    {
        sumNumbers(*m_group, RankChannel::Norms, values);
    }

private:
    std::shared_ptr<RankGroup> m_group;
};

bool isStatistic(const std::string& name)
{
    return name.ends_with(".running_mean") || name.ends_with(".running_var");
}

} // namespace

RankTraining::RankTraining(std::shared_ptr<RankGroup> group, Classifier& model, bool syncNorms)
    : m_group(std::move(group))
    , m_model(model)
    , m_syncNorms(syncNorms)
{
    if (syncNorms) {
        m_model->synchronizeNorms(std::make_shared<RankNorms>(m_group));
    }
    prepareGradients();
}

RankTraining::~RankTraining()
{
    m_model->synchronizeNorms(nullptr);
}

void RankTraining::takeFirstWeights()
{
    const c10::NoGradGuard noGradients;
    auto state = moduleState(*m_model);
    std::vector<at::Tensor> tensors;
    for (auto& [name, tensor] : state) {
        // A view of one dimension over the same memory, which may be laid out in any order.
        tensors.push_back(tensor.is_non_overlapping_and_dense()
                              ? tensor.detach().as_strided({tensor.numel()}, {1})
                              : tensor.detach());
    }
    copyFromFirst(*m_group, tensors);
    for (auto& [name, tensor] : state) {
        tensor.unsafeGetTensorImpl()->bump_version(); // As an operation in place does.
    }
}

void RankTraining::prepareGradients()
{
    m_buckets = std::make_unique<GradientBuckets>(*m_group, *m_model);
}

void RankTraining::exchangeWishes()
{
    begin({}, false);
    (void)finish();
}

void RankTraining::begin(const StepTotals& own, bool last)
{
    m_last = last;
    const auto numbers = numbersOf(own, m_own);
    m_totals = at::empty({totalCount}, at::kDouble);
    std::ranges::copy(numbers, m_totals.data_ptr<double>());
    m_totalsWork = startSum(*m_group, RankChannel::Control, m_totals);
    if (last) {
        m_buckets->begin();
    }
}

StepTotals RankTraining::finish()
{
    if (m_last) {
        m_buckets->finish();
    }
    finishSum(*m_group, *m_totalsWork);
    m_totalsWork.reset();
    const double* const sums = m_totals.data_ptr<double>();
    m_wishes = {sums[5] > 0, sums[6] > 0, sums[7] > 0};
    return {sums[0], sums[1], sums[2], static_cast<std::int64_t>(sums[3]),
            static_cast<std::int64_t>(sums[4])};
}

void RankTraining::averageStatistics()
{
    if (m_syncNorms) {
        return; // They are the same already.
    }
    const c10::NoGradGuard noGradients;
    std::vector<at::Tensor> statistics;
    std::int64_t values = 0;
    for (auto& [name, tensor] : moduleState(*m_model)) {
        if (isStatistic(name)) {
            statistics.push_back(tensor);
            values += tensor.numel();
        }
    }
    const auto memory = at::empty({values}, at::kDouble);
    std::int64_t offset = 0;
    for (const auto& tensor : statistics) {
        memory.narrow(0, offset, tensor.numel()).copy_(tensor);
        offset += tensor.numel();
    }
    sumOverRanks(*m_group, RankChannel::Control, memory);
    memory.div_(m_group->size());
    offset = 0;
    for (const auto& tensor : statistics) {
        tensor.copy_(memory.narrow(0, offset, tensor.numel()));
        offset += tensor.numel();
    }
}

void RankTraining::merge(std::span<double> sums) const
{
    sumNumbers(*m_group, RankChannel::Control, sums);
}

void RankTraining::merge(ConfusionMatrix& confusion, std::vector<Prediction>& predictions) const
{
    auto counts = confusion.counts();
    sumNumbers(*m_group, RankChannel::Control, std::span(counts));
    confusion = ConfusionMatrix(confusion.classes(), std::move(counts));

    // Each image has been seen by one rank at most; on the others its predicted class is -1.
    const auto images = static_cast<std::int64_t>(predictions.size());
    const auto classes = at::zeros({images}, at::kInt);
    const auto confidences = at::zeros({images}, at::kFloat);
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        classes.data_ptr<std::int32_t>()[i] = predictions[i].predicted + 1;
        confidences.data_ptr<float>()[i] = predictions[i].confidence;
    }
    sumOverRanks(*m_group, RankChannel::Control, classes);
    sumOverRanks(*m_group, RankChannel::Control, confidences);
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        predictions[i].predicted = classes.data_ptr<std::int32_t>()[i] - 1;
        predictions[i].confidence = confidences.data_ptr<float>()[i];
    }
}

bool RankTraining::stopsAfterPause(bool stop)
{
    // By the store: a backend's exchange may not wait for as long as a person does.
    const auto answers =
        m_group->exchange("paused/" + std::to_string(m_pauses++), stop ? "stop" : "go on");
    if (!answers) {
        throw GroupEnded(answers.error().reason);
    }
    m_wishes = {};
    return std::ranges::find(*answers, "stop") != answers->end();
}

} // namespace weft
