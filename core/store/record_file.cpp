#include "core/store/record_file.h"

#include "core/base/checksum.h"

#include <algorithm>
#include <cstring>

namespace weft {

namespace {

constexpr std::size_t headBytes = 12; // Length and its checksum.
constexpr std::size_t tailBytes = 4;

template <typename Number>
Number load(std::string_view bytes)
{
    Number number = 0;
    std::memcpy(&number, bytes.data(), sizeof number);
    return number;
}

template <typename Number>
void append(std::string& bytes, Number number)
{
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

} // namespace

std::uint32_t maskedCrc32c(std::string_view bytes)
{
    const auto checksum = crc32c(bytes);
    return ((checksum >> 15) | (checksum << 17)) + 0xA282EAD8U;
}

std::string frameRecord(std::string_view data)
{
    std::string frame;
    frame.reserve(headBytes + data.size() + tailBytes);
    append(frame, static_cast<std::uint64_t>(data.size()));
    append(frame, maskedCrc32c(frame));
    frame += data;
    append(frame, maskedCrc32c(data));
    return frame;
}

Result<bool> RecordReader::next(std::string_view& record)
{
    if (m_rest.size() < headBytes + tailBytes) {
        return false;
    }
    const auto length = load<std::uint64_t>(m_rest);
    if (load<std::uint32_t>(m_rest.substr(8)) != maskedCrc32c(m_rest.substr(0, 8))) {
        // A file that grew before its data reached the disk ends in zeros.
        if (std::all_of(m_rest.begin(), m_rest.end(), [](char byte) { return byte == 0; })) {
            return false;
        }
        return Error{ErrorCode::Corrupt, {}, "a record's length fails its checksum"};
    }
    const auto body = m_rest.substr(headBytes);
    if (length > body.size() || body.size() - length < tailBytes) {
        return false;
    }
    const auto data = body.substr(0, length);
    const auto rest = body.substr(length + tailBytes);
    if (load<std::uint32_t>(body.substr(length)) != maskedCrc32c(data)) {
        if (std::all_of(rest.begin(), rest.end(), [](char byte) { return byte == 0; })) {
            return false;
        }
        return Error{ErrorCode::Corrupt, {}, "a record fails its checksum"};
    }
    record = data;
    m_rest = rest;
    return true;
}

} // namespace weft
