#pragma once

#include "core/inference/trunk_parameters_p.h"
#include "core/inference/trunk_primitives_p.h"

#include <ATen/core/Tensor.h>
#include <dnnl.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace weft {

/// What a trunk is prepared for.
struct TrunkShape
{
    std::int64_t images = 0, height = 0, width = 0;
    bool bf16 = false;     ///< Convolutions in bfloat16, summed in float32.
    bool winograd = false; ///< Where it is worth it; see PreparedTrunk.

    friend bool operator==(const TrunkShape&, const TrunkShape&) = default;
};

/// A trunk in evaluation mode as a chain of oneDNN's primitives for one shape: norms
/// folded into the convolutions, ReLU and the shortcut's sum done where a convolution stores its
/// values, weights reordered once, memory taken once.
///
/// Where asked for, 3x3 convolutions of stride 1 in float32 are
/// Winograd's (Lavin and Gray 2016), as far as oneDNN has them: at the shapes of ResNet-18 at 224
/// px, for 1 to 32 images and with cold weights, they took 0.42 to 0.87 of the direct ones' time
/// (oneDNN 2.6, two cores with AVX-512). But oneDNN takes 0.2 to 0.3 s to transform a ResNet-18's
/// weights for them, which pays for itself after some 20 pictures only, and most of that is for the
/// 7x7 maps, where a single picture wins least: 1.0 ms against 0.87. Those are direct.
///
/// Shapes and processor alone decide, so that results repeat to the last bit; they depend on the
/// thread count as well. One thread at a time.
class PreparedTrunk
{
public:
    /// Its weights are missing still. Throws dnnl::error where oneDNN has no such primitives, or
    /// none that are quick. stages: of the last stages, how many run() gives the outputs of.
    PreparedTrunk(const TrunkTopology& topology, const TrunkShape& shape, std::size_t stages = 1);

    /// Takes weights over. Returns whether all are finite; run() is only for those that are.
    [[nodiscard]] bool load(const TrunkParameters& parameters);

    /// images: [N, 3, H, W] float32, row by row. features: for each of the stages [N, h, w, C] in
    /// the shape's precision.
    void run(const float* images, const std::vector<void*>& features);

    /// Wipes the memory. To be called where run() has met what is no number: it could stay where a
    /// convolution reads it without making use of it.
    void clear();

    /// Of one image's features, for each of the stages: C, h, w.
    [[nodiscard]] std::vector<std::array<std::int64_t, 3>> featureShapes() const;

private:
    /// One of the topology's, one of a squeeze's own, or, from outputs on, a stage's features.
    using Place = int;
    static constexpr Place means = trunkPlaces;
    static constexpr Place squeezed = trunkPlaces + 1;
    static constexpr Place outputs = trunkPlaces + 2;

    /// Values of all images at one point of the chain.
    struct Values
    {
        Place place;
        std::int64_t channels, height, width;
        dnnl::memory::desc layout;
    };
    struct Step
    {
        dnnl::primitive primitive;
        Values source, target;
        std::optional<Values> other; ///< A second source.
        dnnl::memory::desc scratchpad;
        std::unordered_map<int, dnnl::memory> arguments;
    };
    struct Weights
    {
        dnnl::memory weights, bias;
        dnnl::memory::dims dims; ///< Of the weights.
    };

    [[nodiscard]] dnnl::memory::dims dimsOf(const Values& values) const;
    [[nodiscard]] Values addConversion(const Values& source);
    [[nodiscard]] Values add(const TrunkStep& step, const Values& source);
    [[nodiscard]] Values addConvolution(const ConvolutionForm& form, const Values& source,
                                        Place to);
    [[nodiscard]] Values addPooling(const TrunkStep& step, const Values& source);
    [[nodiscard]] Values addSqueeze(const TrunkStep& step, const Values& source);
    [[nodiscard]] Values addMeans(const Values& source);
    void addScaling(const Values& values, const Values& scales);
    void addFeatures(const Values& source);
    void bindMemory();

    TrunkShape m_shape;
    dnnl::engine m_engine;
    dnnl::stream m_stream;
    dnnl::memory::data_type m_type;
    std::vector<Step> m_steps;
    std::vector<std::size_t> m_outputs; ///< The steps that store features.
    std::vector<Weights> m_weights;     ///< In the order of TrunkParameters.
    std::vector<at::Tensor> m_memory;   ///< A place each, and the scratchpad.
};

} // namespace weft
