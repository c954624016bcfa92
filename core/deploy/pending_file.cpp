#include "core/deploy/pending_file.h"

#include "core/base/atomic_file.h"

#include <system_error>

namespace weft {

namespace {

/// What stood there before is gone where it was replaced.
Error undone(Error error, bool replace, std::vector<std::filesystem::path>& named)
{
    if (!replace) {
        for (const auto& file : named) {
            std::error_code ignored;
            std::filesystem::remove(file, ignored);
        }
        named.clear();
    }
    for (const auto& file : named) {
        error.reason += "; " + file.filename().string() + " has been replaced already";
    }
    return error;
}

} // namespace

Result<void> writePending(PendingFile& pending)
{
    auto temporary = TemporaryFile::beside(pending.file);
    if (!temporary) {
        return temporary.error();
    }
    const std::string_view content = pending.content;
    if (auto written = temporary->write(std::span(&content, 1)); !written) {
        return written;
    }
    // What is proven and what stands there afterwards must be what was meant.
    const auto read = readFile(temporary->path());
    if (!read || *read != content) {
        return Error{ErrorCode::WriteFailed, pending.file.string(),
                     read ? "the disk does not give back what was written to it"
                          : read.error().reason};
    }
    pending.temporary.emplace(std::move(*temporary));
    return {};
}

Result<void> keepAll(const std::vector<TemporaryFile*>& files, bool replace,
                     std::vector<std::filesystem::path>& named)
{
    named.clear();
    for (auto* file : files) {
        if (auto synced = file->sync(); !synced) {
            return synced;
        }
    }
    for (auto* file : files) {
        const auto kept = file->giveName(replace);
        if (file->path().empty()) {
            named.push_back(file->file());
        }
        if (!kept) {
            return undone(kept.error(), replace, named);
        }
    }
    return {};
}

} // namespace weft
