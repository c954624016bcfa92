#pragma once

namespace weft {

/// Classifying with a network, median of rounds that took turns with another's. Milliseconds.
struct InferenceTime
{
    double oneMs = 0;  ///< A picture alone.
    double manyMs = 0; ///< 32 at once, all of them.
};

} // namespace weft
