#pragma once

#include "core/base/file_descriptor.h"
#include "core/base/result.h"

#include <filesystem>

namespace weft {

/// A folder under a temporary name beside the one that it may become; it vanishes with what is in
/// it unless it does. Locked while it lives, so that removeAbandoned() leaves it alone. Move-only.
class TemporaryFolder
{
public:
    /// Fails with WriteFailed, naming folder.
    [[nodiscard]] static Result<TemporaryFolder> beside(const std::filesystem::path& folder);
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;

    /// Empty once it has its name.
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// Gives it its name. Fails with AlreadyExists and WriteFailed.
    [[nodiscard]] Result<void> keep();

private:
    TemporaryFolder(std::filesystem::path folder, std::filesystem::path path, FileDescriptor open);

    std::filesystem::path m_folder;
    std::filesystem::path m_path; ///< Empty once it is kept or moved from.
    FileDescriptor m_lock;
};

} // namespace weft
