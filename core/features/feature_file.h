#pragma once

#include "core/base/file_descriptor.h"
#include "core/base/result.h"
#include "core/store/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

/// What the records of a feature file are: one for each image of a data set, all of one shape.
struct FeatureLayout
{
    std::size_t samples = 0;
    std::vector<std::int64_t> shape; ///< Of one record, row-major: {cells, channels} or {channels}.
    ElementType type = ElementType::F32;

    [[nodiscard]] std::size_t recordBytes() const;
    /// Of the whole file, but for its head.
    [[nodiscard]] std::uint64_t dataBytes() const { return std::uint64_t{samples} * recordBytes(); }
};

/// Features of a data set's images, mapped from a file. Immutable: safe from any thread. Removing
/// the file does no harm to who has it open.
///
/// The file: a head (magic, version, layout, key, checksums), a CRC-32C for each record, then the
/// records, little-endian. It is a cache's: nobody keeps it, and a new version takes no old one.
class FeatureFile
{
public:
    /// Opens a file and holds every record against its checksum, on all cores. Fails with NotFound,
    /// with Corrupt where it is cut short, damaged or made for another key, with Cancelled, or with
    /// Unreadable.
    [[nodiscard]] static Result<FeatureFile> open(const std::filesystem::path& path,
                                                  const std::string& key,
                                                  const FeatureLayout& layout,
                                                  const std::stop_token& stop = {});
    FeatureFile(FeatureFile&& other) noexcept;
    FeatureFile& operator=(FeatureFile&& other) noexcept;
    ~FeatureFile();

    /// False once somebody has cut the file short: what is gone must not be touched.
    [[nodiscard]] bool intact() const;

    /// Only for a sample that the file has, and while intact().
    [[nodiscard]] std::span<const char> record(std::size_t sample) const;

    /// Why the file has no features of a sample; null where it has them.
    [[nodiscard]] const Error* absence(std::size_t sample) const;

    [[nodiscard]] const FeatureLayout& layout() const { return m_layout; }

private:
    friend class FeatureFileWriter;
    FeatureFile() = default;
    [[nodiscard]] Result<void> map(FileDescriptor file, std::size_t size,
                                   const std::filesystem::path& path);

    FileDescriptor m_file;
    const char* m_begin = nullptr;
    std::size_t m_size = 0;
    std::size_t m_dataOffset = 0;
    FeatureLayout m_layout;
    std::map<std::size_t, Error> m_absent; ///< Only in a file that stays with its maker.
};

/// Fills a feature file under a temporary name. A writer that goes away, or is killed, leaves
/// nothing that anybody takes for features. One thread.
class FeatureFileWriter
{
public:
    /// Makes the file and has the disk set its room aside. Fails with WriteFailed.
    [[nodiscard]] static Result<FeatureFileWriter> begin(const std::filesystem::path& folder,
                                                         std::string key, FeatureLayout layout);
    FeatureFileWriter(FeatureFileWriter&& other) noexcept;
    FeatureFileWriter& operator=(FeatureFileWriter&&) = delete;
    ~FeatureFileWriter();

    /// bytes: recordBytes() of them. A sample that has been written before stays as it is. Fails
    /// with WriteFailed.
    [[nodiscard]] Result<void> write(std::size_t sample, std::span<const char> bytes);

    /// The image cannot be read: there will be no features of it.
    void leaveOut(std::size_t sample, Error reason);

    /// Samples that have been neither written nor left out, rising.
    [[nodiscard]] std::vector<std::size_t> missing() const;

    [[nodiscard]] const FeatureLayout& layout() const { return m_layout; }

    /// Completes the file once nothing is missing, and gives it to read. It gets its name where no
    /// image was left out, so that a later run has it too; else it goes with its reader, for the
    /// images may be readable another time. Fails with WriteFailed.
    [[nodiscard]] Result<FeatureFile> finish(const std::filesystem::path& path);

private:
    FeatureFileWriter() = default;

    enum class State : char { Missing, Written, LeftOut };

    std::filesystem::path m_temporary; ///< Empty: renamed, or moved from.
    FileDescriptor m_file;
    std::string m_key;
    FeatureLayout m_layout;
    std::size_t m_dataOffset = 0;
    std::vector<State> m_states;
    std::vector<std::uint32_t> m_checksums;
    std::map<std::size_t, Error> m_absent;
};

/// Removes temporary files whose writers were killed; those of living writers stay.
void removeDeadWriters(const std::filesystem::path& folder);

} // namespace weft
