#pragma once

#include "core/model/strided_side.h"

#include <ATen/core/Tensor.h>
#include <dnnl.hpp>

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace weft {

/// What a plan is made for. Square kernels, padded by half their side.
struct ConvolutionShape
{
    std::int64_t images = 0, inChannels = 0, height = 0, width = 0;
    std::int64_t outChannels = 0, kernel = 0, stride = 1;
    bool bf16 = false;

    [[nodiscard]] std::int64_t outHeight() const { return stridedSide(height, kernel, stride); }
    [[nodiscard]] std::int64_t outWidth() const { return stridedSide(width, kernel, stride); }

    [[nodiscard]] bool ofPictures() const { return inChannels < 16; }

    friend bool operator==(const ConvolutionShape&, const ConvolutionShape&) = default;
};

/// A convolution without bias by oneDNN, forward and backward, for one shape and the threads that
/// OpenMP gives when it is made. Activations and pictures lie as activations_p.h says. Weights are
/// float32, [O, I, k, k], best in channels-last order, in which their gradient comes. Products are
/// summed in float32.
///
/// Deterministic for a thread count. One thread at a time.
class ConvolutionPlan
{
public:
    /// Whether oneDNN has such a convolution that is worth its time on this processor. Makes no
    /// code yet.
    [[nodiscard]] static bool exists(const ConvolutionShape& shape);

    /// Throws dnnl::error where it does not exist.
    explicit ConvolutionPlan(const ConvolutionShape& shape);

    /// input: a picture's values, or activations.
    [[nodiscard]] at::Tensor forward(const at::Tensor& input, const at::Tensor& weights);
    /// Not of pictures.
    [[nodiscard]] at::Tensor inputGradient(const at::Tensor& outputGradient,
                                           const at::Tensor& weights);
    [[nodiscard]] at::Tensor weightsGradient(const at::Tensor& input,
                                             const at::Tensor& outputGradient);

private:
    /// From the parameter's layout, channels-last, to a primitive's, or back.
    struct Reorder
    {
        Reorder(const dnnl::engine& engine, const dnnl::memory::desc& from,
                const dnnl::memory::desc& to);
        dnnl::memory::desc from, to;
        std::optional<dnnl::reorder> primitive; ///< Empty where they are the same.
    };

    at::Tensor packed(const Reorder& reorder, const at::Tensor& weights);
    void execute(const dnnl::primitive& primitive, const dnnl::memory::desc& scratchpad,
                 std::unordered_map<int, dnnl::memory> arguments);
    [[nodiscard]] dnnl::memory wrap(const dnnl::memory::desc& desc, const at::Tensor& tensor) const;

    ConvolutionShape m_shape;
    dnnl::engine m_engine;
    dnnl::stream m_stream;
    dnnl::convolution_forward::primitive_desc m_forwardDesc;
    dnnl::convolution_backward_weights::primitive_desc m_weightsDesc;
    std::optional<dnnl::convolution_backward_data::primitive_desc>
        m_inputDesc; ///< Not of pictures.
    dnnl::convolution_forward m_forward;
    dnnl::convolution_backward_weights m_weights;
    dnnl::convolution_backward_data m_input;
    std::optional<Reorder> m_forForward, m_forInput, m_fromGradient;
};

} // namespace weft
