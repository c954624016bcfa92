#pragma once

#include "core/model/trunk_topology.h"

#include <dnnl.hpp>

namespace weft {

// oneDNN's primitives as a prepared trunk uses them.

/// How values lie between steps: in blocks of as many channels as a vector holds, which direct and
/// Winograd convolutions read alike.
[[nodiscard]] dnnl::memory::format_tag blockedLayout();

/// With these operations at the end; the scratchpad is the caller's.
[[nodiscard]] dnnl::primitive_attr attributesWith(const dnnl::post_ops& after = {});

/// A convolution with a bias, padded by half its kernel.
struct ConvolutionForm
{
    int inChannels = 0;
    int outChannels = 0;
    int kernel = 1;
    int stride = 1;
    bool depthwise = false;
    dnnl::post_ops after;

    /// As oneDNN has them, with a dimension of groups where it is depthwise.
    [[nodiscard]] dnnl::memory::dims weightDims() const;
};

/// Of a step that is a convolution.
[[nodiscard]] ConvolutionForm formOf(const TrunkStep& step);

/// By Winograd's algorithm where that is asked for and oneDNN has it. Throws dnnl::error where it
/// has none that is quick.
[[nodiscard]] dnnl::convolution_forward::primitive_desc
describeConvolution(const dnnl::engine& engine, const ConvolutionForm& form,
                    const dnnl::memory::desc& source, const dnnl::memory::desc& target,
                    dnnl::memory::data_type type, bool winograd);

} // namespace weft
