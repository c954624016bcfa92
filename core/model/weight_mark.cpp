#include "core/model/weight_mark_p.h"

namespace weft {

WeightMark::WeightMark(const at::Tensor& weights)
{
    if (!weights.is_inference()) {
        m_values = weights.detach();
        m_version = weights._version();
    }
}

bool WeightMark::holdsFor(const at::Tensor& weights) const
{
    return m_values.defined() && !weights.is_inference() && m_values.is_alias_of(weights) &&
           m_values.data_ptr() == weights.data_ptr() && m_values.sizes() == weights.sizes() &&
           m_values.strides() == weights.strides() && m_version == weights._version();
}

} // namespace weft
