#pragma once

#include "core/store/checkpoint_p.h"
#include "core/store/safetensors.h"

namespace weft {

/// A contiguous tensor of the CPU as a file holds it; a view of its memory. Fails with Unsupported
/// where the format has no such element type.
[[nodiscard]] Result<StoredTensor> storedView(const at::Tensor& tensor);

/// The tensors of a file, in memory of their own.
[[nodiscard]] TensorMap copyTensors(const SafetensorsFile& file);

} // namespace weft
