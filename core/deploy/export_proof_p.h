#pragma once

#include "core/deploy/export_run.h"
#include "core/deploy/proof_images_p.h"
#include "core/deploy/second_engine.h"

namespace weft {

/// Has a second engine run a file over the images and holds what it says against the run's own
/// scores. own: the run's network, for the times. Says what was found, good or bad; see
/// objectionTo(). Fails as openSecondEngine() does, with Corrupt where the file is another network
/// than the run's, and with Cancelled. Exceptions of libraries are caught: a damaged file is
/// Corrupt.
[[nodiscard]] Result<ExportProof> proveFile(ExportFormat format, const std::filesystem::path& file,
                                            const ProofImages& images, PreparedNetwork& own,
                                            std::stop_token stop = {},
                                            const ProgressCallback& progress = {});

/// The same for an engine that is there already. Exceptions of libraries pass.
[[nodiscard]] Result<ExportProof> proveEngine(SecondEngine& engine, ExportFormat format,
                                              const ProofImages& images, PreparedNetwork& own,
                                              std::stop_token stop = {},
                                              const ProgressCallback& progress = {});

/// Why what was found does not do; nothing where it does.
[[nodiscard]] std::optional<Error> objectionTo(const ExportProof& proof, const ExportTarget& target,
                                               const ExportRequest& request);

} // namespace weft
