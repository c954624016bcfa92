#pragma once

#include "core/base/result.h"
#include "core/store/safetensors.h"

#include <cstdint>
#include <deque>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace weft {

/// What a state_dict calls. Nothing is called in truth: each is a shape of arguments that the
/// reader knows.
enum class PickleCallable {
    OrderedDict,      ///< collections.OrderedDict
    Size,             ///< torch.Size
    RebuildTensor,    ///< torch._utils._rebuild_tensor, of PyTorch before 0.4
    RebuildTensorV2,  ///< torch._utils._rebuild_tensor_v2
    RebuildParameter, ///< torch._utils._rebuild_parameter
};

/// The place of a PickleNode.
struct PickleReference
{
    std::size_t node = 0;
};

/// None, a number, a text (a view of the pickle), a callable, a storage's class, or a node.
using PickleValue = std::variant<std::monostate, bool, std::int64_t, double, std::string_view,
                                 PickleCallable, ElementType, PickleReference>;

struct PickleTuple
{
    std::vector<PickleValue> items;
};

struct PickleList
{
    std::vector<PickleValue> items;
};

/// Later entries replace earlier ones of the same key.
struct PickleDict
{
    std::vector<std::pair<PickleValue, PickleValue>> items;
};

/// A storage, or a part of one: elements first..first + count of the whole.
struct PickleStorage
{
    ElementType type = ElementType::F32;
    std::string_view key;        ///< Under which the file keeps the bytes.
    std::int64_t wholeCount = 0; ///< Elements of the whole.
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// A view of a storage, which it does not leave, and no two elements of which lie in one place.
struct PickleTensor
{
    PickleStorage storage;
    std::int64_t offset = 0; ///< Elements from the storage's first one on.
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides; ///< In elements.
    std::int64_t extent = 0;           ///< Elements from the first to the last, both included.
};

using PickleNode = std::variant<PickleTuple, PickleList, PickleDict, PickleStorage, PickleTensor>;

/// A pickle's values. Nodes refer to each other by place, so that neither a value that holds itself
/// nor one nested a million deep can exhaust anything.
struct Pickle
{
    std::deque<PickleNode> nodes;
    PickleValue root;
    std::size_t bytes = 0; ///< Of the pickle; more may follow it.

    /// The node that the value refers to, where it is of this kind; else null.
    template <typename Kind>
    [[nodiscard]] const Kind* find(const PickleValue& value) const
    {
        const auto* reference = std::get_if<PickleReference>(&value);
        return reference == nullptr ? nullptr : std::get_if<Kind>(&nodes[reference->node]);
    }
    template <typename Kind>
    [[nodiscard]] Kind* find(const PickleValue& value)
    {
        return const_cast<Kind*>(std::as_const(*this).find<Kind>(value));
    }
};

/// Reads a pickle of Python's protocols 2 and 3 as far as torch.save() writes one for a state_dict,
/// and evaluates nothing. The values look into bytes. Fails with Unsupported for anything else,
/// which the reason names, and for more than a state_dict of 2 MiB without its numbers; with
/// Corrupt where the pickle is cut short, contradicts itself, or describes a tensor that leaves its
/// storage or overlaps itself.
[[nodiscard]] Result<Pickle> readPickle(std::string_view bytes);

} // namespace weft
