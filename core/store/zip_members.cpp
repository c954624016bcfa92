#include "core/store/zip_members.h"

#include "core/base/atomic_file.h"
#include "core/base/utf8.h"
#include "core/store/byte_cursor.h"
#include "core/store/unnamed_error.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace weft {

namespace {

// PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16.
constexpr std::uint32_t localSignature = 0x04034B50;
constexpr std::uint32_t entrySignature = 0x02014B50;
constexpr std::uint32_t endSignature = 0x06054B50;
constexpr std::size_t endBytes = 22;
constexpr std::size_t longestComment = 0xFFFF;
constexpr std::size_t largestDirectory = std::size_t{16} << 20;
constexpr unsigned encryptedFlags = 0x0041;  ///< Any encryption.
constexpr unsigned sizesFollowFlag = 0x0008; ///< The local header need not know the sizes.

struct Directory
{
    std::size_t offset = 0;
    std::size_t bytes = 0;
    std::size_t entries = 0;
};

struct Entry
{
    std::string name;
    std::uint32_t checksum = 0;
    std::uint32_t size = 0;
    std::uint32_t offset = 0; ///< Of the local header.
};

struct Member
{
    Entry entry;
    std::string_view content;
    std::size_t begin = 0; ///< Of the local header.
    std::size_t end = 0;   ///< Of the content.
};

Error corruptMember(const std::string& name, const std::string& reason)
{
    return corruptBytes("the archive's member \"" + printableText(name) + "\" " + reason);
}

/// The last record of the file, whose comment reaches to the file's end.
std::optional<std::size_t> findEnd(std::string_view archive)
{
    if (archive.size() < endBytes) {
        return std::nullopt;
    }
    const auto last = archive.size() - endBytes;
    const auto first = last > longestComment ? last - longestComment : 0;
    for (auto position = last + 1; position-- > first;) {
        ByteCursor cursor(archive, position);
        std::uint32_t signature = 0;
        std::uint16_t comment = 0;
        std::string_view between;
        if (cursor.read(signature) && signature == endSignature &&
            cursor.take(endBytes - sizeof signature - sizeof comment, between) &&
            cursor.read(comment) && cursor.left() == comment) {
            return position;
        }
    }
    return std::nullopt;
}

/// archive: the file from its byte before on, to its end.
Result<Directory> findDirectory(std::string_view archive, std::size_t before = 0)
{
    const auto end = findEnd(archive);
    if (!end) {
        return corruptBytes("the archive's directory is missing: the file is cut short or damaged");
    }
    ByteCursor cursor(archive, *end);
    std::uint32_t signature = 0, bytes = 0, offset = 0;
    std::uint16_t disk = 0, firstDisk = 0, entriesHere = 0, entries = 0;
    if (!cursor.readAll(signature, disk, firstDisk, entriesHere, entries, bytes, offset)) {
        return corruptBytes("the archive's directory is cut short");
    }
    if (entries == 0xFFFF || bytes == 0xFFFFFFFF || offset == 0xFFFFFFFF) {
        return unsupportedBytes("the archive is larger than 4 GiB");
    }
    if (disk != 0 || firstDisk != 0 || entriesHere != entries) {
        return unsupportedBytes("the archive is one of several parts");
    }
    if (std::size_t{offset} + bytes > before + *end) {
        return corruptBytes("the archive's directory reaches beyond the file");
    }
    return Directory{offset, bytes, entries};
}

Result<Entry> readEntry(ByteCursor& cursor)
{
    std::uint32_t signature = 0, checksum = 0, packed = 0, size = 0, attributes = 0, offset = 0;
    std::uint16_t madeBy = 0, needed = 0, flags = 0, method = 0, time = 0, date = 0;
    std::uint16_t nameLength = 0, extraLength = 0, commentLength = 0, disk = 0, internal = 0;
    std::string_view name, rest;
    if (!cursor.readAll(signature, madeBy, needed, flags, method, time, date, checksum, packed,
                        size, nameLength, extraLength, commentLength, disk, internal, attributes,
                        offset) ||
        signature != entrySignature || !cursor.take(nameLength, name) ||
        !cursor.take(std::size_t{extraLength} + commentLength, rest)) {
        return corruptBytes("the archive's directory is damaged");
    }
    Entry entry{std::string(name), checksum, size, offset};
    if ((flags & encryptedFlags) != 0) {
        return unsupportedBytes("the archive's member \"" + printableText(name) +
                                "\" is encrypted");
    }
    if (method != 0) {
        return unsupportedBytes("the archive's member \"" + printableText(name) +
                                "\" is compressed, and PyTorch compresses none");
    }
    if (packed == 0xFFFFFFFF || size == 0xFFFFFFFF || offset == 0xFFFFFFFF) {
        return unsupportedBytes("the archive is larger than 4 GiB");
    }
    if (packed != size || disk != 0) {
        return corruptMember(entry.name, "has sizes that contradict each other");
    }
    return entry;
}

/// The member's local header and its bytes lie before the directory.
Result<Member> findMember(Entry entry, std::string_view beforeDirectory)
{
    if (entry.offset > beforeDirectory.size()) {
        return corruptMember(entry.name, "lies beyond the file");
    }
    ByteCursor cursor(beforeDirectory, entry.offset);
    std::uint32_t signature = 0, checksum = 0, packed = 0, size = 0;
    std::uint16_t needed = 0, flags = 0, method = 0, time = 0, date = 0;
    std::uint16_t nameLength = 0, extraLength = 0;
    std::string_view name, extra, content;
    if (!cursor.readAll(signature, needed, flags, method, time, date, checksum, packed, size,
                        nameLength, extraLength) ||
        signature != localSignature || !cursor.take(nameLength, name) ||
        !cursor.take(extraLength, extra)) {
        return corruptMember(entry.name, "has no header where the directory says");
    }
    const bool sizesFollow = (flags & sizesFollowFlag) != 0;
    if (name != entry.name || method != 0 ||
        (!sizesFollow && (packed != entry.size || size != entry.size))) {
        return corruptMember(entry.name, "has a header that the directory contradicts");
    }
    if (!cursor.take(entry.size, content)) {
        return corruptMember(entry.name, "reaches beyond the file");
    }
    const std::size_t begin = entry.offset;
    return Member{std::move(entry), content, begin, cursor.position()};
}

Result<std::vector<Entry>> readEntries(std::string_view directory, std::size_t count)
{
    ByteCursor cursor(directory);
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i) {
        auto entry = readEntry(cursor);
        if (!entry) {
            return entry.error();
        }
        entries.push_back(std::move(*entry));
    }
    if (cursor.left() != 0) {
        return corruptBytes("the archive's directory is damaged");
    }
    return entries;
}

} // namespace

