#pragma once

#include <ATen/core/ivalue.h>
#include <torch/custom_class.h>

#include <memory>
#include <utility>

namespace weft {

/// Carries what is shared from a function's forward to its backward pass, in its context's
/// saved_data.
template <typename Held>
struct SharedCapsule : torch::CustomClassHolder
{
    explicit SharedCapsule(std::shared_ptr<Held> shared)
        : held(std::move(shared))
    {
    }

    [[nodiscard]] static at::IValue wrap(const std::shared_ptr<Held>& held)
    {
        return at::IValue::make_capsule(c10::make_intrusive<SharedCapsule>(held));
    }

    [[nodiscard]] static std::shared_ptr<Held> unwrap(const at::IValue& value)
    {
        return c10::static_intrusive_pointer_cast<SharedCapsule>(value.toCapsule())->held;
    }

    std::shared_ptr<Held> held;
};

} // namespace weft
