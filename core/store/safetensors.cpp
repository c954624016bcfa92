#include "core/store/safetensors.h"

#include "core/base/atomic_file.h"
#include "core/base/checksum.h"
#include "core/store/safetensors_head.h"

#include <nlohmann/json.hpp>

#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <utility>

namespace weft {

using nlohmann::json;

namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::size_t lengthBytes = 8;
/// Of some 20,000 tensors. The format's own 100 MB would take gigabytes as JSON.
constexpr std::uint64_t largestHeader = std::uint64_t{2} << 20;

struct TypeName
{
    ElementType type;
    std::string_view name;
    std::size_t size;
};

constexpr std::array<TypeName, 10> typeNames{{{ElementType::F64, "F64", 8},
                                              {ElementType::F32, "F32", 4},
                                              {ElementType::F16, "F16", 2},
                                              {ElementType::BF16, "BF16", 2},
                                              {ElementType::I64, "I64", 8},
                                              {ElementType::I32, "I32", 4},
                                              {ElementType::I16, "I16", 2},
                                              {ElementType::I8, "I8", 1},
                                              {ElementType::U8, "U8", 1},
                                              {ElementType::Bool, "BOOL", 1}}};

const TypeName& nameOf(ElementType type)
{
    return typeNames[static_cast<std::size_t>(type)];
}

const TypeName* findType(const std::string& name)
{
    for (const auto& entry : typeNames) {
        if (entry.name == name) {
            return &entry;
        }
    }
    return nullptr;
}

std::string headerOf(const std::map<std::string, StoredTensor>& tensors,
                     const std::map<std::string, std::string>& metadata)
{
    auto header = json::object();
    if (!metadata.empty()) {
        header["__metadata__"] = metadata;
    }
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        const auto end = offset + tensor.bytes.size();
        header[name] = {{"dtype", nameOf(tensor.type).name},
                        {"shape", tensor.shape},
                        {"data_offsets", {offset, end}}};
        offset = end;
    }
    auto text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.append((lengthBytes - text.size() % lengthBytes) % lengthBytes, ' '); // Aligns the data.
    return text;
}

/// Bytes that a tensor of this shape takes; nothing where the number does not fit.
std::optional<std::uint64_t> byteCount(const std::vector<std::int64_t>& shape, std::size_t size)
{
    std::uint64_t count = size;
    for (const auto side : shape) {
        if (side < 0 || __builtin_mul_overflow(count, static_cast<std::uint64_t>(side), &count)) {
            return std::nullopt;
        }
    }
    return count;
}

/// Reads one entry of the header; gives its offsets, or the reason why it cannot be.
Result<std::pair<std::uint64_t, std::uint64_t>> readEntry(const json& entry, StoredTensor& tensor)
{
    const auto typeName = entry.at("dtype").get<std::string>();
    const auto* type = findType(typeName);
    if (type == nullptr) {
        return Error{ErrorCode::Unsupported, {}, "the element type " + typeName + " is not known"};
    }
    tensor.type = type->type;
    for (const auto& side : entry.at("shape")) {
        if (!side.is_number_integer()) {
            return Error{ErrorCode::Corrupt, {}, "a side of its shape is not a whole number"};
        }
        tensor.shape.push_back(side.get<std::int64_t>());
    }
    const auto& offsets = entry.at("data_offsets");
    if (offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
        !offsets[1].is_number_unsigned()) {
        return Error{ErrorCode::Corrupt, {}, "its offsets are not two whole numbers"};
    }
    const auto begin = offsets[0].get<std::uint64_t>();
    const auto end = offsets[1].get<std::uint64_t>();
    if (end < begin || byteCount(tensor.shape, type->size) != end - begin) {
        return Error{ErrorCode::Corrupt, {}, "its shape does not fit its bytes"};
    }
    return std::pair(begin, end);
}

