#pragma once

#include "core/base/file_descriptor.h"
#include "core/base/result.h"

#include <filesystem>

namespace weft {

/// One process's hold on a run directory. The kernel lets go of it when the process ends, however
/// it ends. Move-only.
class RunLock
{
public:
    /// Takes the lock. Fails with InUse where somebody holds it, this process included, and with
    /// WriteFailed where the lock file cannot be made.
    [[nodiscard]] static Result<RunLock> take(const std::filesystem::path& run);

    /// Whether somebody, this process included, holds the run. Asks only: takes no lock itself,
    /// makes no file.
    [[nodiscard]] static bool held(const std::filesystem::path& run);

private:
    explicit RunLock(FileDescriptor descriptor)
        : m_descriptor(std::move(descriptor))
    {
    }
    FileDescriptor m_descriptor;
};

} // namespace weft
