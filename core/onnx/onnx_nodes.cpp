#include "core/base/utf8.h"
#include "core/config/config_keys.h"
#include "core/onnx/onnx_nodes_p.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string_view>

namespace weft {

namespace {

/// What Weft writes of an operation. Attributes that are left over are empty.
struct Operation
{
    std::string_view name;
    std::array<std::string_view, 4> attributes;
};

constexpr std::array<Operation, 22> operations{{
    {"Add", {}},
    {"AveragePool", {"kernel_shape", "strides"}},
    {"Cast", {"to"}},
    {"Concat", {"axis"}},
    {"Conv", {"kernel_shape", "strides", "pads", "group"}},
    {"DequantizeLinear", {"axis"}},
    {"Flatten", {"axis"}},
    {"Gemm", {"transB"}},
    {"GlobalAveragePool", {}},
    {"LSTM", {"direction", "hidden_size"}},
    {"MatMul", {}},
    {"MaxPool", {"kernel_shape", "strides", "pads"}},
    {"Mul", {}},
    {"QuantizeLinear", {}},
    {"ReduceMean", {"axes", "keepdims"}},
    {"Relu", {}},
    {"Reshape", {}},
    {"Sigmoid", {}},
    {"Slice", {}},
    {"Softmax", {"axis"}},
    {"Tanh", {}},
    {"Transpose", {"perm"}},
}};

bool attributesAreKnown(const onnx::NodeProto& node, const Operation& operation)
{
    std::set<std::string_view> met;
    return std::ranges::all_of(node.attribute(), [&](const onnx::AttributeProto& attribute) {
        const auto& known = operation.attributes;
        const auto type = attribute.type();
        return !attribute.name().empty() &&
               std::ranges::find(known, attribute.name()) != known.end() &&
               met.insert(attribute.name()).second &&
               (type == onnx::AttributeProto::INT || type == onnx::AttributeProto::INTS ||
                type == onnx::AttributeProto::STRING);
    });
}

/// The number that a list repeats so many times; nothing for another list.
std::optional<std::int64_t> repeated(const onnx::AttributeProto& attribute, int times)
{
    const auto& numbers = attribute.ints();
    const bool same = numbers.size() == times && std::ranges::all_of(numbers, [&](auto number) {
                          return number == numbers[0];
                      });
    return same ? std::optional(numbers[0]) : std::nullopt;
}

/// A square with half its side around it, and steps that lead on: as Weft's are, in what is there.
bool windowIsWell(const onnx::NodeProto& node)
{
    static const auto longest = static_cast<std::int64_t>(findConfigKey("data.size")->maximum);
    std::int64_t kernel = 1;
    std::int64_t stride = 1;
    std::optional<std::int64_t> padding;
    for (const auto& attribute : node.attribute()) {
        if (attribute.name() == "kernel_shape") {
            kernel = repeated(attribute, 2).value_or(0);
        } else if (attribute.name() == "strides") {
            stride = repeated(attribute, 2).value_or(0);
        } else if (attribute.name() == "pads") {
            padding = repeated(attribute, 4).value_or(-1);
        }
    }
    return kernel >= 1 && kernel <= longest && stride >= 1 && stride <= longest &&
           padding.value_or(kernel / 2) == kernel / 2;
}

} // namespace

std::optional<std::string> findStranger(const onnx::NodeProto& node)
{
    const auto name = "the node \"" + printableText(node.name()) + "\" ";
    const auto operation = std::ranges::find(operations, node.op_type(), &Operation::name);
    if (!node.domain().empty() || operation == operations.end()) {
        return name + "does \"" + printableText(node.op_type()) + "\", which Weft does not write";
    }
    if (node.output_size() != 1) {
        return name + "has not one output";
    }
    if (!attributesAreKnown(node, *operation)) {
        return name + "has an attribute that Weft does not write";
    }
    if (!windowIsWell(node)) {
        return name + "has a window that Weft does not write";
    }
    return {};
}

} // namespace weft
