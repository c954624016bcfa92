#pragma once

#include "core/model/classifier_p.h"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <memory>

namespace weft {

/// How many pictures a prepared network is for. Getting ready for many takes longer, see
/// PreparedTrunk; the results differ in rounding.
enum class PreparedFor { Few, Many };

/// From this number of pictures on it pays to get ready for many.
constexpr std::size_t leastOfMany = 32;

/// A classifier in evaluation mode, without gradients, made ready to classify many images on the
/// CPU: its trunk is run by oneDNN directly (see PreparedTrunk), the rest by the classifier itself.
/// What oneDNN does not do (another device, float64 weights, an empty batch, a processor without
/// such convolutions) the classifier does alone, with its own results.
///
/// In float32, the scores are the classifier's but for rounding. In bfloat16 (under autocast, see
/// PrecisionScope) values are rounded less often than the classifier rounds them: once a
/// convolution. A value that is not a number is never hidden.
///
/// The classifier's weights may be changed at any time: the next call takes them over. Results do
/// not change from run to run for a fixed number of threads, batch and precision. One thread at a
/// time. LibTorch's exceptions pass.
class PreparedNetwork
{
public:
    /// Shares the classifier. Nothing is prepared before the first call.
    explicit PreparedNetwork(const Classifier& model, PreparedFor use = PreparedFor::Many);
    ~PreparedNetwork();
    PreparedNetwork(PreparedNetwork&&) noexcept;
    PreparedNetwork& operator=(PreparedNetwork&&) noexcept;

    /// See ClassifierImpl::forward(). images: [N, 3, H, W] float32. The classifier's mode is put
    /// back.
    [[nodiscard]] ClassifierOutput forward(const at::Tensor& images);

    /// The trunk alone: of each stage in use [N, C, h, w], channels last, bfloat16 under autocast.
    [[nodiscard]] TrunkFeatures extractFeatures(const at::Tensor& images);

    [[nodiscard]] Classifier& model();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace weft
