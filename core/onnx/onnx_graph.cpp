#include "core/onnx/onnx_graph_p.h"

#include <bit>
#include <numeric>
#include <stdexcept>

namespace weft {

namespace {

static_assert(std::endian::native == std::endian::little); // As raw_data is.

template <typename Number>
std::string_view bytesOf(std::span<const Number> values)
{
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

void describe(onnx::ValueInfoProto& info, const std::string& name, int type, const OnnxShape& shape)
{
    info.set_name(name);
    auto* const tensor = info.mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(type);
    auto* const sides = tensor->mutable_shape();
    for (const auto side : shape) {
        auto* const added = sides->add_dim();
        if (side == batchSide) {
            added->set_dim_param("N");
        } else {
            added->set_dim_value(side);
        }
    }
}

void set(onnx::AttributeProto& to, const OnnxAttribute& attribute)
{
    to.set_name(attribute.name);
    if (const auto* number = std::get_if<std::int64_t>(&attribute.value)) {
        to.set_type(onnx::AttributeProto::INT);
        to.set_i(*number);
    } else if (const auto* list = std::get_if<OnnxShape>(&attribute.value)) {
        to.set_type(onnx::AttributeProto::INTS);
        to.mutable_ints()->Add(list->begin(), list->end());
    } else if (const auto* real = std::get_if<float>(&attribute.value)) {
        to.set_type(onnx::AttributeProto::FLOAT);
        to.set_f(*real);
    } else {
        to.set_type(onnx::AttributeProto::STRING);
        to.set_s(std::get<std::string>(attribute.value));
    }
}

} // namespace

OnnxGraph::OnnxGraph()
{
    m_model.set_ir_version(irVersion);
    m_model.add_opset_import()->set_version(opset);
    m_model.mutable_graph()->set_name("network");
}

/// Two values of one name would be a mistake in Weft, and the checker's message would not say
/// where.
void OnnxGraph::claim(const std::string& name)
{
    if (!m_names.insert(name).second) {
        throw std::logic_error("the ONNX graph has a value " + name + " already");
    }
}

OnnxValue OnnxGraph::input(const std::string& name, int type, const OnnxShape& shape)
{
    claim(name);
    describe(*m_model.mutable_graph()->add_input(), name, type, shape);
    return name;
}

void OnnxGraph::output(const OnnxValue& value, const OnnxShape& shape)
{
    describe(*m_model.mutable_graph()->add_output(), value, onnx::TensorProto::FLOAT, shape);
}

OnnxValue OnnxGraph::add(const char* op, const std::string& name,
                         const std::vector<OnnxValue>& inputs, const OnnxAttributes& attributes)
{
    claim(name);
    auto& node = *m_model.mutable_graph()->add_node();
    node.set_op_type(op);
    node.set_name(name);
    for (const auto& value : inputs) {
        node.add_input(value);
    }
    node.add_output(name);
    for (const auto& attribute : attributes) {
        set(*node.add_attribute(), attribute);
    }
    return name;
}

OnnxValue OnnxGraph::constant(const std::string& name, std::span<const float> values,
                              const OnnxShape& shape)
{
    return constant(name, onnx::TensorProto::FLOAT, bytesOf(values), shape);
}

OnnxValue OnnxGraph::constant(const std::string& name, std::span<const std::int8_t> values,
                              const OnnxShape& shape)
{
    return constant(name, onnx::TensorProto::INT8, bytesOf(values), shape);
}

OnnxValue OnnxGraph::constant(const std::string& name, std::span<const std::uint8_t> values,
                              const OnnxShape& shape)
{
    return constant(name, onnx::TensorProto::UINT8, bytesOf(values), shape);
}

OnnxValue OnnxGraph::numbers(const std::string& name, const OnnxShape& values)
{
    return constant(name, onnx::TensorProto::INT64, bytesOf(std::span(values)),
                    {static_cast<std::int64_t>(values.size())});
}

OnnxValue OnnxGraph::constant(const std::string& name, int type, std::string_view bytes,
                              const OnnxShape& shape)
{
    claim(name);
    auto& tensor = *m_model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    tensor.mutable_dims()->Add(shape.begin(), shape.end());
    tensor.set_raw_data(bytes.data(), bytes.size());
    return name;
}

OnnxValue OnnxGraph::transpose(const std::string& name, const OnnxValue& value,
                               const OnnxShape& order)
{
    return add("Transpose", name, {value}, {{"perm", order}});
}

OnnxValue OnnxGraph::reshape(const std::string& name, const OnnxValue& value,
                             const OnnxShape& shape)
{
    // To Reshape, -1 is the side that follows from the others.
    return add("Reshape", name, {value, numbers(name + ".shape", shape)});
}

OnnxValue OnnxGraph::slice(const std::string& name, const OnnxValue& value, std::int64_t axis,
                           std::int64_t begin, std::int64_t end)
{
    return add("Slice", name,
               {value, numbers(name + ".begin", {begin}), numbers(name + ".end", {end}),
                numbers(name + ".axes", {axis})});
}

void OnnxGraph::metadata(const std::string& key, const std::string& value)
{
    auto& entry = *m_model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
}

} // namespace weft
