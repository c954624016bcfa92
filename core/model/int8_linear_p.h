#pragma once

#include "core/base/recent_cache.h"
#include "core/model/int8_product_p.h"

#include <memory>

namespace weft {

/// A linear layer's product in int8, for whatever number of rows comes: what is read is rounded by
/// the row (see quantizeRow()). Products and packed weights are kept. One thread at a time.
class Int8Linear
{
public:
    Int8Linear();
    ~Int8Linear();

    /// input: [..., in], any floating type; weights: [out, in] float32; bias: [out] or undefined.
    /// Returns [..., out] float32, which knows no gradient. An undefined tensor where the processor
    /// does not do it, and for another device or an empty batch.
    [[nodiscard]] at::Tensor forward(const at::Tensor& input, const at::Tensor& weights,
                                     const at::Tensor& bias);

private:
    struct Key
    {
        std::int64_t rows, inputs, outputs;
        int threads;
        friend bool operator==(const Key&, const Key&) = default;
    };
    class Plan;

    RecentCache<Key, std::shared_ptr<Plan>> m_plans{2};
};

} // namespace weft
