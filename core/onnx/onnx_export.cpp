#include "core/base/exceptions_p.h"
#include "core/config/portable_config.h"
#include "core/onnx/int8_weight_writer_p.h"
#include "core/onnx/onnx_check_p.h"
#include "core/onnx/onnx_classifier_p.h"
#include "core/onnx/onnx_export_p.h"
#include "core/onnx/onnx_metadata_p.h"
#include "core/store/module_state_p.h"
#include "core/store/weights_fingerprint_p.h"

#include <array>
#include <memory>
#include <utility>

namespace weft {

namespace {

/// (pixel / 255 - mean) / deviation of uint8 [N, size, size, 3], as normalize() does it: a number
/// to multiply by and one to add for each channel, which is what a convolution of 1x1 does channel
/// by channel. (OpenCV 4.6 takes no product with a constant for more than one image.)
OnnxValue addPreprocessing(OnnxGraph& graph, const OnnxValue& pixels,
                           const Preprocessing& preprocessing)
{
    std::array<float, 3> scales{};
    std::array<float, 3> offsets{};
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const double deviation = preprocessing.deviation[channel];
        scales[channel] = static_cast<float>(1 / (255 * deviation));
        offsets[channel] = static_cast<float>(-preprocessing.mean[channel] / deviation);
    }
    const auto numbers = graph.add("Cast", "preprocessing.numbers", {pixels},
                                   {{"to", static_cast<std::int64_t>(onnx::TensorProto::FLOAT)}});
    const auto channels = graph.transpose("preprocessing.channels", numbers, {0, 3, 1, 2});
    const auto scale = graph.constant("preprocessing.scale", scales, {3, 1, 1, 1});
    const auto offset = graph.constant("preprocessing.offset", offsets, {3});
    return graph.add("Conv", "preprocessing", {channels, scale, offset},
                     {{"kernel_shape", OnnxShape{1, 1}}, {"group", std::int64_t{3}}});
}

OnnxMetadata describe(const TrainedNetwork& network, const OnnxOptions& options)
{
    const auto& record = network.run.record();
    OnnxMetadata metadata;
    metadata.classNames = record.classNames;
    metadata.preprocessing = record.preprocessing;
    metadata.config = withoutPaths(record.config);
    metadata.run = record.id;
    metadata.fingerprint = weightsFingerprint(moduleState(*network.model));
    metadata.epoch = network.epoch;
    metadata.takesPixels = options.preprocessing;
    metadata.weights = options.weights;
    return metadata;
}

onnx::ModelProto buildModel(const TrainedNetwork& network, const OnnxOptions& options,
                            OnnxWeightWriter& weights)
{
    const auto& preprocessing = network.run.record().preprocessing;
    const std::int64_t side = preprocessing.size;
    OnnxGraph graph;
    OnnxLayers layers(graph, weights);
    auto images = options.preprocessing
                      ? graph.input("input", onnx::TensorProto::UINT8, {batchSide, side, side, 3})
                      : graph.input("input", onnx::TensorProto::FLOAT, {batchSide, 3, side, side});
    if (options.preprocessing) {
        images = addPreprocessing(graph, images, preprocessing);
    }
    auto model = network.model;
    addOnnxClassifier(layers, model, images, preprocessing.size);
    return std::move(graph).take();
}

Result<std::unique_ptr<OnnxWeightWriter>> writerFor(const TrainedNetwork& network,
                                                    const OnnxOptions& options,
                                                    std::stop_token stop,
                                                    const ProgressCallback& report)
{
    switch (options.weights) {
    case OnnxWeights::Float32:
        return std::make_unique<OnnxWeightWriter>();
    case OnnxWeights::Int8:
        return std::unique_ptr<OnnxWeightWriter>(std::make_unique<Int8WeightWriter>());
    case OnnxWeights::Int8Calibrated:
        break;
    }
    const auto subject = network.run.path().string();
    if (!options.calibration) {
        return Error{ErrorCode::InvalidArgument, subject, "there are no images to calibrate on"};
    }
    auto rounding = calibrateTrunk(network.model, options.calibration,
                                   network.run.record().preprocessing, std::move(stop), report);
    if (!rounding) {
        return Error{rounding.error().code, subject, rounding.error().reason};
    }
    return std::unique_ptr<OnnxWeightWriter>(
        std::make_unique<Int8WeightWriter>(std::move(*rounding)));
}

Result<std::string> make(const TrainedNetwork& network, const OnnxOptions& options,
                         std::stop_token stop, const ProgressCallback& report)
{
    const auto subject = network.run.path().string();
    const auto weights = writerFor(network, options, std::move(stop), report);
    if (!weights) {
        return weights.error();
    }
    auto model = buildModel(network, options, **weights);
    const auto metadata = describe(network, options);
    if (auto checked = checkOnnx(model, metadata, subject); !checked) {
        return checked.error();
    }
    sealOnnx(model, metadata);
    std::string bytes;
    if (!model.SerializeToString(&bytes)) {
        return Error{ErrorCode::Unsupported, subject,
                     "the network is larger than ONNX takes, 2 GB"};
    }
    return bytes;
}

} // namespace

Result<std::string> makeOnnx(const TrainedNetwork& network, const OnnxOptions& options,
                             std::stop_token stop, const ProgressCallback& report)
{
    if (stop.stop_requested()) {
        return Error{ErrorCode::Cancelled, "", "the work was cancelled"};
    }
    try {
        auto made = make(network, options, std::move(stop), report);
        if (made && report) {
            report({1, 1});
        }
        return made;
    } catch (...) {
        return errorFromException(network.run.path().string());
    }
}

} // namespace weft
