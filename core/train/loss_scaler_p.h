#pragma once

#include "core/base/result.h"
#include "core/store/checkpoint_p.h"

#include <cstdint>

namespace weft {

/// Dynamic loss scaling by the rules of torch.cuda.amp.GradScaler: the loss is multiplied by a
/// scale that keeps small gradients from vanishing in float16, and the gradients are divided by it
/// before they are clipped. A step whose gradient is infinite or not a number is skipped and halves
/// the scale; so many good steps in a row double it. Knows no device.
class LossScaler
{
public:
    static constexpr double firstScale = 65536;
    static constexpr double growth = 2;
    static constexpr double backoff = 0.5;
    static constexpr std::int64_t growthInterval = 2000;
    /// Below it the scale has been halved so often that it cannot be what makes gradients infinite.
    static constexpr double leastScale = 1.0 / 65536;

    explicit LossScaler(double scale = firstScale)
        : m_scale(scale)
    {
    }

    [[nodiscard]] double scale() const { return m_scale; }
    [[nodiscard]] std::int64_t skipped() const { return m_skipped; } ///< Steps, over the whole run.

    /// A gradient of the step under way is not finite.
    void noteOverflow() { m_overflowed = true; }
    [[nodiscard]] bool overflowed() const { return m_overflowed; }

    /// Ends the step under way, and settles the scale of the next one. False: it is to be skipped.
    [[nodiscard]] bool endStep();

    /// "scaler.scale" (F64), "scaler.good_steps", "scaler.skipped" and "scaler.overflowed" (I64),
    /// [1] each.
    [[nodiscard]] TensorMap state() const;

    /// Takes what state() gave. Fails with Corrupt, naming the tensor, and is then as it was.
    [[nodiscard]] Result<void> loadState(const TensorMap& state);

private:
    double m_scale;
    std::int64_t m_goodSteps = 0; ///< In a row, since the scale changed.
    std::int64_t m_skipped = 0;
    bool m_overflowed = false;
};

} // namespace weft
