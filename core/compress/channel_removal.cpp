#include "core/compress/channel_removal_p.h"

#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <string>

namespace weft {

namespace {

/// Narrows the tensors of a copy of the state along one side.
class Removal
{
public:
    Removal(TensorMap& state, const std::vector<std::vector<std::int64_t>>& kept)
        : m_state(state)
    {
        for (const auto& channels : kept) {
            m_kept.push_back(at::tensor(channels, at::kLong));
        }
    }

    void select(const std::string& name, std::int64_t side, std::size_t width)
    {
        auto& tensor = m_state.at("backbone." + name);
        tensor = tensor.index_select(side, m_kept.at(width));
    }

    void apply(const TrunkStep& step)
    {
        if (step.kind == TrunkStepKind::Squeeze && step.innerIn) {
            select(step.name + ".fc1.weight", 1, *step.innerIn);
            select(step.name + ".fc2.weight", 0, *step.innerIn);
            select(step.name + ".fc2.bias", 0, *step.innerIn);
        }
        if (step.kind != TrunkStepKind::Convolution) {
            return;
        }
        if (step.innerOut) {
            select(step.name + ".weight", 0, *step.innerOut);
            for (const auto* part : {".weight", ".bias", ".running_mean", ".running_var"}) {
                select(step.norm + part, 0, *step.innerOut);
            }
        }
        if (step.innerIn && !step.depthwise) { // A depthwise filter reads its own channel alone.
            select(step.name + ".weight", 1, *step.innerIn);
        }
    }

private:
    TensorMap& m_state;
    std::vector<at::Tensor> m_kept;
};

} // namespace

TensorMap withoutChannels(const TensorMap& state, const TrunkTopology& topology,
                          const std::vector<std::vector<std::int64_t>>& kept)
{
    const c10::NoGradGuard noGradients;
    TensorMap narrow = state;
    Removal removal(narrow, kept);
    for (const auto& step : topology.steps) {
        removal.apply(step);
    }
    return narrow;
}

} // namespace weft
