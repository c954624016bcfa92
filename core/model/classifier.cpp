#include "core/model/bilstm_p.h"
#include "core/model/classifier_p.h"
#include "core/model/heads_p.h"
#include "core/model/initialization_p.h"
#include "core/model/keyed_dropout_p.h"
#include "core/model/sequence_serializer_p.h"
#include "core/model/trunk_p.h"

#include <torch/nn/modules/linear.h>

namespace weft {

struct ClassifierImpl::Parts
{
    KeyedDropout dropout;
    Trunk backbone{nullptr};
    BiLstm lstm{nullptr};
    torch::nn::Linear attention{nullptr};
    torch::nn::Linear fc{nullptr};
};

ClassifierImpl::ClassifierImpl(const ModelConfig& config, int classes, std::uint64_t seed)
    : m_config(config)
    , m_classes(classes)
    , m_parts(std::make_shared<Parts>(Parts{KeyedDropout(config.dropout)}))
{
    const auto& topology = trunkTopology(config.backbone);
    m_parts->backbone = register_module("backbone", Trunk(topology, config.stochasticDepth));
    int width = topology.channels();
    if (config.head != Head::Gap) {
        m_parts->lstm = register_module("lstm", BiLstm(width, config.hidden, config.layers));
        width = 2 * config.hidden;
    }
    if (config.head == Head::Attention) {
        m_parts->attention = register_module("attention", torch::nn::Linear(width, 1));
    }
    m_parts->fc = register_module("fc", torch::nn::Linear(width, classes));
    initializeWeights(*this, seed);
}

void ClassifierImpl::seedDropout(std::uint64_t seed)
{
    m_parts->dropout.seed(seed);
    m_parts->backbone->seedDropout(seed);
}

void ClassifierImpl::freezeBackbone()
{
    m_backboneFrozen = true;
    for (auto& parameter : m_parts->backbone->parameters()) {
        parameter.requires_grad_(false);
    }
    m_parts->backbone->eval();
}

void ClassifierImpl::train(bool on)
{
    torch::nn::Module::train(on);
    if (m_backboneFrozen) {
        m_parts->backbone->eval();
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

torch::Tensor ClassifierImpl::extractFeatures(const torch::Tensor& images)
{
    return m_parts->backbone->forward(images);
}

ClassifierOutput ClassifierImpl::classifyFeatures(const torch::Tensor& features)
{
    auto output = classifyCondensed(condense(features));
    output.features = features;
    return output;
}

torch::Tensor ClassifierImpl::condense(const torch::Tensor& features)
{
    return m_config.head == Head::Gap ? features.mean({2, 3})
                                      : serializeGrid(features, m_config.grid);
}

ClassifierOutput ClassifierImpl::classifyCondensed(const torch::Tensor& condensed)
{
    HeadOutput head;
    if (m_config.head == Head::Gap) {
        head.summary = condensed;
    } else {
        head = applyHead(m_config.head, m_parts->lstm->forward(condensed, m_parts->dropout),
                         m_parts->attention);
    }
    const auto kept = m_parts->dropout.apply(head.summary, is_training());
    return {m_parts->fc->forward(kept).to(at::kFloat), head.attention, {}};
}

} // namespace weft
