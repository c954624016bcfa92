#pragma once

#include "core/base/random.h"
#include "core/data/batch_loader.h"

#include <cstdint>
#include <vector>

namespace weft {

/// What a batch's images are made of: share of the image whose label stands in the batch, and the
/// rest of another one.
struct Mixture
{
    double share = 1;                 ///< 0..1, of all images.
    std::vector<std::int64_t> others; ///< The other images' labels; empty: nothing was mixed.
};

/// Mixes each image of a batch with another of it (a random permutation's), all with one share:
/// mixup (Zhang et al. 2017), share * a + (1 - share) * b, or CutMix (Yun et al. 2019), a rectangle
/// of b pasted into a, whose sides are sqrt(1 - share) of the image's and whose part beyond the
/// edge is lost; the share is then that of the area which a keeps. The share is drawn from
/// Beta(strength, strength). A strength of 0 leaves the method away; with both, each batch has one
/// of them, at random. The batch's own labels stay. size is the images' side.
[[nodiscard]] Mixture mixBatch(Batch& batch, int size, double mixup, double cutmix,
                               RandomStream random);

/// A draw from Beta(strength, strength), strength above 0: by two of the gamma distribution
/// (Marsaglia and Tsang 2000).
[[nodiscard]] double symmetricBeta(double strength, RandomStream& random);

} // namespace weft
