#include "core/onnx/onnx_folding_p.h"
#include "core/onnx/onnx_opencv_p.h"
#include "core/onnx/onnx_rounding_p.h"

#include <stdexcept>

namespace weft {

void setBatch(onnx::GraphProto& graph, int count)
{
    for (auto* const values : {graph.mutable_input(), graph.mutable_output()}) {
        for (auto& value : *values) {
            auto* const sides = value.mutable_type()->mutable_tensor_type()->mutable_shape();
            if (sides->dim_size() > 0) {
                sides->mutable_dim(0)->set_dim_value(count);
            }
        }
    }
}

void prepareForOpenCv(onnx::ModelProto& model)
{
    model.clear_metadata_props();
    foldConstants(model);
    writeRoundingOut(model);
    for (auto& input : *model.mutable_graph()->mutable_input()) {
        input.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
    }
}

std::string withBatch(onnx::ModelProto& model, int count)
{
    setBatch(*model.mutable_graph(), count);
    std::string bytes;
    if (!model.SerializeToString(&bytes)) {
        throw std::runtime_error("the graph cannot be handed to OpenCV");
    }
    return bytes;
}

} // namespace weft