/// Fills file.tensors from the header; the tensors' bytes are data.
Result<void> readHeader(const json& header, std::string_view data, SafetensorsFile& file)
{
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> order;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            file.metadata = entry.get<std::map<std::string, std::string>>();
            continue;
        }
        StoredTensor tensor;
        const auto offsets = readEntry(entry, tensor);
        if (!offsets) {
            return Error{
                offsets.error().code, {}, "tensor \"" + name + "\": " + offsets.error().reason};
        }
        const auto [begin, end] = *offsets;
        if (end > data.size()) {
            return Error{ErrorCode::Corrupt, {}, "tensor \"" + name + "\" reaches beyond the file"};
        }
        tensor.bytes = data.substr(begin, end - begin);
        if (begin != end && !order.emplace(*offsets, name).second) {
            return Error{ErrorCode::Corrupt, {}, "tensor \"" + name + "\" overlaps another"};
        }
        file.tensors.emplace(name, std::move(tensor));
    }
    std::uint64_t position = 0;
    for (const auto& [offsets, name] : order) {
        if (offsets.first != position) {
            return Error{
                ErrorCode::Corrupt, {}, "tensor \"" + name + "\" overlaps another or leaves a gap"};
        }
        position = offsets.second;
    }
    if (position != data.size()) {
        return Error{ErrorCode::Corrupt, {}, "the file holds bytes that no tensor owns"};
    }
    return {};
}

} // namespace

std::size_t elementSize(ElementType type)
{
    return nameOf(type).size;
}

std::string elementTypeName(ElementType type)
{
    return std::string(nameOf(type).name);
}

std::string safetensorsHead(const std::map<std::string, StoredTensor>& tensors,
                            const std::map<std::string, std::string>& metadata)
{
    const auto header = headerOf(tensors, metadata);
    const std::uint64_t length = header.size();
    std::string head(lengthBytes, '\0');
    std::memcpy(head.data(), &length, sizeof length);
    return head + header;
}

Result<FileDigest> writeSafetensors(const std::filesystem::path& file,
                                    const std::map<std::string, StoredTensor>& tensors,
                                    const std::map<std::string, std::string>& metadata)
{
    const auto head = safetensorsHead(tensors, metadata);
    std::vector<std::string_view> pieces{head};
    for (const auto& [name, tensor] : tensors) {
        pieces.push_back(tensor.bytes);
    }
    FileDigest digest;
    Crc32c checksum;
    for (const auto piece : pieces) {
        digest.bytes += piece.size();
        checksum.add(piece);
    }
    digest.crc32c = checksum.value();
    if (auto written = writeFileAtomically(file, pieces); !written) {
        return written.error();
    }
    return digest;
}

Result<SafetensorsFile> readSafetensors(const std::filesystem::path& path)
{
    auto content = readFile(path);
    if (!content) {
        return content.error();
    }
    return parseSafetensors(std::make_shared<const std::string>(std::move(*content)),
                            path.string());
}

Result<SafetensorsFile> parseSafetensors(std::shared_ptr<const std::string> content,
                                         const std::string& name)
{
    const auto corrupt = [&](std::string reason) {
        return Error{ErrorCode::Corrupt, name, std::move(reason)};
    };
    SafetensorsFile file;
    file.content = std::move(content);
    const std::string_view bytes = *file.content;
    file.digest = {bytes.size(), crc32c(bytes)};

    std::uint64_t length = 0;
    if (bytes.size() < lengthBytes) {
        return corrupt("the file ends before its header");
    }
    std::memcpy(&length, bytes.data(), sizeof length);
    if (length > bytes.size() - lengthBytes) {
        return corrupt("the header's length reaches beyond the file");
    }
    if (length > largestHeader) {
        return Error{ErrorCode::Unsupported, name, "the header is longer than 2 MiB"};
    }
    const auto header = json::parse(bytes.substr(lengthBytes, length), nullptr, false);
    if (!header.is_object()) {
        return corrupt("the header is not a JSON object");
    }
    try {
        if (auto read = readHeader(header, bytes.substr(lengthBytes + length), file); !read) {
            return Error{read.error().code, name, read.error().reason};
        }
    } catch (const json::exception& failure) {
        return corrupt(std::string("the header is malformed: ") + failure.what());
    }
    return file;
}

} // namespace weft
