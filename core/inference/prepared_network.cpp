#include "core/base/recent_cache.h"
#include "core/inference/invalid_operations_p.h"
#include "core/inference/prepared_network_p.h"
#include "core/inference/prepared_trunk_p.h"
#include "core/model/autocast_p.h"
#include "core/model/evaluation_mode_p.h"
#include "core/model/network_widths.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <optional>

namespace weft {

namespace {

/// Bytes that the largest layer's values may take. Images go through the trunk in parts no larger
/// than that: a part's values stay in the last cache, and the memory does not grow with the batch.
/// At 224 px that is 10 images of ResNet-18; 8 were as quick as 32 in every layer.
constexpr std::int64_t mostBytesOfLayer = 32 << 20;

/// Images that go through the trunk at a time. The parts of a batch are of one size, so that one
/// shape does for all.
std::int64_t imagesOfPart(const TrunkTopology& topology, const at::Tensor& images, bool bf16)
{
    const auto heights = stepSides(topology, static_cast<int>(images.size(2)));
    const auto widths = stepSides(topology, static_cast<int>(images.size(3)));
    std::int64_t values = 1;
    for (std::size_t i = 0; i < heights.size(); ++i) {
        values =
            std::max(values, std::int64_t{topology.steps[i].outChannels} * heights[i] * widths[i]);
    }
    const auto most = std::max<std::int64_t>(1, mostBytesOfLayer / (values * (bf16 ? 2 : 4)));
    const auto parts = (images.size(0) + most - 1) / most;
    return (images.size(0) + parts - 1) / parts;
}

struct Key
{
    TrunkShape shape;
    int threads;
    friend bool operator==(const Key&, const Key&) = default;
};

/// A trunk and the weights that it has. No trunk where oneDNN refuses.
struct Prepared
{
    std::optional<PreparedTrunk> trunk;
    std::int64_t generation = 0;
    bool finite = false;
};

} // namespace

struct PreparedNetwork::State
{
    State(const Classifier& shared, PreparedFor pictures)
        : model(shared)
        , use(pictures)
        , topology(trunkTopology(model->config()))
        , stages(usedStages(model->config()).size())
        , parameters(model->backbone(), topology)
    {
    }

    /// Empty where the classifier has to do it.
    TrunkFeatures runTrunk(const at::Tensor& images);
    PreparedTrunk* trunkFor(const TrunkShape& shape);

    Classifier model;
    PreparedFor use;
    TrunkTopology topology;
    std::size_t stages; ///< Whose outputs the classifier reads.
    TrunkParameters parameters;
    /// A batch and the last batch of a data set, which is smaller.
    RecentCache<Key, Prepared> trunks{2};
};

PreparedTrunk* PreparedNetwork::State::trunkFor(const TrunkShape& shape)
{
    // Asking for the threads also hands LibTorch's number to OpenMP on a thread that is new.
    auto& prepared = trunks.find({shape, at::get_num_threads()}, [&](const Key&) {
        Prepared made;
        try {
            made.trunk.emplace(topology, shape, stages);
        } catch (const dnnl::error&) {
            made.trunk.reset();
        }
        return made;
    });
    if (!prepared.trunk) {
        return nullptr;
    }
    if (const auto now = parameters.generation(); prepared.generation != now) {
        prepared.finite = prepared.trunk->load(parameters);
        prepared.generation = now;
    }
    return prepared.finite ? &*prepared.trunk : nullptr;
}

TrunkFeatures PreparedNetwork::State::runTrunk(const at::Tensor& images)
{
    const bool handled = images.is_cpu() && images.scalar_type() == at::kFloat &&
                         images.dim() == 4 && images.size(1) == 3 && images.numel() > 0 &&
                         parameters.plain();
    if (!handled) {
        return {};
    }
    const bool bf16 = bf16Autocast();
    const auto part = imagesOfPart(topology, images, bf16);
    auto* const trunk =
        trunkFor({part, images.size(2), images.size(3), bf16, use == PreparedFor::Many});
    if (!trunk) {
        return {};
    }
    const auto count = images.size(0);
    const auto parts = (count + part - 1) / part;
    const auto pixels = images.contiguous();
    TrunkFeatures features;
    for (const auto& [channels, height, width] : trunk->featureShapes()) {
        features.push_back(
            at::empty({parts * part, height, width, channels}, bf16 ? at::kBFloat16 : at::kFloat));
    }
    const InvalidOperations invalid;
    for (std::int64_t first = 0; first < count; first += part) {
        auto own = pixels.narrow(0, first, std::min(part, count - first));
        if (own.size(0) < part) {
            auto filled = at::zeros({part, own.size(1), own.size(2), own.size(3)});
            filled.narrow(0, 0, own.size(0)).copy_(own);
            own = filled;
        }
        std::vector<void*> places;
        for (const auto& stage : features) {
            places.push_back(stage.narrow(0, first, part).data_ptr());
        }
        trunk->run(own.data_ptr<float>(), places);
    }
    if (invalid.any()) {
        trunk->clear();
        return {}; // The classifier shows what has become of it.
    }
    for (auto& stage : features) {
        stage = stage.narrow(0, 0, count).permute({0, 3, 1, 2});
    }
    return features;
}

PreparedNetwork::PreparedNetwork(const Classifier& model, PreparedFor use)
    : m_state(std::make_unique<State>(model, use))
{
}

PreparedNetwork::~PreparedNetwork() = default;
PreparedNetwork::PreparedNetwork(PreparedNetwork&&) noexcept = default;
PreparedNetwork& PreparedNetwork::operator=(PreparedNetwork&&) noexcept = default;

ClassifierOutput PreparedNetwork::forward(const at::Tensor& images)
{
    const c10::NoGradGuard noGradients;
    const EvaluationMode mode(m_state->model);
    return m_state->model->classifyFeatures(extractFeatures(images));
}

TrunkFeatures PreparedNetwork::extractFeatures(const at::Tensor& images)
{
    const c10::NoGradGuard noGradients;
    const EvaluationMode mode(m_state->model);
    auto features = m_state->runTrunk(images);
    return features.empty() ? m_state->model->extractFeatures(images) : features;
}

Classifier& PreparedNetwork::model()
{
    return m_state->model;
}

} // namespace weft
