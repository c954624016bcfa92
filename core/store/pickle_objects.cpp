#include "core/store/pickle_objects.h"

#include "core/base/utf8.h"
#include "core/store/unnamed_error.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace weft {

namespace {

constexpr std::size_t mostNodes = 200'000;
constexpr std::size_t mostDimensions = 16;

struct Global
{
    std::string_view module;
    std::string_view name;
    PickleValue value;
};

const std::array<Global, 15> globals{{
    {"collections", "OrderedDict", PickleCallable::OrderedDict},
    {"torch", "Size", PickleCallable::Size},
    {"torch._utils", "_rebuild_tensor", PickleCallable::RebuildTensor},
    {"torch._utils", "_rebuild_tensor_v2", PickleCallable::RebuildTensorV2},
    {"torch._utils", "_rebuild_parameter", PickleCallable::RebuildParameter},
    {"torch", "DoubleStorage", ElementType::F64},
    {"torch", "FloatStorage", ElementType::F32},
    {"torch", "HalfStorage", ElementType::F16},
    {"torch", "BFloat16Storage", ElementType::BF16},
    {"torch", "LongStorage", ElementType::I64},
    {"torch", "IntStorage", ElementType::I32},
    {"torch", "ShortStorage", ElementType::I16},
    {"torch", "CharStorage", ElementType::I8},
    {"torch", "ByteStorage", ElementType::U8},
    {"torch", "BoolStorage", ElementType::Bool},
}};

/// Whole numbers from 0 on, out of a tuple.
std::optional<std::vector<std::int64_t>> lengths(const Pickle& pickle, const PickleValue& value)
{
    const auto* tuple = pickle.find<PickleTuple>(value);
    if (tuple == nullptr || tuple->items.size() > mostDimensions) {
        return std::nullopt;
    }
    std::vector<std::int64_t> numbers;
    for (const auto& item : tuple->items) {
        const auto* number = std::get_if<std::int64_t>(&item);
        if (number == nullptr || *number < 0) {
            return std::nullopt;
        }
        numbers.push_back(*number);
    }
    return numbers;
}

/// Elements from a tensor's first to its last. Fails where two of them may lie in one place.
Result<std::int64_t> extentOf(const PickleTensor& tensor)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> sides; // Stride and length.
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        if (tensor.shape[i] == 0) {
            return 0;
        }
        if (tensor.shape[i] > 1) {
            sides.emplace_back(tensor.strides[i], tensor.shape[i]);
        }
    }
    std::ranges::sort(sides);
    std::int64_t extent = 1;
    for (const auto& [stride, length] : sides) {
        if (stride < extent) {
            return corruptBytes("a tensor's elements overlap");
        }
        std::int64_t reach = 0;
        if (__builtin_mul_overflow(stride, length - 1, &reach) ||
            __builtin_add_overflow(extent, reach, &extent)) {
            return corruptBytes("a tensor is larger than any memory");
        }
    }
    return extent;
}

Result<PickleValue> makeTensor(Pickle& pickle, const std::vector<PickleValue>& arguments)
{
    const auto* storage = pickle.find<PickleStorage>(arguments[0]);
    const auto* offset = std::get_if<std::int64_t>(&arguments[1]);
    auto shape = lengths(pickle, arguments[2]);
    auto strides = lengths(pickle, arguments[3]);
    if (storage == nullptr || offset == nullptr || *offset < 0 || !shape || !strides ||
        shape->size() != strides->size()) {
        return corruptBytes(
            "a tensor is not described by a storage, an offset, a shape and strides");
    }
    PickleTensor tensor{*storage, *offset, std::move(*shape), std::move(*strides), 0};
    const auto extent = extentOf(tensor);
    if (!extent) {
        return extent.error();
    }
    if (*offset > storage->count || *extent > storage->count - *offset) {
        return corruptBytes("a tensor reaches beyond its storage");
    }
    tensor.extent = *extent;
    return addNode(pickle, std::move(tensor));
}