Result<void> checkArchive(const std::filesystem::path& file)
{
    constexpr std::size_t tailBytes = endBytes + longestComment;
    const auto named = [&file](const Error& error) {
        return Error{error.code, file.string(), error.reason};
    };
    const auto head = readFilePart(file, 0, 0);
    if (!head) {
        return head.error();
    }
    const auto before = head->fileBytes - std::min<std::uint64_t>(head->fileBytes, tailBytes);
    const auto tail = readFilePart(file, before, tailBytes);
    if (!tail) {
        return tail.error();
    }
    const auto directory = findDirectory(tail->content, before);
    if (!directory) {
        return named(directory.error());
    }
    if (directory->bytes > largestDirectory) {
        return named(unsupportedBytes("the archive's directory is longer than 16 MiB"));
    }
    const auto listed = readFilePart(file, directory->offset, directory->bytes);
    if (!listed) {
        return listed.error();
    }
    const auto entries = readEntries(listed->content, directory->entries);
    if (!entries) {
        return named(entries.error());
    }
    std::size_t owned = 0;
    for (const auto& entry : *entries) {
        if (std::size_t{entry.offset} + entry.size > directory->offset) {
            return named(corruptMember(entry.name, "reaches beyond the file"));
        }
        owned += entry.size;
    }
    return owned < directory->offset / 2
               ? named(corruptBytes("most of the archive belongs to none of its members"))
               : Result<void>();
}

Result<std::map<std::string, std::string_view, std::less<>>> storedMembers(std::string_view archive)
{
    const auto directory = findDirectory(archive);
    if (!directory) {
        return directory.error();
    }
    const auto beforeDirectory = archive.substr(0, directory->offset);
    auto entries =
        readEntries(archive.substr(directory->offset, directory->bytes), directory->entries);
    if (!entries) {
        return entries.error();
    }
    std::vector<Member> found;
    for (auto& entry : *entries) {
        auto member = findMember(std::move(entry), beforeDirectory);
        if (!member) {
            return member.error();
        }
        found.push_back(std::move(*member));
    }
    std::ranges::sort(found, {}, &Member::begin);
    for (std::size_t i = 1; i < found.size(); ++i) {
        if (found[i].begin < found[i - 1].end) {
            return corruptMember(found[i].entry.name, "overlaps another");
        }
    }
    // After the overlaps, so that each byte is summed up once at most.
    std::map<std::string, std::string_view, std::less<>> members;
    for (auto& [entry, content, begin, end] : found) {
        const auto* bytes = reinterpret_cast<const Bytef*>(content.data());
        if (crc32_z(0, bytes, content.size()) != entry.checksum) {
            return corruptMember(entry.name, "is damaged: its checksum differs");
        }
        if (!members.emplace(entry.name, content).second) {
            return corruptMember(entry.name, "is there twice");
        }
    }
    return members;
}

} // namespace weft
