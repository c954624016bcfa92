#pragma once

#include "core/deploy/export_run.h"
#include "core/deploy/pending_file.h"
#include "core/deploy/proof_images_p.h"
#include "core/store/trained_network_p.h"

namespace weft {

/// One export of a run, target by target.
class Exporting
{
public:
    /// What is referred to must live as long. report may be empty.
    Exporting(const ExportRequest& request, TrainedNetwork network, std::stop_token stop,
              const ProgressCallback& report);

    /// Scores the validation images, without which no file but a report can be written. formats: of
    /// what is to be exported, for the progress. opened may be empty; it is told them before they
    /// are scored. Fails where they cannot be read, where they are not those that the run was
    /// trained with, and with NotFinite.
    Result<void> openImages(const std::vector<ExportFormat>& formats,
                            const std::function<void(const DatasetPtr&)>& opened = {});

    /// Proves a network's file that is there already; nothing is written. What is wrong with it
    /// stands in refused. Fails with Cancelled only.
    Result<ExportedFile> check(const ExportTarget& target);

    /// others: what a report tells of. Fails with Cancelled only.
    Result<ExportedFile> exportTo(const ExportTarget& target,
                                  const std::vector<const ExportedFile*>& others);

private:
    [[nodiscard]] Result<void> exportTables(ExportedFile& exported);
    [[nodiscard]] Result<void> exportReport(const ExportTarget& target,
                                            const std::vector<const ExportedFile*>& others,
                                            ExportedFile& exported);
    [[nodiscard]] Result<std::vector<PendingFile>> contentsFor(const ExportTarget& target);
    [[nodiscard]] Result<void> measureInt8(ExportedFile& exported);
    /// Of the target, read from this file.
    [[nodiscard]] Result<void> prove(const std::filesystem::path& file, ExportedFile& exported);
    [[nodiscard]] Result<void> exportNetwork(const ExportTarget& target, ExportedFile& exported);
    [[nodiscard]] std::uint64_t ownBytes() const;
    [[nodiscard]] ProgressCallback nextPass();

    const ExportRequest& m_request;
    TrainedNetwork m_network;
    std::stop_token m_stop;
    const ProgressCallback& m_report;
    PreparedNetwork m_few; ///< For one picture at a time.
    std::optional<ProofImages> m_images;
    std::size_t m_count = 0;  ///< Of the images.
    std::size_t m_passes = 0; ///< Over all of them.
    std::size_t m_pass = 0;
};

} // namespace weft
