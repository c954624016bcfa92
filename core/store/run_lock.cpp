#include "core/store/run_lock.h"

#include "core/store/run_files.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

namespace weft {

namespace {

/// The whole file. These locks belong to the open file, not to the process, so that two holders in
/// one process exclude each other too; and unlike flock's they can be asked about without taking.
struct flock wholeFile()
{
    struct flock region
    {
    };
    region.l_type = F_WRLCK;
    region.l_whence = SEEK_SET;
    return region;
}

} // namespace

Result<RunLock> RunLock::take(const std::filesystem::path& run)
{
    const auto file = run_files::lock(run);
    FileDescriptor descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!descriptor.valid()) {
        return Error{ErrorCode::WriteFailed, file.string(), std::generic_category().message(errno)};
    }
    auto region = wholeFile();
    if (::fcntl(descriptor.get(), F_OFD_SETLK, &region) != 0) {
        if (errno == EAGAIN || errno == EACCES) {
            return Error{ErrorCode::InUse, run.string(), "another training holds this run"};
        }
        return Error{ErrorCode::WriteFailed, file.string(), std::generic_category().message(errno)};
    }
    return RunLock(std::move(descriptor));
}

bool RunLock::held(const std::filesystem::path& run)
{
    // Opening what is no file, such as a pipe, does not wait either.
    const FileDescriptor descriptor(
        ::open(run_files::lock(run).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    auto region = wholeFile();
    return descriptor.valid() && ::fcntl(descriptor.get(), F_OFD_GETLK, &region) == 0 &&
           region.l_type != F_UNLCK;
}

} // namespace weft
