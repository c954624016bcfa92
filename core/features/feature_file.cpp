#include "core/features/feature_file.h"

#include "core/base/checksum.h"
#include "core/base/parallel_for.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t alignment = 4096;
constexpr std::array<char, 8> magic{'w', 'e', 'f', 't', 'f', 'e', 'a', 't'};
constexpr std::uint32_t formatVersion = 1;

/// What the file begins with; the key and the records' checksums follow, padded to the alignment.
struct FileHead
{
    std::array<char, 8> magic{};
    std::uint32_t version = 0;
    std::uint32_t type = 0;
    std::uint64_t samples = 0;
    std::uint64_t recordBytes = 0;
    std::uint64_t keyBytes = 0;
    std::uint32_t checksum = 0; ///< Of the head with 0 in this place, the key and the checksums.
    std::uint32_t unused = 0;
};
static_assert(sizeof(FileHead) == 48);

std::size_t dataOffsetFor(std::size_t keyBytes, std::size_t samples)
{
    const auto head = sizeof(FileHead) + keyBytes + samples * sizeof(std::uint32_t);
    return (head + alignment - 1) / alignment * alignment;
}

/// All that stands before the records.
std::string headFor(const std::string& key, const FeatureLayout& layout,
                    const std::vector<std::uint32_t>& checksums)
{
    FileHead head{.magic = magic,
                  .version = formatVersion,
                  .type = static_cast<std::uint32_t>(layout.type),
                  .samples = layout.samples,
                  .recordBytes = layout.recordBytes(),
                  .keyBytes = key.size()};
    std::string rest = key;
    rest.append(reinterpret_cast<const char*>(checksums.data()),
                checksums.size() * sizeof(std::uint32_t));
    Crc32c checksum;
    checksum.add({reinterpret_cast<const char*>(&head), sizeof head});
    checksum.add(rest);
    head.checksum = checksum.value();
    return std::string(reinterpret_cast<const char*>(&head), sizeof head) + rest;
}

Error writeFailure(const fs::path& subject, int number)
{
    return {ErrorCode::WriteFailed, subject.string(), std::generic_category().message(number)};
}

Result<void> writeAt(int file, std::span<const char> bytes, std::size_t offset,
                     const fs::path& subject)
{
    while (!bytes.empty()) {
        const auto written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return writeFailure(subject, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::size_t>(written);
    }
    return {};
}

/// A lock that the kernel lets go of when the writer ends, however it ends.
bool lockWhole(int file)
{
    struct flock region
    {
    };
    region.l_type = F_WRLCK;
    region.l_whence = SEEK_SET;
    return ::fcntl(file, F_OFD_SETLK, &region) == 0;
}

} // namespace

std::size_t FeatureLayout::recordBytes() const
{
    std::size_t count = elementSize(type);
    for (const auto side : shape) {
        count *= static_cast<std::size_t>(side);
    }
    return count;
}

FeatureFile::FeatureFile(FeatureFile&& other) noexcept
{
    *this = std::move(other);
}

FeatureFile& FeatureFile::operator=(FeatureFile&& other) noexcept
{
    m_file = std::move(other.m_file);
    std::swap(m_begin, other.m_begin);
    std::swap(m_size, other.m_size);
    m_dataOffset = other.m_dataOffset;
    m_layout = std::move(other.m_layout);
    m_absent = std::move(other.m_absent);
    return *this;
}

FeatureFile::~FeatureFile()
{
    if (m_begin != nullptr) {
        ::munmap(const_cast<char*>(m_begin), m_size);
    }
}

Result<void> FeatureFile::map(FileDescriptor file, std::size_t size, const fs::path& path)
{
    auto* const memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
    if (memory == MAP_FAILED) {
        return Error{ErrorCode::Unreadable, path.string(), std::generic_category().message(errno)};
    }
    m_file = std::move(file);
    m_begin = static_cast<const char*>(memory);
    m_size = size;
    return {};
}

Result<FeatureFile> FeatureFile::open(const fs::path& path, const std::string& key,
                                      const FeatureLayout& layout, const std::stop_token& stop)
{
    const auto fail = [&](ErrorCode code, std::string reason) {
        return Error{code, path.string(), std::move(reason)};
    };
    FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor.valid()) {
        return fail(errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound
                                                        : ErrorCode::Unreadable,
                    std::generic_category().message(errno));
    }
    struct stat information
    {
    };
    const auto offset = dataOffsetFor(key.size(), layout.samples);
    if (::fstat(descriptor.get(), &information) != 0 || !S_ISREG(information.st_mode) ||
        static_cast<std::uint64_t>(information.st_size) != offset + layout.dataBytes()) {
        return fail(ErrorCode::Corrupt, "its size is not that of its features");
    }
    FeatureFile file;
    if (auto mapped =
            file.map(std::move(descriptor), static_cast<std::size_t>(information.st_size), path);
        !mapped) {
        return mapped.error();
    }
    file.m_layout = layout;
    file.m_dataOffset = offset;
    std::vector<std::uint32_t> checksums(layout.samples);
    std::memcpy(checksums.data(), file.m_begin + sizeof(FileHead) + key.size(),
                checksums.size() * sizeof(std::uint32_t));
    const auto expected = headFor(key, layout, checksums);
    if (std::memcmp(file.m_begin, expected.data(), expected.size()) != 0) {
        return fail(ErrorCode::Corrupt, "its head is damaged, or that of other features");
    }
    std::atomic<bool> damaged = false;
    const bool complete = parallelFor(layout.samples, 0, stop, [&](std::size_t sample) {
        const auto bytes = file.record(sample);
        if (!damaged && crc32c({bytes.data(), bytes.size()}) != checksums[sample]) {
            damaged = true;
        }
    });
    if (!complete) {
        return fail(ErrorCode::Cancelled, "the work was stopped");
    }
    if (damaged) {
        return fail(ErrorCode::Corrupt, "a record differs from its checksum");
    }
    return file;
}

