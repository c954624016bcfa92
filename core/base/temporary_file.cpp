#include "core/base/temporary_file.h"

#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view temporaryPrefix = ".weft-";
constexpr std::string_view temporarySuffix = ".tmp";
constexpr std::size_t digitCount = 16;

/// Long enough for a file that has been made to be locked.
constexpr auto abandonedAfter = std::chrono::minutes(1);

/// A file system that cannot refuse to replace (EINVAL) is asked first, which leaves a moment.
int renameNew(const fs::path& from, const fs::path& to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return errno;
    }
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(to, ignored))) {
        return EEXIST;
    }
    return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

bool isAbandoned(const fs::directory_entry& entry)
{
    std::error_code failure;
    const auto changed = entry.last_write_time(failure);
    if (failure || fs::file_time_type::clock::now() - changed < abandonedAfter) {
        return false;
    }
    const FileDescriptor open(
        ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    return open.valid() && ::flock(open.get(), LOCK_EX | LOCK_NB) == 0;
}

} // namespace

fs::path folderOf(const fs::path& file)
{
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

fs::path temporaryName(const fs::path& folder)
{
    std::random_device random;
    std::array<char, digitCount + 1> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x%08x", random(), random());
    return folder / (std::string(temporaryPrefix) + digits.data() + std::string(temporarySuffix));
}

bool isTemporaryName(std::string_view name)
{
    return name.size() == temporaryPrefix.size() + digitCount + temporarySuffix.size() &&
           name.starts_with(temporaryPrefix) && name.ends_with(temporarySuffix);
}

Error systemError(ErrorCode code, const fs::path& subject, int number)
{
    return {code, subject.string(), std::generic_category().message(number)};
}

Result<void> renameDurably(const fs::path& from, const fs::path& to, bool replace)
{
    const int failure =
        replace ? (::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno) : renameNew(from, to);
    if (failure != 0) {
        return systemError(failure == EEXIST ? ErrorCode::AlreadyExists : ErrorCode::WriteFailed,
                           to, failure);
    }
    return syncFolder(folderOf(to));
}

Result<TemporaryFile> TemporaryFile::beside(const fs::path& file)
{
    auto path = temporaryName(folderOf(file));
    FileDescriptor open(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!open.valid()) {
        return systemError(ErrorCode::WriteFailed, file, errno);
    }
    ::flock(open.get(), LOCK_EX | LOCK_NB); // Where that cannot be, the file's age protects it.
    return TemporaryFile(file, std::move(path), std::move(open));
}

TemporaryFile::TemporaryFile(fs::path file, fs::path path, FileDescriptor open)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_descriptor(std::move(open))
{
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : m_file(std::move(other.m_file))
    , m_path(std::exchange(other.m_path, {}))
    , m_descriptor(std::move(other.m_descriptor))
{
}

TemporaryFile::~TemporaryFile()
{
    if (!m_path.empty()) {
        std::error_code ignored;
        fs::remove(m_path, ignored);
    }
}

Result<void> TemporaryFile::write(std::span<const std::string_view> pieces)
{
    for (const auto piece : pieces) {
        if (auto written = writeAll(m_descriptor.get(), piece, m_file); !written) {
            return written;
        }
    }
    return {};
}

Result<void> TemporaryFile::sync()
{
    return ::fsync(m_descriptor.get()) == 0 ? Result<void>()
                                            : systemError(ErrorCode::WriteFailed, m_file, errno);
}

Result<void> TemporaryFile::giveName(bool replace)
{
    auto renamed = renameDurably(m_path, m_file, replace);
    std::error_code ignored;
    if (renamed || !fs::exists(m_path, ignored)) { // It may have its name and not be durable yet.
        m_path.clear();
    }
    return renamed;
}

Result<void> TemporaryFile::keep(bool replace)
{
    auto synced = sync();
    return synced ? giveName(replace) : synced;
}

void removeAbandoned(const fs::path& folder)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (isTemporaryName(entry.path().filename().string()) && isAbandoned(entry)) {
            fs::remove_all(entry.path(), ignored);
        }
    }
}

} // namespace weft
