#include "core/base/exceptions_p.h"
#include "core/base/utf8.h"
#include "core/config/config_keys.h"
#include "core/onnx/onnx_check_p.h"
#include "core/onnx/onnx_graph_p.h"
#include "core/onnx/onnx_nodes_p.h"
#include "core/onnx/onnx_opencv_p.h"
#include "core/onnx/onnx_operands_p.h"

#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <algorithm>
#include <new>
#include <optional>
#include <stdexcept>

namespace weft {

namespace {

// Of one image; more than any network of Weft's has.

constexpr int mostNodes = 4096;
constexpr std::int64_t mostElements = std::int64_t{1} << 28; ///< In one value.

/// In all values together: features, so many for each pixel, what the largest BiLSTM reads and
/// gives, and int8 weights on their way to float32.
std::int64_t mostInAll(std::int64_t imageSide, std::int64_t weightBytes)
{
    return 4096 * imageSide * imageSide + (std::int64_t{1} << 29) + 2 * weightBytes;
}

/// What is wrong with a model, in plain words.
class Misfit : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

void demand(bool holds, const std::string& otherwise)
{
    if (!holds) {
        throw Misfit(otherwise);
    }
}

std::string quoted(const std::string& name)
{
    return "\"" + printableText(name) + "\"";
}

std::optional<std::size_t> sizeOfElement(int type)
{
    switch (type) {
    case onnx::TensorProto::FLOAT:
    case onnx::TensorProto::INT32:
        return 4;
    case onnx::TensorProto::INT64:
        return 8;
    case onnx::TensorProto::INT8:
    case onnx::TensorProto::UINT8:
        return 1;
    default:
        return {};
    }
}

void checkInitializer(const onnx::TensorProto& tensor)
{
    const auto name = "the tensor " + quoted(tensor.name());
    const auto size = sizeOfElement(tensor.data_type());
    demand(size.has_value(), name + " has a type that Weft does not write");
    demand(tensor.data_location() == onnx::TensorProto::DEFAULT && tensor.external_data_size() == 0,
           name + " lies outside the file");
    demand(tensor.has_raw_data(), name + " has no data");
    std::size_t bytes = *size;
    const auto whole = tensor.raw_data().size();
    for (const auto side : tensor.dims()) {
        demand(side > 0 && static_cast<std::size_t>(side) <= whole / bytes,
               name + " is not as large as its shape says");
        bytes *= static_cast<std::size_t>(side);
    }
    demand(bytes == whole, name + " is not as large as its shape says");
}

void checkParts(const onnx::ModelProto& model)
{
    demand(model.ir_version() == OnnxGraph::irVersion && model.opset_import_size() == 1 &&
               model.opset_import(0).domain().empty() &&
               model.opset_import(0).version() == OnnxGraph::opset,
           "it is of another version of ONNX than Weft writes");
    const auto& graph = model.graph();
    demand(model.functions_size() == 0 && model.training_info_size() == 0 &&
               graph.sparse_initializer_size() == 0 && graph.quantization_annotation_size() == 0 &&
               graph.value_info_size() == 0,
           "it has parts that Weft does not write");
    demand(graph.node_size() <= mostNodes, "it has more nodes than any network of Weft's");
    std::ranges::for_each(graph.initializer(), checkInitializer);
    for (const auto& node : graph.node()) {
        const auto stranger = findStranger(node);
        demand(!stranger, stranger.value_or(""));
    }
}

void inferShapes(onnx::ModelProto& model)
{
    onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(), {true, 1, false});
}

/// The shapes of everything in the graph for one image.
OnnxShapes shapesForOne(onnx::ModelProto& model, std::int64_t imageSide)
{
    auto& graph = *model.mutable_graph();
    setBatch(graph, 1);
    inferShapes(model);
    OnnxShapes shapes;
    std::int64_t together = 0;
    std::int64_t weightBytes = 0;
    for (const auto* values : {&graph.input(), &graph.output(), &graph.value_info()}) {
        for (const auto& value : *values) {
            auto& shape = shapes[value.name()];
            shape.clear();
            std::int64_t elements = 1;
            for (const auto& side : value.type().tensor_type().shape().dim()) {
                demand(side.has_dim_value() && side.dim_value() > 0 &&
                           side.dim_value() <= mostElements / elements,
                       "the value " + quoted(value.name()) + " has no shape that can be");
                elements *= side.dim_value();
                shape.push_back(side.dim_value());
            }
            together += elements;
        }
    }
    for (const auto& tensor : graph.initializer()) {
        shapes[tensor.name()].assign(tensor.dims().begin(), tensor.dims().end());
        weightBytes += static_cast<std::int64_t>(tensor.raw_data().size());
    }
    demand(together <= mostInAll(imageSide, weightBytes),
           "its values are larger together than those of any network of Weft's");
    for (const auto& node : graph.node()) {
        demand(shapes.contains(node.output(0)),
               "the value " + quoted(node.output(0)) + " has no shape");
    }
    return shapes;
}

void checkFace(const onnx::ModelProto& model, const OnnxMetadata& metadata)
{
    const auto isA = [](const onnx::ValueInfoProto& value, const char* name, int type,
                        const OnnxShape& shape) {
        const auto& tensor = value.type().tensor_type();
        const auto& sides = tensor.shape().dim();
        return value.name() == name && tensor.elem_type() == type &&
               std::ranges::equal(sides, shape, [](const auto& side, std::int64_t expected) {
                   return expected == batchSide ? side.dim_param() == "N"
                                                : side.dim_value() == expected;
               });
    };
    const auto& graph = model.graph();
    const std::int64_t size = metadata.preprocessing.size;
    demand(size <= static_cast<std::int64_t>(findConfigKey("data.size")->maximum),
           "its images are larger than Weft takes");
    const bool pixels = metadata.takesPixels;
    demand(
        graph.input_size() == 1 &&
            isA(graph.input(0), "input",
                pixels ? onnx::TensorProto::UINT8 : onnx::TensorProto::FLOAT,
                pixels ? OnnxShape{batchSide, size, size, 3} : OnnxShape{batchSide, 3, size, size}),
        "its input is not the one that it says it has");
    const auto classes = static_cast<std::int64_t>(metadata.classNames.size());
    const auto& network = metadata.config.model;
    const bool attention = network.head == Head::Attention;
    demand(graph.output_size() == (attention ? 2 : 1), "it has not the outputs that its head has");
    for (const auto& output : graph.output()) {
        const bool scores = isA(output, "output", onnx::TensorProto::FLOAT, {batchSide, classes});
        const std::int64_t grid = network.grid;
        const bool map =
            attention && isA(output, "attention", onnx::TensorProto::FLOAT,
                             network.attentionHeads == 1
                                 ? OnnxShape{batchSide, grid, grid}
                                 : OnnxShape{batchSide, network.attentionHeads, grid, grid});
        demand(scores || map, "the output " + quoted(output.name()) +
                                  " does not fit the classes and the grid that it names");
    }
    demand(!attention || graph.output(0).name() != graph.output(1).name(),
           "it has an output twice");
}

} // namespace

Result<void> checkOnnx(const onnx::ModelProto& model, const OnnxMetadata& metadata,
                       const std::string& subject)
{
    const auto corrupt = [&](const std::string& reason) {
        return Error{ErrorCode::Corrupt, subject, reason};
    };
    try {
        checkParts(model);
        checkFace(model, metadata);
        onnx::checker::check_model(model);
        auto scratch = model; // Shape inference writes into it.
        inferShapes(scratch);
        scratch.mutable_graph()->clear_value_info();
        if (const auto misfit =
                findMisfit(model.graph(), shapesForOne(scratch, metadata.preprocessing.size))) {
            return corrupt(*misfit);
        }
        return {};
    } catch (const Misfit& misfit) {
        return corrupt(misfit.what());
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& refusal) {
        return corrupt("onnx's checker refuses it: " + printableText(firstLine(refusal.what())));
    }
}

} // namespace weft
