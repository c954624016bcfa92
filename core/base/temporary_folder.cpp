#include "core/base/temporary_folder.h"

#include "core/base/temporary_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

Result<TemporaryFolder> TemporaryFolder::beside(const fs::path& folder)
{
    auto path = temporaryName(folderOf(folder));
    if (::mkdir(path.c_str(), 0777) != 0) {
        return systemError(ErrorCode::WriteFailed, folder, errno);
    }
    FileDescriptor lock(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ::flock(lock.get(), LOCK_EX | LOCK_NB); // Where that cannot be, the folder's age protects it.
    return TemporaryFolder(folder, std::move(path), std::move(lock));
}

TemporaryFolder::TemporaryFolder(fs::path folder, fs::path path, FileDescriptor open)
    : m_folder(std::move(folder))
    , m_path(std::move(path))
    , m_lock(std::move(open))
{
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : m_folder(std::move(other.m_folder))
    , m_path(std::exchange(other.m_path, {}))
    , m_lock(std::move(other.m_lock))
{
}

TemporaryFolder::~TemporaryFolder()
{
    if (!m_path.empty()) {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
}

Result<void> TemporaryFolder::keep()
{
    auto renamed = renameDurably(m_path, m_folder, false);
    std::error_code ignored;
    if (renamed || !fs::exists(m_path, ignored)) { // It may have its name and not be durable yet.
        m_path.clear();
    }
    return renamed;
}

} // namespace weft
