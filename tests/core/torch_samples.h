#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Bytes of files as torch.save() writes them, and as it never would.
namespace weft::samples {

template <typename Number>
std::string bytesOf(Number number)
{
    return {reinterpret_cast<const char*>(&number), sizeof number};
}

// Pieces of a pickle of protocol 2.

inline std::string text(std::string_view content)
{
    return std::string("X") + bytesOf(static_cast<std::uint32_t>(content.size())) +
           std::string(content);
}

inline std::string number(std::int64_t value)
{
    return std::string("\x8A\x08") + bytesOf(value);
}

inline std::string global(const std::string& module, const std::string& name)
{
    return std::string("c") + module + "\n" + name + "\n";
}

inline std::string tuple(const std::vector<std::string>& items)
{
    std::string all = "(";
    for (const auto& item : items) {
        all += item;
    }
    return all + "t";
}

inline std::string numbers(const std::vector<std::int64_t>& values)
{
    std::vector<std::string> items;
    for (const auto value : values) {
        items.push_back(number(value));
    }
    return tuple(items);
}

inline std::string storage(std::int64_t count, const std::string& key = "0",
                           const std::string& type = "FloatStorage")
{
    return tuple({text("storage"), global("torch", type), text(key), text("cpu"), number(count)}) +
           "Q";
}

inline std::string tensor(const std::string& storage, std::int64_t offset,
                          const std::vector<std::int64_t>& shape,
                          const std::vector<std::int64_t>& strides)
{
    return global("torch._utils", "_rebuild_tensor_v2") +
           tuple({storage, number(offset), numbers(shape), numbers(strides), "\x89", "N"}) + "R";
}

inline std::string pickle(const std::string& value)
{
    return std::string("\x80\x02") + value + ".";
}

/// A state_dict of one tensor.
inline std::string stateDict(const std::string& tensor, const std::string& name = "w")
{
    return std::string("}(") + text(name) + tensor + "u";
}

struct ZipMember
{
    std::string name;
    std::string content;
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
    std::uint32_t checksumChange = 0; ///< Is added.
    std::uint32_t sizeChange = 0;     ///< Is added to both sizes in the directory.
    std::uint32_t packedChange = 0;   ///< Is added to the packed size in the directory.
    std::uint32_t offsetChange = 0;   ///< Is added to the place in the directory.
    std::string localName{};          ///< Empty: the same.
};

inline std::string zip(const std::vector<ZipMember>& members)
{
    std::string file, directory;
    for (const auto& member : members) {
        const auto size = static_cast<std::uint32_t>(member.content.size());
        const auto checksum = static_cast<std::uint32_t>(crc32_z(
            0, reinterpret_cast<const Bytef*>(member.content.data()), member.content.size()));
        const auto offset = static_cast<std::uint32_t>(file.size());
        const auto& localName = member.localName.empty() ? member.name : member.localName;
        const auto common = bytesOf<std::uint16_t>(20) + bytesOf(member.flags) +
                            bytesOf(member.method) + bytesOf<std::uint32_t>(0) +
                            bytesOf(checksum + member.checksumChange);
        file += std::string("PK\x03\x04") + common + bytesOf(size) + bytesOf(size) +
                bytesOf(static_cast<std::uint16_t>(localName.size())) + bytesOf<std::uint16_t>(0) +
                localName + member.content;
        directory += std::string("PK\x01\x02") + bytesOf<std::uint16_t>(0) + common +
                     bytesOf(size + member.sizeChange + member.packedChange) +
                     bytesOf(size + member.sizeChange) +
                     bytesOf(static_cast<std::uint16_t>(member.name.size())) +
                     std::string(12, '\0') + bytesOf(offset + member.offsetChange) + member.name;
    }
    const auto count = static_cast<std::uint16_t>(members.size());
    return file + directory + "PK\x05\x06" + bytesOf<std::uint32_t>(0) + bytesOf(count) +
           bytesOf(count) + bytesOf(static_cast<std::uint32_t>(directory.size())) +
           bytesOf(static_cast<std::uint32_t>(file.size())) + bytesOf<std::uint16_t>(0);
}

/// As torch.save() does, with one storage.
inline std::string zipFile(const std::string& pickle, const std::string& storage = {})
{
    return zip({{"archive/data.pkl", pickle}, {"archive/data/0", storage}});
}

/// The older format, with a tail of storages of the caller's.
inline std::string legacyFile(const std::string& state, const std::string& keys,
                              const std::string& storages, bool littleEndian = true)
{
    return pickle("\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19") + pickle(number(1001)) +
           pickle(std::string("}(") + text("little_endian") + (littleEndian ? "\x88" : "\x89") +
                  "u") +
           pickle(state) + pickle(keys) + storages;
}

} // namespace weft::samples
