#include "core/bench/machine_peak.h"

#include "core/base/onednn_p.h"
#include "core/bench/timing.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace weft {

namespace {

using dnnl::memory;
using Arguments = std::unordered_map<int, memory>;

/// A fifth of a second for each size: the clock of a laptop has risen by then.
constexpr TimingOptions timing{.warmUp = 2, .leastRounds = 5, .seconds = 0.2};

memory::data_type typeOf(Precision precision)
{
    switch (precision) {
    case Precision::Bf16:
        return memory::data_type::bf16;
    case Precision::Fp16:
        return memory::data_type::f16;
    case Precision::Fp32:
        break;
    }
    return memory::data_type::f32;
}

memory::desc anyLayout(const memory::dims& dims, memory::data_type type)
{
    return {dims, type, memory::format_tag::any};
}

/// Zeros: denormal numbers, which memory may hold, would be slow.
memory zeros(const memory::desc& desc, const dnnl::engine& engine)
{
    memory result(desc, engine);
    std::fill_n(static_cast<char*>(result.get_data_handle()), desc.get_size(), char{0});
    return result;
}

double rate(const dnnl::primitive& primitive, const Arguments& arguments,
            const dnnl::engine& engine, double operations)
{
    dnnl::stream stream(engine);
    const auto timed = timeRounds(
        [&] {
            primitive.execute(stream, arguments);
            stream.wait();
        },
        timing);
    return operations / (timed.minimumMs * 1e-3);
}

double productRate(const dnnl::engine& engine, memory::dim side, memory::data_type type)
{
    const auto square = anyLayout({side, side}, type);
    const auto description =
        describePrimitive<dnnl::matmul>(engine, dnnl::primitive_attr(), square, square, square);
    const Arguments arguments{{DNNL_ARG_SRC, zeros(description.src_desc(), engine)},
                              {DNNL_ARG_WEIGHTS, zeros(description.weights_desc(), engine)},
                              {DNNL_ARG_DST, zeros(description.dst_desc(), engine)}};
    const auto n = static_cast<double>(side);
    return rate(dnnl::matmul(description), arguments, engine, 2 * n * n * n);
}

double convolutionRate(const dnnl::engine& engine, memory::dim channels, memory::dim side,
                       memory::data_type type)
{
    constexpr memory::dim batch = 16;
    const auto image = anyLayout({batch, channels, side, side}, type);
    const auto weights = anyLayout({channels, channels, 3, 3}, type);
    const memory::dims one{1, 1};
    const auto description = describePrimitive<dnnl::convolution_forward>(
        engine, dnnl::primitive_attr(), dnnl::prop_kind::forward_inference,
        dnnl::algorithm::convolution_direct, image, weights, image, one, one, one);
    const Arguments arguments{{DNNL_ARG_SRC, zeros(description.src_desc(), engine)},
                              {DNNL_ARG_WEIGHTS, zeros(description.weights_desc(), engine)},
                              {DNNL_ARG_DST, zeros(description.dst_desc(), engine)}};
    const auto operations =
        2.0 * 9 * static_cast<double>(batch * channels * channels * side * side);
    return rate(dnnl::convolution_forward(description), arguments, engine, operations);
}

} // namespace

MachinePeak measureMachinePeak(Precision precision)
{
    (void)at::get_num_threads(); // Hands LibTorch's number to OpenMP on a thread that is new.
    const auto type = typeOf(precision);
    MachinePeak peak;
    try {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        for (const memory::dim side : {512, 1024, 2048}) {
            peak.gemm = std::max(peak.gemm, productRate(engine, side, type));
        }
        constexpr std::array<std::array<memory::dim, 2>, 4> sizes{
            {{64, 56}, {128, 28}, {256, 14}, {512, 7}}};
        for (const auto& [channels, side] : sizes) {
            peak.convolution =
                std::max(peak.convolution, convolutionRate(engine, channels, side, type));
        }
    } catch (const dnnl::error&) {
        return {}; // The processor does not do this precision.
    }
    return peak;
}

} // namespace weft
