#pragma once

#include <ATen/core/ivalue.h>
#include <torch/custom_class.h>

#include <memory>
#include <utility>

namespace weft {

/// Carries a plan from a function's forward to its backward pass, in its context's saved_data.
template <typename Plan>
struct PlanCapsule : torch::CustomClassHolder
{
    explicit PlanCapsule(std::shared_ptr<Plan> shared)
        : plan(std::move(shared))
    {
    }

    [[nodiscard]] static at::IValue wrap(const std::shared_ptr<Plan>& plan)
    {
        return at::IValue::make_capsule(c10::make_intrusive<PlanCapsule>(plan));
    }

    [[nodiscard]] static std::shared_ptr<Plan> unwrap(const at::IValue& value)
    {
        return c10::static_intrusive_pointer_cast<PlanCapsule>(value.toCapsule())->plan;
    }

    std::shared_ptr<Plan> plan;
};

} // namespace weft
