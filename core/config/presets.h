#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <string>
#include <vector>

namespace weft {

/// Names on the command line: article, article-attention, baseline, quick.
[[nodiscard]] const std::vector<std::string>& presetNames();

/// The preset's configuration, without a data source. Fails with InvalidArgument for another name.
///   article            ResNet-18 at 224 px, BiLSTM(256, 2 layers), head last, SGD 0.01, cosine
///   article-attention  the same with the attention head
///   baseline           ResNet-18 with global average pooling, no BiLSTM
///   quick              ResNet-20 at 32 px, BiLSTM(128, 1 layer), attention, one-cycle
[[nodiscard]] Result<RunConfig> presetConfig(const std::string& name);

} // namespace weft
