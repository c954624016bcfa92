#include "core/store/stored_tensors_p.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace weft {

namespace {

struct TypePair
{
    at::ScalarType torch;
    ElementType stored;
};

constexpr std::array<TypePair, 10> typePairs{{{at::kDouble, ElementType::F64},
                                              {at::kFloat, ElementType::F32},
                                              {at::kHalf, ElementType::F16},
                                              {at::kBFloat16, ElementType::BF16},
                                              {at::kLong, ElementType::I64},
                                              {at::kInt, ElementType::I32},
                                              {at::kShort, ElementType::I16},
                                              {at::kChar, ElementType::I8},
                                              {at::kByte, ElementType::U8},
                                              {at::kBool, ElementType::Bool}}};

} // namespace

Result<StoredTensor> storedView(const at::Tensor& tensor)
{
    const auto* pair = std::ranges::find(typePairs, tensor.scalar_type(), &TypePair::torch);
    if (pair == typePairs.end()) {
        return Error{ErrorCode::Unsupported, {}, "the tensor's element type is not storable"};
    }
    return StoredTensor{pair->stored,
                        tensor.sizes().vec(),
                        {static_cast<const char*>(tensor.data_ptr()), tensor.nbytes()}};
}

at::Tensor copyTensor(const StoredTensor& stored)
{
    const auto* pair = std::ranges::find(typePairs, stored.type, &TypePair::stored);
    auto tensor = at::empty(stored.shape, pair->torch);
    if (!stored.bytes.empty()) {
        std::memcpy(tensor.data_ptr(), stored.bytes.data(), stored.bytes.size());
    }
    return tensor;
}

at::Tensor copyTensor(const FileTensor& tensor)
{
    if (tensor.strides.empty()) {
        return copyTensor(tensor.stored);
    }
    auto flat = tensor.stored;
    flat.shape = {static_cast<std::int64_t>(flat.bytes.size() / elementSize(flat.type))};
    return copyTensor(flat).as_strided(tensor.stored.shape, tensor.strides).contiguous();
}

TensorMap copyTensors(const SafetensorsFile& file)
{
    TensorMap tensors;
    for (const auto& [name, stored] : file.tensors) {
        tensors.emplace(name, copyTensor(stored));
    }
    return tensors;
}

} // namespace weft
