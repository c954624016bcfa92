#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace weft {

enum class StageKind { Image, Backbone, Grid, Fusion, Sequence, BiLstm, Head, Hidden, Classes };

/// One box of the network's drawing.
struct NetworkStage
{
    StageKind kind = StageKind::Image;
    std::string name; ///< "ResNet-20", "BiLSTM x 2", "Attention"; a proper name, not translated.
    std::vector<std::int64_t> shape; ///< Output for one image, such as {64, 8, 8}.
    std::int64_t parameters = 0;     ///< Of the stage.
    std::int64_t multiplyAdds = 0;   ///< For one image.
};

struct NetworkDescription
{
    std::vector<NetworkStage> stages;
    std::int64_t parameters = 0;
    std::int64_t flops = 0;    ///< Multiply-adds of one image's forward pass, times two.
    std::array<int, 3> grid{}; ///< Channels of all stages in use, rows, columns of the grid.
    int sequenceLength = 0;    ///< 0 for head gap.
    ModelConfig model;         ///< What is described.
};

/// The network's shapes and sizes by arithmetic, without building it: quick enough for every key
/// press. Fails with InvalidArgument where validate() would.
[[nodiscard]] Result<NetworkDescription> describeNetwork(const ModelConfig& model, int imageSize,
                                                         int classes);

/// The parameters that a training with this freeze changes.
[[nodiscard]] std::int64_t trainableParameters(const NetworkDescription& network, Freeze freeze);

} // namespace weft