/// Nothing, or, as Python 2 wrote it, one list of pairs.
Result<PickleValue> makeDict(Pickle& pickle, const std::vector<PickleValue>& arguments)
{
    PickleDict dict;
    auto* const list = arguments.size() == 1 ? pickle.find<PickleList>(arguments[0]) : nullptr;
    if (!arguments.empty() && list == nullptr) {
        return corruptBytes("an OrderedDict is made of something other than a list");
    }
    // The list is used up: a short pickle that makes a thousand of a long one stays short.
    const auto entries = list == nullptr ? std::vector<PickleValue>() : std::move(list->items);
    for (const auto& entry : entries) {
        const auto* pair = pickle.find<PickleList>(entry);
        const auto* tuple = pickle.find<PickleTuple>(entry);
        const auto* items = pair != nullptr    ? &pair->items
                            : tuple != nullptr ? &tuple->items
                                               : nullptr;
        if (items == nullptr || items->size() != 2) {
            return corruptBytes("an OrderedDict is made of something other than pairs");
        }
        dict.items.emplace_back((*items)[0], (*items)[1]);
    }
    return addNode(pickle, std::move(dict));
}

} // namespace

Result<PickleValue> addNode(Pickle& pickle, PickleNode node)
{
    if (pickle.nodes.size() == mostNodes) {
        return unsupportedBytes("it holds more values than a state_dict has");
    }
    pickle.nodes.push_back(std::move(node));
    return PickleValue(PickleReference{pickle.nodes.size() - 1});
}

Result<PickleValue> pickleGlobal(std::string_view module, std::string_view name)
{
    for (const auto& global : globals) {
        if (global.module == module && global.name == name) {
            return global.value;
        }
    }
    return unsupportedBytes("it names " + printableText(module) + "." + printableText(name) +
                            ", which no state_dict needs and Weft does not run; save "
                            "model.state_dict() alone");
}

Result<PickleValue> pickleCall(Pickle& pickle, const PickleValue& callable,
                               const PickleValue& arguments)
{
    const auto* function = std::get_if<PickleCallable>(&callable);
    const auto* tuple = pickle.find<PickleTuple>(arguments);
    if (function == nullptr || tuple == nullptr) {
        return corruptBytes("it calls what cannot be called");
    }
    const auto& given = tuple->items;
    const auto wrong = corruptBytes("it calls a function with arguments that are not its own");
    switch (*function) {
    case PickleCallable::OrderedDict:
        return given.size() > 1 ? wrong : makeDict(pickle, given);
    case PickleCallable::Size:
        return given.size() == 1 && lengths(pickle, given[0]) ? Result(given[0]) : wrong;
    case PickleCallable::RebuildTensor:
        return given.size() == 4 ? makeTensor(pickle, given) : wrong;
    case PickleCallable::RebuildTensorV2: // Two more, or three with metadata: gradients and hooks.
        return given.size() == 6 || given.size() == 7 ? makeTensor(pickle, given) : wrong;
    case PickleCallable::RebuildParameter:
        return given.size() == 3 && pickle.find<PickleTensor>(given[0]) != nullptr
                   ? Result(given[0])
                   : wrong;
    }
    return wrong;
}

Result<PickleValue> pickleStorage(Pickle& pickle, const PickleValue& id)
{
    const auto* tuple = pickle.find<PickleTuple>(id);
    const auto wrong = corruptBytes("a storage's description is not PyTorch's");
    if (tuple == nullptr || (tuple->items.size() != 5 && tuple->items.size() != 6)) {
        return wrong;
    }
    const auto& items = tuple->items;
    const auto* kind = std::get_if<std::string_view>(&items[0]);
    const auto* type = std::get_if<ElementType>(&items[1]);
    const auto* key = std::get_if<std::string_view>(&items[2]);
    const auto* count = std::get_if<std::int64_t>(&items[4]);
    if (kind == nullptr || *kind != "storage" || type == nullptr || key == nullptr ||
        count == nullptr || *count < 0) {
        return wrong;
    }
    PickleStorage storage{*type, *key, *count, 0, *count};
    if (items.size() == 6 && !std::holds_alternative<std::monostate>(items[5])) {
        const auto* view = pickle.find<PickleTuple>(items[5]);
        if (view == nullptr || view->items.size() != 3) {
            return wrong;
        }
        const auto* first = std::get_if<std::int64_t>(&view->items[1]);
        const auto* length = std::get_if<std::int64_t>(&view->items[2]);
        if (first == nullptr || length == nullptr || *first < 0 || *first > *count || *length < 0 ||
            *length > *count - *first) {
            return corruptBytes("a view of a storage reaches beyond it");
        }
        storage.first = *first;
        storage.count = *length;
    }
    return addNode(pickle, storage);
}

} // namespace weft
