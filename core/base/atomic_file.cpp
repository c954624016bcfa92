#include "core/base/atomic_file.h"

#include "core/base/file_descriptor.h"
#include "core/base/temporary_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

struct OpenFile
{
    FileDescriptor descriptor;
    std::uint64_t bytes = 0;
};

/// For reading; a regular file only.
Result<OpenFile> openFile(const fs::path& file)
{
    // Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
    FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
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
    return OpenFile{std::move(descriptor), static_cast<std::uint64_t>(information.st_size)};
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
    auto temporary = TemporaryFile::beside(file);
    if (!temporary) {
        return temporary.error();
    }
    if (auto written = temporary->write(pieces); !written) {
        return written;
    }
    return temporary->keep();
}

void removeLeftovers(const fs::path& folder)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (isTemporaryName(entry.path().filename().string())) {
            fs::remove(entry.path(), ignored);
        }
    }
}

Result<std::string> readFile(const fs::path& path)
{
    const auto file = openFile(path);
    if (!file) {
        return file.error();
    }
    // Only a hint: a file may grow while it is read, and those of /proc say 0.
    std::string content(file->bytes + 1, '\0');
    std::size_t length = 0;
    for (;;) {
        const auto got =
            ::read(file->descriptor.get(), content.data() + length, content.size() - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return systemError(ErrorCode::Unreadable, path, errno);
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

Result<FilePart> readFilePart(const fs::path& path, std::uint64_t first, std::size_t length)
{
    const auto file = openFile(path);
    if (!file) {
        return file.error();
    }
    FilePart part;
    part.fileBytes = file->bytes;
    const auto left = file->bytes - std::min<std::uint64_t>(first, file->bytes);
    part.content.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, length)));
    std::size_t done = 0;
    while (done < part.content.size()) {
        const auto got = ::pread(file->descriptor.get(), part.content.data() + done,
                                 part.content.size() - done, static_cast<off_t>(first + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return systemError(ErrorCode::Unreadable, path, errno);
        }
        if (got == 0) { // It has shrunk meanwhile.
            break;
        }
        done += static_cast<std::size_t>(got);
    }
    part.content.resize(done);
    return part;
}

} // namespace weft
