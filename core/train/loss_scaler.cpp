#include "core/train/loss_scaler_p.h"

#include <ATen/ops/full.h>

#include <cmath>
#include <utility>

namespace weft {

namespace {

at::Tensor count(std::int64_t value)
{
    return at::full({1}, value, at::kLong);
}

} // namespace

bool LossScaler::endStep()
{
    if (std::exchange(m_overflowed, false)) {
        m_scale *= backoff;
        m_goodSteps = 0;
        ++m_skipped;
        return false;
    }
    if (++m_goodSteps == growthInterval) {
        m_goodSteps = 0;
        // The loss is a float32; a scale that is none would be no number to it.
        if (std::isfinite(static_cast<float>(m_scale * growth))) {
            m_scale *= growth;
        }
    }
    return true;
}

TensorMap LossScaler::state() const
{
    return {{"scaler.scale", at::full({1}, m_scale, at::kDouble)},
            {"scaler.good_steps", count(m_goodSteps)},
            {"scaler.skipped", count(m_skipped)},
            {"scaler.overflowed", count(m_overflowed ? 1 : 0)}};
}

Result<void> LossScaler::loadState(const TensorMap& state)
{
    for (const auto& [name, tensor] : this->state()) {
        const auto found = state.find(name);
        if (found == state.end() || found->second.sizes() != tensor.sizes() ||
            found->second.scalar_type() != tensor.scalar_type()) {
            return Error{ErrorCode::Corrupt, name,
                         "the checkpoint has no such tensor of the loss's scale"};
        }
    }
    m_scale = state.at("scaler.scale").item<double>();
    m_goodSteps = state.at("scaler.good_steps").item<std::int64_t>();
    m_skipped = state.at("scaler.skipped").item<std::int64_t>();
    m_overflowed = state.at("scaler.overflowed").item<std::int64_t>() != 0;
    return {};
}

} // namespace weft