bool FeatureFile::intact() const
{
    struct stat information
    {
    };
    return ::fstat(m_file.get(), &information) == 0 &&
           static_cast<std::size_t>(information.st_size) >= m_size;
}

std::span<const char> FeatureFile::record(std::size_t sample) const
{
    const auto bytes = m_layout.recordBytes();
    return {m_begin + m_dataOffset + sample * bytes, bytes};
}

const Error* FeatureFile::absence(std::size_t sample) const
{
    const auto found = m_absent.find(sample);
    return found == m_absent.end() ? nullptr : &found->second;
}

Result<FeatureFileWriter> FeatureFileWriter::begin(const fs::path& folder, std::string key,
                                                   FeatureLayout layout)
{
    FeatureFileWriter writer;
    auto name = (folder / ".weft-XXXXXX.tmp").string();
    writer.m_file = FileDescriptor(::mkostemps(name.data(), 4, O_CLOEXEC));
    if (!writer.m_file.valid()) {
        return writeFailure(folder, errno);
    }
    writer.m_temporary = name;
    // removeDeadWriters() leaves a file alone that is as young as this one.
    (void)lockWhole(writer.m_file.get());
    writer.m_dataOffset = dataOffsetFor(key.size(), layout.samples);
    const auto size = static_cast<off_t>(writer.m_dataOffset + layout.dataBytes());
    if (const int failure = ::posix_fallocate(writer.m_file.get(), 0, size); failure != 0) {
        return writeFailure(folder, failure);
    }
    writer.m_states.resize(layout.samples, State::Missing);
    writer.m_checksums.resize(layout.samples);
    writer.m_key = std::move(key);
    writer.m_layout = std::move(layout);
    return writer;
}

FeatureFileWriter::FeatureFileWriter(FeatureFileWriter&& other) noexcept
    : m_temporary(std::exchange(other.m_temporary, {}))
    , m_file(std::move(other.m_file))
    , m_key(std::move(other.m_key))
    , m_layout(std::move(other.m_layout))
    , m_dataOffset(other.m_dataOffset)
    , m_states(std::move(other.m_states))
    , m_checksums(std::move(other.m_checksums))
    , m_absent(std::move(other.m_absent))
{
}

FeatureFileWriter::~FeatureFileWriter()
{
    if (!m_temporary.empty()) {
        ::unlink(m_temporary.c_str());
    }
}

Result<void> FeatureFileWriter::write(std::size_t sample, std::span<const char> bytes)
{
    if (m_states[sample] == State::Written) {
        return {};
    }
    if (auto written = writeAt(m_file.get(), bytes, m_dataOffset + sample * bytes.size(),
                               m_temporary.parent_path());
        !written) {
        return written;
    }
    m_checksums[sample] = crc32c({bytes.data(), bytes.size()});
    m_states[sample] = State::Written;
    m_absent.erase(sample);
    return {};
}

void FeatureFileWriter::leaveOut(std::size_t sample, Error reason)
{
    if (m_states[sample] == State::Missing) {
        m_states[sample] = State::LeftOut;
        m_absent.emplace(sample, std::move(reason));
    }
}

std::vector<std::size_t> FeatureFileWriter::missing() const
{
    std::vector<std::size_t> samples;
    for (std::size_t sample = 0; sample < m_states.size(); ++sample) {
        if (m_states[sample] == State::Missing) {
            samples.push_back(sample);
        }
    }
    return samples;
}

Result<FeatureFile> FeatureFileWriter::finish(const fs::path& path)
{
    const auto folder = path.parent_path();
    if (auto written = writeAt(m_file.get(), headFor(m_key, m_layout, m_checksums), 0, folder);
        !written) {
        return written.error();
    }
    if (m_absent.empty()) {
        if (::fsync(m_file.get()) != 0 || ::rename(m_temporary.c_str(), path.c_str()) != 0) {
            return writeFailure(path, errno);
        }
        m_temporary.clear();
    }
    FeatureFile file;
    const auto size = m_dataOffset + m_layout.dataBytes();
    if (auto mapped = file.map(std::move(m_file), size, path); !mapped) {
        return mapped.error();
    }
    file.m_layout = m_layout;
    file.m_dataOffset = m_dataOffset;
    file.m_absent = std::move(m_absent);
    return file;
}

void removeDeadWriters(const fs::path& folder)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(".weft-") || !name.ends_with(".tmp")) {
            continue;
        }
        const auto age = fs::file_time_type::clock::now() - entry.last_write_time(ignored);
        const FileDescriptor file(::open(entry.path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
        if (age > std::chrono::minutes(1) && file.valid() && lockWhole(file.get())) {
            fs::remove(entry.path(), ignored);
        }
    }
}

} // namespace weft
