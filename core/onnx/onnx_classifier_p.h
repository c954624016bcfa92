#pragma once

#include "core/model/classifier_p.h"
#include "core/onnx/onnx_layers_p.h"

namespace weft {

/// A classifier in evaluation mode as nodes, with outputs "output", [N, classes], and for head
/// attention "attention", see makeOnnx(). images: [N, 3, side, side], normalised.
void addOnnxClassifier(OnnxLayers& layers, Classifier& model, const OnnxValue& images, int side);

} // namespace weft
