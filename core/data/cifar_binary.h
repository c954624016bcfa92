#pragma once

#include "core/data/data_source.h"

#include <filesystem>
#include <optional>

namespace weft {

/// The folder that holds CIFAR-10's or CIFAR-100's binary files (Krizhevsky 2009), where path is
/// that folder, the folder above it as the archive unpacks, or one of the files.
[[nodiscard]] std::optional<std::filesystem::path>
findCifarFolder(const std::filesystem::path& path);

/// Opens data_batch_1.bin and so on with test_batch.bin and batches.meta.txt (CIFAR-10), or
/// train.bin with test.bin and fine_label_names.txt (CIFAR-100, fine labels). Contract of
/// openDataSource().
[[nodiscard]] Result<DataSource> openCifar(const std::filesystem::path& folder,
                                           const DataSourceOptions& options,
                                           const std::stop_token& stop,
                                           const ProgressCallback& report);

} // namespace weft
