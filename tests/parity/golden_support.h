#pragma once

#include "tests/parity/tensors.h"

#include "core/model/classifier_p.h"
#include "core/store/module_state_p.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <vector>

/// What make_golden.py does to a network before it asks PyTorch, and what PyTorch answered.
namespace weft::test {

using Json = nlohmann::json;

/// The numbers of make_golden.py's noise().
inline at::Tensor noise(std::int64_t count, std::uint64_t stream)
{
    auto values = at::zeros({count});
    float* out = values.data_ptr<float>();
    for (std::int64_t i = 0; i < count; ++i) {
        std::uint64_t x = static_cast<std::uint64_t>(i) + stream * 1'000'003;
        x = (x * 2654435761U) & 0xFFFFFFFFU;
        x ^= x >> 15;
        x = (x * 2246822519U) & 0xFFFFFFFFU;
        x ^= x >> 13;
        out[i] = static_cast<float>(static_cast<double>(x) / 0x1.0p31 - 1);
    }
    return values;
}

/// make_golden.py's fill(): the names alone decide, so that a wrong name gives wrong numbers.
inline void fill(Classifier& model)
{
    const torch::NoGradGuard noGradients;
    std::uint64_t stream = 0;
    for (auto& [name, tensor] : moduleState(*model)) {
        if (name.ends_with("num_batches_tracked")) {
            continue;
        }
        auto values = noise(tensor.numel(), ++stream).view(tensor.sizes());
        if (tensor.dim() > 1) {
            values *= std::sqrt(3.0 * static_cast<double>(tensor.size(0)) /
                                static_cast<double>(tensor.numel()));
        } else if (name.ends_with("running_var") || name.ends_with(".weight")) {
            values = 1 + 0.2 * values;
        } else {
            values *= 0.1;
        }
        at::Tensor(tensor).copy_(values);
    }
}

inline at::Tensor tensorOf(const Json& values)
{
    const auto numbers = values.get<std::vector<float>>();
    return torch::tensor(numbers);
}

inline Json goldenCases()
{
    std::ifstream file(WEFT_SOURCE_DIR "/tests/parity/golden.json");
    return Json::parse(file);
}

} // namespace weft::test
