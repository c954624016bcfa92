#pragma once

#include "core/config/run_config.h"
#include "core/store/checkpoint_p.h"

#include <torch/nn/module.h>

namespace weft {

/// A backbone's parameters and buffers by their names in it, such as "layer1.0.conv1.weight".
struct BackboneWeights
{
    TensorMap tensors;
    std::string fingerprint; ///< See backboneFingerprint().
    std::size_t leftOut = 0; ///< Tensors of the file that are not the backbone's.
};

/// Reads the backbone of a run directory's best checkpoint (its last one, where no epoch is done
/// yet) or of a safetensors file of Weft. Fails with InvalidArgument where it does not fit this
/// backbone in every tensor, with NotFinite, and as the files' readers do.
[[nodiscard]] Result<BackboneWeights> readBackboneWeights(const std::filesystem::path& from,
                                                          Backbone backbone);

/// Changes with any bit of a name, a shape or a value. The norms' counters of batches are left out,
/// for nothing is computed from them.
[[nodiscard]] std::string backboneFingerprint(const TensorMap& tensors);

} // namespace weft
