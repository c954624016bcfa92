#pragma once

#include "core/base/result.h"
#include "core/data/data_source.h"
#include "core/data/memory_dataset.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// One array of unsigned bytes from an IDX file (LeCun's MNIST page): big-endian sizes, then the
/// values with the last dimension running fastest.
struct IdxArray
{
    std::vector<std::size_t> dimensions;
    std::vector<std::uint8_t> values;
};

/// Reads plain or gzipped IDX. name stands in the error. Fails with Corrupt, or with Unsupported
/// for other element types than unsigned bytes.
[[nodiscard]] Result<IdxArray> readIdx(std::span<const std::uint8_t> bytes,
                                       const std::string& name);

/// Puts images [count, h, w] or [count, h, w, 3] and labels [count] together; classes are named by
/// their numbers. Fails with Corrupt where the two do not fit.
[[nodiscard]] Result<MemoryImages> imagesFromIdx(IdxArray images, const IdxArray& labels,
                                                 const std::string& name);

/// True for a folder that holds images as IDX files, and for such a file.
[[nodiscard]] bool isIdxSource(const std::filesystem::path& path);

/// Opens a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte and the same of t10k or
/// test (".gz" too), or the set to which one such file belongs. Contract of openDataSource().
[[nodiscard]] Result<DataSource> openIdx(const std::filesystem::path& path,
                                         const DataSourceOptions& options);

} // namespace weft
