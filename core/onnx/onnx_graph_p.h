#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace weft {

/// A value of the graph is told by its name.
using OnnxValue = std::string;

/// Sides of a tensor; batchSide stands for the free number of images.
using OnnxShape = std::vector<std::int64_t>;
inline constexpr std::int64_t batchSide = -1;

struct OnnxAttribute
{
    std::string name;
    std::variant<std::int64_t, OnnxShape, float, std::string> value;
};
using OnnxAttributes = std::vector<OnnxAttribute>;

/// Builds an ONNX model, node by node: opset 13 and IR version 7 (ONNX 1.8), which OpenCV 4.6's DNN
/// module reads. Knows nothing of networks. Every value has a name of its own, and a node's is its
/// output's. Protobuf's exceptions pass. Shows onnx's types: for core's own sources only.
class OnnxGraph
{
public:
    static constexpr int opset = 13;
    static constexpr int irVersion = 7;

    OnnxGraph();

    /// Declares an input.
    OnnxValue input(const std::string& name, int type, const OnnxShape& shape);

    /// Declares that a float32 value is an output.
    void output(const OnnxValue& value, const OnnxShape& shape);

    /// A node with one output, called name.
    OnnxValue add(const char* op, const std::string& name, const std::vector<OnnxValue>& inputs,
                  const OnnxAttributes& attributes = {});

    /// An initialiser. The values fill the shape row by row.
    OnnxValue constant(const std::string& name, std::span<const float> values,
                       const OnnxShape& shape);
    OnnxValue constant(const std::string& name, std::span<const std::int8_t> values,
                       const OnnxShape& shape);
    OnnxValue constant(const std::string& name, std::span<const std::uint8_t> values,
                       const OnnxShape& shape);
    /// One number after the other, as shapes and axes are given.
    OnnxValue numbers(const std::string& name, const OnnxShape& values);

    // Steps that need constants of their own, which are called after the step.

    OnnxValue transpose(const std::string& name, const OnnxValue& value, const OnnxShape& order);
    /// shape: batchSide once at most.
    OnnxValue reshape(const std::string& name, const OnnxValue& value, const OnnxShape& shape);
    /// From begin on, ahead of end.
    OnnxValue slice(const std::string& name, const OnnxValue& value, std::int64_t axis,
                    std::int64_t begin, std::int64_t end);

    /// An entry of the model's metadata.
    void metadata(const std::string& key, const std::string& value);

    [[nodiscard]] const onnx::ModelProto& model() const { return m_model; }
    [[nodiscard]] onnx::ModelProto take() && { return std::move(m_model); }

private:
    OnnxValue constant(const std::string& name, int type, std::string_view bytes,
                       const OnnxShape& shape);
    void claim(const std::string& name);

    onnx::ModelProto m_model;
    std::set<std::string> m_names;
};

} // namespace weft
