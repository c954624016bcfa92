#include "core/base/atomic_file.h"

#include "core/base/file_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view temporaryPrefix = ".weft-";
constexpr std::string_view temporarySuffix = ".tmp";

Error systemError(ErrorCode code, const fs::path& subject, int number)
{
    return {code, subject.string(), std::generic_category().message(number)};
}

/// Its name does not grow with the file's, which may be as long as the file system allows.
fs::path temporaryName(const fs::path& folder)
{
    std::random_device random;
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x%08x", random(), random());
    return folder / (std::string(temporaryPrefix) + digits.data() + std::string(temporarySuffix));
}

/// A file under a temporary name that vanishes unless it is renamed.
class TemporaryFile
{
public:
    explicit TemporaryFile(const fs::path& folder)
        : m_path(temporaryName(folder))
        , m_descriptor(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666))
    {
    }
    ~TemporaryFile()
    {
        if (m_descriptor.valid() && !m_renamed) {
            ::unlink(m_path.c_str());
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] bool valid() const { return m_descriptor.valid(); }
    [[nodiscard]] int get() const { return m_descriptor.get(); }

    [[nodiscard]] bool renameTo(const fs::path& file)
    {
        m_renamed = ::rename(m_path.c_str(), file.c_str()) == 0;
        return m_renamed;
    }

private:
    fs::path m_path;
    FileDescriptor m_descriptor;
    bool m_renamed = false;
};

fs::path folderOf(const fs::path& file)
{
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

} // namespace

Result<void> writeAll(int descriptor, std::string_view content, const fs::path& subject)
{
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return systemError(ErrorCode::WriteFailed, subject, errno);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> syncFolder(const fs::path& folder)
{
    const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some network file systems refuse to sync a folder; they have no more to give.
    if (!descriptor.valid() || (::fsync(descriptor.get()) != 0 && errno != EINVAL)) {
        return systemError(ErrorCode::WriteFailed, folder, errno);
    }
    return {};
}

Result<void> writeFileAtomically(const fs::path& file, std::string_view content)
{
    return writeFileAtomically(file, std::span(&content, 1));
}

Result<void> writeFileAtomically(const fs::path& file, std::span<const std::string_view> pieces)
{
    const auto folder = folderOf(file);
    TemporaryFile temporary(folder);
    if (!temporary.valid()) {
        return systemError(ErrorCode::WriteFailed, file, errno);
    }
    for (const auto piece : pieces) {
        if (auto written = writeAll(temporary.get(), piece, file); !written) {
            return written;
        }
    }
    if (::fsync(temporary.get()) != 0 || !temporary.renameTo(file)) {
        return systemError(ErrorCode::WriteFailed, file, errno);
    }
    return syncFolder(folder);
}

void removeLeftovers(const fs::path& folder)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(temporaryPrefix) && name.ends_with(temporarySuffix)) {
            fs::remove(entry.path(), ignored);
        }
    }
}

Result<std::string> readFile(const fs::path& file)
{
    // Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
    const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor.valid()) {
        const bool absent = errno == ENOENT || errno == ENOTDIR;
        return systemError(absent ? ErrorCode::NotFound : ErrorCode::Unreadable, file, errno);
    }
    struct stat information
    {
    };
    if (::fstat(descriptor.get(), &information) != 0) {
        return systemError(ErrorCode::Unreadable, file, errno);
    }
    if (!S_ISREG(information.st_mode)) {
        return Error{ErrorCode::Unreadable, file.string(), "it is not a regular file"};
    }
    // Only a hint: a file may grow while it is read, and those of /proc say 0.
    std::string content(static_cast<std::size_t>(information.st_size) + 1, '\0');
    std::size_t length = 0;
    for (;;) {
        const auto got = ::read(descriptor.get(), content.data() + length, content.size() - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return systemError(ErrorCode::Unreadable, file, errno);
        }
        if (got == 0) {
            break;
        }
        length += static_cast<std::size_t>(got);
        if (length == content.size()) {
            content.resize(2 * content.size());
        }
    }
    content.resize(length);
    return content;
}

} // namespace weft
