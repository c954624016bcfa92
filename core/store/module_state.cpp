#include "core/store/module_state_p.h"

#include <torch/types.h>

namespace weft {

TensorMap moduleState(const torch::nn::Module& module)
{
    TensorMap state;
    for (const auto& item : module.named_parameters()) {
        state.emplace(item.key(), item.value());
    }
    for (const auto& item : module.named_buffers()) {
        state.emplace(item.key(), item.value());
    }
    return state;
}

Result<void> loadModuleState(torch::nn::Module& module, const TensorMap& state)
{
    const torch::NoGradGuard noGradients;
    auto own = moduleState(module);
    for (const auto& [name, tensor] : own) {
        const auto found = state.find(name);
        if (found == state.end()) {
            return Error{ErrorCode::Corrupt, name, "the checkpoint lacks this tensor"};
        }
        if (found->second.sizes() != tensor.sizes()) {
            return Error{ErrorCode::Corrupt, name, "the tensor has another shape"};
        }
    }
    for (const auto& [name, tensor] : state) {
        if (!own.contains(name)) {
            return Error{ErrorCode::Corrupt, name, "the network has no such tensor"};
        }
    }
    for (auto& [name, tensor] : own) {
        tensor.copy_(state.at(name));
    }
    return {};
}

} // namespace weft
