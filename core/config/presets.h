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

/// False for sources whose labels a mirror image breaks: the built-in digits and ordered pairs, and
/// the digits and letters of the IDX family. There data.flip should start as false.
/// Location and format as in DataSource; format may be empty before the source is opened.
[[nodiscard]] bool mirroringKeepsLabels(const std::string& location, const std::string& format);

} // namespace weft
