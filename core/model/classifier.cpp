#include "core/model/bilstm_p.h"
#include "core/model/cell_steps_p.h"
#include "core/model/classifier_p.h"
#include "core/model/heads_p.h"
#include "core/model/initialization_p.h"
#include "core/model/keyed_dropout_p.h"
#include "core/model/linear_p.h"
#include "core/model/network_widths.h"
#include "core/model/sequence_serializer_p.h"
#include "core/model/stage_fusion_p.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/relu.h>
#include <torch/nn/modules/batchnorm.h>

namespace weft {

namespace {

/// One way through the grid.
struct Reading
{
    CellSteps steps;
    BiLstm lstm;
};

} // namespace

struct ClassifierImpl::Parts
{
    KeyedDropout dropout;
    Trunk backbone{nullptr};
    StageFusion fusion{nullptr};
    std::vector<Reading> readings{}; ///< None for head gap.
    std::optional<AttentionScorer> attention{};
    Linear hidden{nullptr}; ///< Of head gap, where it is asked for.
    Linear fc{nullptr};
};

ClassifierImpl::ClassifierImpl(const ModelConfig& config, int classes, std::uint64_t seed)
    : m_config(config)
    , m_classes(classes)
    , m_parts(std::make_shared<Parts>(Parts{.dropout = KeyedDropout(config.dropout)}))
{
    m_parts->backbone =
        register_module("backbone", Trunk(trunkTopology(config), config.stochasticDepth));
    if (config.fusion != Fusion::None) {
        m_parts->fusion = register_module("fusion", StageFusion(config));
    }
    if (config.head != Head::Gap) {
        for (const auto order : readingsOf(config.order)) {
            const auto* const name = lstmNames[m_parts->readings.size()];
            const BiLstm lstm(cellChannels(config), config.hidden, config.layers);
            m_parts->readings.push_back(
                {CellSteps(order, config.grid), register_module(name, lstm)});
        }
    }
    if (config.head == Head::Attention) {
        m_parts->attention.emplace(*this, config, stepWidth(config));
    }
    if (config.head == Head::Gap && config.gapHidden > 0) {
        m_parts->hidden = register_module("hidden", Linear(cellChannels(config), config.gapHidden));
    }
    m_parts->fc = register_module("fc", Linear(headWidth(config), classes));
    initializeWeights(*this, seed);
}

void ClassifierImpl::seedDropout(std::uint64_t seed, RowShare share)
{
    m_parts->dropout.seed(seed, share);
    m_parts->backbone->seedDropout(seed, share);
}

void ClassifierImpl::synchronizeNorms(std::shared_ptr<NormExchange> exchange)
{
    m_parts->backbone->synchronizeNorms(exchange);
}

void ClassifierImpl::freezeBackbone()
{
    m_backboneFrozen = true;
    for (auto& parameter : m_parts->backbone->parameters()) {
        parameter.requires_grad_(false);
    }
    m_parts->backbone->eval();
}

void ClassifierImpl::unfreezeBackbone()
{
    m_backboneFrozen = false;
    for (auto& parameter : m_parts->backbone->parameters()) {
        parameter.requires_grad_(true);
    }
    train(is_training());
}

void ClassifierImpl::freezeNorms()
{
    m_normsFrozen = true;
    train(is_training());
}

void ClassifierImpl::train(bool on)
{
    torch::nn::Module::train(on);
    if (m_backboneFrozen) {
        m_parts->backbone->eval();
    } else if (m_normsFrozen) {
        for (const auto& module : m_parts->backbone->modules(false)) {
            if (auto* norm = module->as<torch::nn::BatchNorm2d>()) {
                norm->eval();
            }
        }
    }
}

torch::nn::Module& ClassifierImpl::backbone()
{
    return *m_parts->backbone;
}

torch::nn::Module& ClassifierImpl::classifier()
{
    return *m_parts->fc;
}

ClassifierOutput ClassifierImpl::forward(const torch::Tensor& images)
{
    return classifyFeatures(extractFeatures(images));
}

TrunkFeatures ClassifierImpl::extractFeatures(const torch::Tensor& images)
{
    return m_parts->backbone->stages(images, usedStages(m_config).size());
}

ClassifierOutput ClassifierImpl::classifyFeatures(const TrunkFeatures& features)
{
    auto output = classifyCondensed(condense(features));
    output.features = features;
    return output;
}

torch::Tensor ClassifierImpl::condense(const TrunkFeatures& features)
{
    std::vector<torch::Tensor> pooled;
    for (const auto& stage : features) {
        pooled.push_back(m_config.head == Head::Gap ? stage.mean({2, 3})
                                                    : serializeGrid(stage, m_config.grid));
    }
    return pooled.size() == 1 ? pooled.front() : at::cat(pooled, -1);
}

ClassifierOutput ClassifierImpl::classifyCondensed(const torch::Tensor& condensed)
{
    const auto cells = m_parts->fusion ? m_parts->fusion->forward(condensed) : condensed;
    const auto head = m_config.head == Head::Gap ? HeadOutput{summarize(cells), {}} : read(cells);
    const auto kept = m_parts->dropout.apply(head.summary, is_training());
    return {m_parts->fc->forward(kept).to(at::kFloat), head.attention, {}};
}

torch::Tensor ClassifierImpl::summarize(const torch::Tensor& mean)
{
    return m_parts->hidden ? at::relu(m_parts->hidden->forward(mean)) : mean;
}

HeadOutput ClassifierImpl::read(const torch::Tensor& cells)
{
    auto& [steps, lstm] = m_parts->readings.front();
    if (m_parts->readings.size() == 1) {
        const auto sequence = lstm->forward(steps.toSteps(cells, 1), m_parts->dropout);
        auto head = applyHead(m_config.head, sequence, 1, m_parts->attention);
        if (head.attention.defined()) {
            head.attention = steps.toCells(head.attention, 2);
        }
        return head;
    }
    // Readings by rows and by columns meet in the cells; both begin in the first and end in the
    // last.
    std::vector<torch::Tensor> outputs;
    for (auto& reading : m_parts->readings) {
        const auto sequence =
            reading.lstm->forward(reading.steps.toSteps(cells, 1), m_parts->dropout);
        outputs.push_back(reading.steps.toCells(sequence, 1));
    }
    return applyHead(m_config.head, at::cat(outputs, 2), static_cast<std::int64_t>(outputs.size()),
                     m_parts->attention);
}

} // namespace weft
