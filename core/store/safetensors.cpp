#include "core/store/safetensors.h"

#include "core/base/atomic_file.h"
#include "core/base/checksum.h"
#include "core/base/utf8.h"
#include "core/store/json_nesting.h"
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
constexpr std::size_t mostDimensions = 16; ///< As a state_dict of PyTorch may have.

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
        return Error{ErrorCode::Unsupported,
                     {},
                     "the element type " + printableText(typeName) + " is not known"};
    }
    tensor.type = type->type;
    if (entry.at("shape").size() > mostDimensions) {
        return Error{ErrorCode::Unsupported, {}, "it has more than 16 dimensions"};
    }
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

using Offsets = std::pair<std::uint64_t, std::uint64_t>; ///< Of a tensor's bytes in the data.

std::string quoted(const std::string& name)
{
    return "tensor \"" + printableText(name) + "\"";
}

/// What a header says of a file with so many bytes behind it. The tensors have no bytes yet.
struct Outline
{
    std::map<std::string, StoredTensor> tensors;
    std::map<std::string, Offsets> offsets;
    std::map<std::string, std::string> metadata;
};

Result<void> readEntries(const json& header, std::uint64_t dataBytes, Outline& outline)
{
    std::map<Offsets, std::string> order;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            outline.metadata = entry.get<std::map<std::string, std::string>>();
            continue;
        }
        StoredTensor tensor;
        const auto offsets = readEntry(entry, tensor);
        if (!offsets) {
            return Error{offsets.error().code, {}, quoted(name) + ": " + offsets.error().reason};
        }
        const auto [begin, end] = *offsets;
        if (end > dataBytes) {
            return Error{ErrorCode::Corrupt, {}, quoted(name) + " reaches beyond the file"};
        }
        if (begin != end && !order.emplace(*offsets, name).second) {
            return Error{ErrorCode::Corrupt, {}, quoted(name) + " overlaps another"};
        }
        outline.tensors.emplace(name, std::move(tensor));
        outline.offsets.emplace(name, *offsets);
    }
    std::uint64_t position = 0;
    for (const auto& [offsets, name] : order) {
        if (offsets.first != position) {
            return Error{
                ErrorCode::Corrupt, {}, quoted(name) + " overlaps another or leaves a gap"};
        }
        position = offsets.second;
    }
    if (position != dataBytes) {
        return Error{ErrorCode::Corrupt, {}, "the file holds bytes that no tensor owns"};
    }
    return {};
}

/// Bytes ahead of the data. head is the file's beginning.
Result<std::uint64_t> dataStart(std::string_view head, std::uint64_t fileBytes,
                                const std::string& name)
{
    std::uint64_t length = 0;
    if (fileBytes < lengthBytes || head.size() < lengthBytes) {
        return Error{ErrorCode::Corrupt, name, "the file ends before its header"};
    }
    std::memcpy(&length, head.data(), sizeof length);
    if (length > fileBytes - lengthBytes) {
        return Error{ErrorCode::Corrupt, name, "the header's length reaches beyond the file"};
    }
    if (length > largestHeader) {
        return Error{ErrorCode::Unsupported, name, "the header is longer than 2 MiB"};
    }
    return lengthBytes + length;
}

/// head holds the header at least.
Result<Outline> readOutline(std::string_view head, std::uint64_t fileBytes, const std::string& name)
{
    const auto corrupt = [&](std::string reason) {
        return Error{ErrorCode::Corrupt, name, std::move(reason)};
    };
    const auto start = dataStart(head, fileBytes, name);
    if (!start) {
        return start.error();
    }
    if (head.size() < *start) {
        return corrupt("the file ends before its header");
    }
    const auto text = head.substr(lengthBytes, *start - lengthBytes);
    constexpr int levels = 3; // An entry's shape.
    if (nestsDeeper(text, levels)) {
        return corrupt("the header is nested too deeply");
    }
    const auto header = json::parse(text, nullptr, false);
    if (!header.is_object()) {
        return corrupt("the header is not a JSON object");
    }
    Outline outline;
    try {
        if (auto read = readEntries(header, fileBytes - *start, outline); !read) {
            return Error{read.error().code, name, read.error().reason};
        }
    } catch (const json::exception& failure) {
        return corrupt(std::string("the header is malformed: ") + failure.what());
    }
    return outline;
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

namespace {

Result<Outline> outlineOf(const std::filesystem::path& path)
{
    auto head = readFilePart(path, 0, lengthBytes);
    if (!head) {
        return head.error();
    }
    const auto start = dataStart(head->content, head->fileBytes, path.string());
    if (!start) {
        return start.error();
    }
    head = readFilePart(path, 0, static_cast<std::size_t>(*start));
    if (!head) {
        return head.error();
    }
    return readOutline(head->content, head->fileBytes, path.string());
}

} // namespace

Result<void> checkSafetensors(const std::filesystem::path& path)
{
    const auto outline = outlineOf(path);
    return outline ? Result<void>() : outline.error();
}

Result<std::map<std::string, std::string>>
readSafetensorsMetadata(const std::filesystem::path& path)
{
    auto outline = outlineOf(path);
    if (!outline) {
        return outline.error();
    }
    return std::move(outline->metadata);
}

Result<SafetensorsFile> readSafetensors(const std::filesystem::path& path)
{
    if (auto checked = checkSafetensors(path); !checked) {
        return checked.error();
    }
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
    SafetensorsFile file;
    file.content = std::move(content);
    const std::string_view bytes = *file.content;
    auto outline = readOutline(bytes, bytes.size(), name);
    if (!outline) {
        return outline.error();
    }
    const auto data = bytes.substr(*dataStart(bytes, bytes.size(), name));
    for (const auto& [tensor, offsets] : outline->offsets) {
        outline->tensors.at(tensor).bytes =
            data.substr(offsets.first, offsets.second - offsets.first);
    }
    file.tensors = std::move(outline->tensors);
    file.metadata = std::move(outline->metadata);
    file.digest = {bytes.size(), crc32c(bytes)};
    return file;
}

} // namespace weft
