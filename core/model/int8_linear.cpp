#include "core/model/int8_linear_p.h"

#include <ATen/ops/empty.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

namespace weft {

/// For one number of rows. Buffers are kept.
class Int8Linear::Plan
{
public:
    explicit Plan(const Key& key)
        : m_key(key)
        , m_engine(dnnl::engine::kind::cpu, 0)
        , m_product(m_engine, key.rows, key.inputs, key.outputs)
        , m_numbers(static_cast<std::size_t>(key.rows * key.inputs))
        , m_sums(static_cast<std::size_t>(key.rows * key.outputs))
        , m_rows(static_cast<std::size_t>(key.rows))
    {
    }

    /// values: [rows, in]; target: [rows, out].
    void run(const float* values, const at::Tensor& weights, float* target)
    {
        m_product.pack(weights, m_weights);
        auto* numbers = m_numbers.data();
        for (auto& row : m_rows) {
            row = quantizeRow(values, m_key.inputs, numbers);
            values += m_key.inputs;
            numbers += m_key.inputs;
        }
        Int8Product::Runner(m_product, m_weights)(m_numbers.data(), m_sums.data());
        const auto* sums = m_sums.data();
        for (const auto& row : m_rows) {
            dequantizeSums(m_weights.rowOf(sums, row), target);
            sums += m_key.outputs;
            target += m_key.outputs;
        }
    }

private:
    Key m_key;
    dnnl::engine m_engine;
    Int8Product m_product;
    Int8Weights m_weights;
    std::vector<std::uint8_t> m_numbers;
    std::vector<std::int32_t> m_sums;
    std::vector<RowScale> m_rows;
};

Int8Linear::Int8Linear() = default;
Int8Linear::~Int8Linear() = default;

at::Tensor Int8Linear::forward(const at::Tensor& input, const at::Tensor& weights,
                               const at::Tensor& bias)
{
    if (!input.is_cpu() || input.numel() == 0 || weights.scalar_type() != at::kFloat) {
        return {};
    }
    const c10::NoGradGuard noGradients;
    const auto inputs = weights.size(1);
    const auto outputs = weights.size(0);
    const auto plan = m_plans.find({input.numel() / inputs, inputs, outputs, at::get_num_threads()},
                                   [](const Key& key) -> std::shared_ptr<Plan> {
                                       try {
                                           return std::make_shared<Plan>(key);
                                       } catch (const dnnl::error&) {
                                           return nullptr;
                                       }
                                   });
    if (!plan) {
        return {};
    }
    auto shape = input.sizes().vec();
    shape.back() = outputs;
    auto output = at::empty(shape, at::kFloat);
    plan->run(input.to(at::kFloat).contiguous().data_ptr<float>(), weights,
              output.data_ptr<float>());
    return bias.defined() ? output.add_(bias) : output;
}

} // namespace weft
