#pragma once

#include <type_traits>

namespace weft {

/// Side of a convolution's or a pooling's output, with padding kernel / 2.
template <typename Length>
[[nodiscard]] constexpr Length stridedSide(Length side, std::type_identity_t<Length> kernel,
                                           std::type_identity_t<Length> stride)
{
    return (side + 2 * (kernel / 2) - kernel) / stride + 1;
}

} // namespace weft
