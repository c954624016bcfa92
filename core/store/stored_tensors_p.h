#pragma once

#include "core/store/checkpoint_p.h"
#include "core/store/safetensors.h"
#include "core/store/weight_file.h"

namespace weft {

/// A contiguous tensor of the CPU as a file holds it; a view of its memory. Fails with Unsupported
/// where the format has no such element type.
[[nodiscard]] Result<StoredTensor> storedView(const at::Tensor& tensor);

/// The tensor in memory of its own, row-major.
[[nodiscard]] at::Tensor copyTensor(const StoredTensor& stored);
[[nodiscard]] at::Tensor copyTensor(const FileTensor& tensor);

/// The tensors of a file, in memory of their own.
[[nodiscard]] TensorMap copyTensors(const SafetensorsFile& file);

} // namespace weft
