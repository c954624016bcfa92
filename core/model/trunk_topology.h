#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weft {

/// Where a step's values lie. A block reads its input twice, and so four places do for any trunk:
/// the blocks' inputs and outputs in turn in Left and Right, what is within a block in Inner and
/// Deeper. Images are the caller's.
enum class TrunkPlace { Images, Inner, Deeper, Left, Right };
constexpr int trunkPlaces = 5;

/// Where a block's output goes that cannot take the place of its input, in Left or Right.
[[nodiscard]] constexpr TrunkPlace acrossFrom(TrunkPlace place)
{
    return place == TrunkPlace::Left ? TrunkPlace::Right : TrunkPlace::Left;
}

/// What lies at each place while one goes through the steps; at first there are images only.
template <typename Values>
class TrunkPlaces
{
public:
    explicit TrunkPlaces(Values images) { (*this)[TrunkPlace::Images] = std::move(images); }
    Values& operator[](TrunkPlace place) { return m_values.at(static_cast<std::size_t>(place)); }

private:
    std::array<Values, trunkPlaces> m_values{};
};

/// What is done to each value last.
enum class Activation {
    None,
    Relu,
    Silu, ///< x * sigmoid(x) (Ramachandran et al. 2017, Swish-1).
};

enum class TrunkStepKind {
    Convolution, ///< Without bias, then batch norm.
    Pooling,     ///< The largest of kernel x kernel.
    Squeeze, ///< Squeeze and excitation (Hu et al. 2018): scales the channels by what they hold.
};

/// A step of a trunk. Kernels are square and padded by half their side.
struct TrunkStep
{
    TrunkStepKind kind = TrunkStepKind::Convolution;
    std::string name{}; ///< The module's in the trunk, such as "layer1.0.conv1"; empty for pooling.
    std::string norm{}; ///< The norm's, such as "layer1.0.bn1".
    int inChannels = 0;
    int outChannels = 0;
    int kernel = 1;
    int stride = 1;
    TrunkPlace from = TrunkPlace::Images;
    TrunkPlace to = TrunkPlace::Inner;
    Activation activation = Activation::None;
    bool add = false;       ///< To what lies there already, ahead of the activation.
    bool depthwise = false; ///< Each channel by itself.
    int squeezed = 0;       ///< Channels between a squeeze and its excitation.
    /// Share of the trunk's blocks that stand before the one that this step adds up; see
    /// ModelConfig::stochasticDepth.
    double depth = 0;
    /// Which of the trunk's inner widths the channels of the input and of the output are; none:
    /// they are of the residual path, whose width every block shares.
    std::optional<std::size_t> innerIn{};
    std::optional<std::size_t> innerOut{};
};

/// A trunk without pooling and classifier, in the order in which it is computed. The modules, the
/// prepared inference and describeNetwork() are all made from it.
struct TrunkTopology
{
    const char* title = ""; ///< A proper name, for drawings.
    std::vector<TrunkStep> steps;
    /// The steps whose outputs are the last of each stage, rising. A stage is what a ResNet calls
    /// so; of EfficientNet, all that has one resolution. The last stage ends with the last step.
    std::vector<std::size_t> stageEnds;

    [[nodiscard]] int channels() const { return steps.back().outChannels; }
    /// Whether this step's output is that of one of the last so many stages.
    [[nodiscard]] bool endsStage(std::size_t step, std::size_t stages) const;
};

/// The backbone with its own widths, by torchvision's names and shapes. Immutable; safe from any
/// thread.
[[nodiscard]] const TrunkTopology& fullTrunk(Backbone backbone);

/// The trunk that a network has: fullTrunk(), or with model.widths, which fit, a narrower one.
[[nodiscard]] TrunkTopology trunkTopology(const ModelConfig& model);

/// Channels within the blocks, in the order of ModelConfig::widths.
[[nodiscard]] std::vector<int> innerWidths(const TrunkTopology& topology);

/// Fails with InvalidArgument, naming the key, unless model.widths is empty or has for each inner
/// width of the backbone a number from 1 to the backbone's own.
[[nodiscard]] Result<void> checkWidths(const ModelConfig& model);

/// The side of each step's output for an image of this side.
[[nodiscard]] std::vector<int> stepSides(const TrunkTopology& topology, int imageSide);

/// Side of the trunk's last features for a square image.
[[nodiscard]] int featureSide(const TrunkTopology& topology, int imageSide);

} // namespace weft
