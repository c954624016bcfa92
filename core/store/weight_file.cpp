#include "core/store/weight_file.h"

#include "core/base/atomic_file.h"
#include "core/store/torch_file.h"

#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largestFile = std::uintmax_t{1} << 30; ///< ResNet-152's takes 242 MB.

/// A safetensors file begins with its header's length, eight bytes, and the header, a JSON object.
bool looksLikeSafetensors(const fs::path& path, std::string_view content)
{
    constexpr std::size_t lengthBytes = 8;
    return path.extension() == ".safetensors" ||
           (content.size() > lengthBytes && content[lengthBytes] == '{');
}

Result<WeightFile> fromSafetensors(std::shared_ptr<const std::string> content,
                                   const std::string& name)
{
    auto file = parseSafetensors(std::move(content), name);
    if (!file) {
        return file.error();
    }
    WeightFile weights;
    weights.kind = WeightFileKind::Safetensors;
    for (auto& [tensorName, tensor] : file->tensors) {
        weights.tensors.emplace(tensorName, FileTensor{std::move(tensor), {}});
    }
    weights.content = file->content;
    return weights;
}

} // namespace

Result<WeightFile> readWeightFile(const fs::path& path)
{
    std::error_code failed;
    const auto size = fs::file_size(path, failed);
    if (!failed && size > largestFile) {
        return Error{ErrorCode::Unsupported, path.string(),
                     "the file is larger than 1 GiB, and no backbone of Weft's is"};
    }
    auto bytes = readFile(path);
    if (!bytes) {
        return bytes.error();
    }
    auto content = std::make_shared<const std::string>(std::move(*bytes));
    if (looksLikeTorchFile(*content)) {
        auto file = readTorchFile(content);
        return file ? std::move(file)
                    : Error{file.error().code, path.string(), file.error().reason};
    }
    if (looksLikeSafetensors(path, *content)) {
        return fromSafetensors(std::move(content), path.string());
    }
    return Error{ErrorCode::Corrupt, path.string(),
                 "it is neither a state_dict that PyTorch saved nor a safetensors file"};
}

} // namespace weft
