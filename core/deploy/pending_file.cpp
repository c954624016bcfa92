#include "core/deploy/pending_file.h"

#include "core/base/atomic_file.h"

#include <system_error>

namespace weft {

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

Result<void> keepAll(std::vector<PendingFile>& pending, bool replace)
{
    for (std::size_t i = 0; i < pending.size(); ++i) {
        if (auto kept = pending[i].temporary->keep(replace); !kept) {
            for (std::size_t before = 0; before < i && !replace; ++before) {
                std::error_code ignored;
                std::filesystem::remove(pending[before].file, ignored);
            }
            return kept;
        }
    }
    return {};
}

} // namespace weft
