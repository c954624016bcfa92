#include "core/store/weight_file.h"

#include "core/base/atomic_file.h"
#include "core/store/torch_file.h"

#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largestFile = std::uintmax_t{1} << 30; ///< ResNet-152's takes 242 MB.
constexpr std::uintmax_t smallFile = std::uintmax_t{16} << 20;  ///< Is read without ado.

/// A safetensors file begins with its header's length, eight bytes, and the header, a JSON object.
bool looksLikeSafetensors(const fs::path& path, std::string_view content)
{
    constexpr std::size_t lengthBytes = 8;
    return path.extension() == ".safetensors" ||
           (content.size() > lengthBytes && content[lengthBytes] == '{');
}

Error unknownFormat(const fs::path& path, std::string_view head)
{
    // The ustar mark of POSIX.1-1988 and of GNU.
    constexpr std::size_t tarMark = 257;
    const bool tar = head.size() > tarMark && head.substr(tarMark).starts_with("ustar");
    return tar ? Error{ErrorCode::Unsupported, path.string(),
                       "it is a tar archive, PyTorch's first format, which torchvision's files of "
                       "before 2021 may have; load it with PyTorch and save the state_dict again"}
               : Error{ErrorCode::Corrupt, path.string(),
                       "it is neither a state_dict that PyTorch saved nor a safetensors file"};
}

/// Whether what a file says of itself fits it, ahead of reading all of it. head: its beginning.
Result<void> checkOutline(const fs::path& path, const FilePart& head)
{
    if (looksLikeTorchFile(head.content)) {
        return head.fileBytes > smallFile ? checkTorchFile(path) : Result<void>();
    }
    if (looksLikeSafetensors(path, head.content)) {
        return checkSafetensors(path);
    }
    return unknownFormat(path, head.content);
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

Result<void> checkWeightFileSize(const fs::path& path)
{
    std::error_code failed;
    const auto size = fs::file_size(path, failed);
    return !failed && size > largestFile
               ? Error{ErrorCode::Unsupported, path.string(),
                       "the file is larger than 1 GiB, and no backbone of Weft's is"}
               : Result<void>();
}

Result<WeightFile> readWeightFile(const fs::path& path)
{
    constexpr std::size_t headBytes = 512; // Every format's marks lie within.
    if (auto checked = checkWeightFileSize(path); !checked) {
        return checked.error();
    }
    const auto head = readFilePart(path, 0, headBytes);
    if (!head) {
        return head.error();
    }
    if (auto checked = checkOutline(path, *head); !checked) {
        return checked.error();
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
    return fromSafetensors(std::move(content), path.string());
}

} // namespace weft
