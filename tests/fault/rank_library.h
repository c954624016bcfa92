#pragma once

#include "tests/fault/rank_processes.h"

#include "core/store/checkpoint_p.h"
#include "core/store/run_directory.h"
#include "core/store/run_library.h"

#include <QDir>
#include <QTemporaryDir>

#include <algorithm>
#include <string>
#include <utility>

namespace weft {

/// A folder of libraries, of which each holds one run of ranks or of one process.
class RankLibrary
{
public:
    [[nodiscard]] bool isValid() const { return m_folder.isValid(); }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }

    [[nodiscard]] std::filesystem::path run(const QString& name) const
    {
        const auto runs = listRuns(path(name).toStdString());
        return runs && runs->size() == 1 ? runs->front().path : std::filesystem::path();
    }

    [[nodiscard]] int epochsOf(const QString& name) const
    {
        const auto opened = RunDirectory::open(run(name));
        return opened ? opened->status().epochsDone : 0;
    }

    /// A whole run of a fresh library, by one command.
    std::filesystem::path runAlone(const QString& name, const QStringList& settings) const
    {
        remove(name);
        QProcess process;
        process.start(QStringLiteral(WEFT_BINARY_DIR "/bin/weft-cli"),
                      rankArguments(path(name), settings));
        if (!process.waitForFinished(120'000) || process.exitCode() != 0) {
            qWarning() << process.readAllStandardError();
        }
        return run(name);
    }

    void remove(const QString& name) const { QDir(path(name)).removeRecursively(); }

    static QStringList resumeArguments(const std::filesystem::path& run)
    {
        return {"resume", "--json", "--rank-timeout", "4", QString::fromStdString(run.string())};
    }

private:
    QTemporaryDir m_folder;
};

/// The largest difference between the weights of two runs' last checkpoints, where a tensor's
/// largest value is above 1 as a part of that, and the name of the tensor.
inline std::pair<double, std::string> weightDifference(const std::filesystem::path& one,
                                                       const std::filesystem::path& other)
{
    const auto a = loadCheckpoint(one, CheckpointKind::Last);
    const auto b = loadCheckpoint(other, CheckpointKind::Last);
    if (!a || !b || a->model.size() != b->model.size() || a->state.step != b->state.step) {
        return {1e9, "the checkpoints themselves"};
    }
    std::pair<double, std::string> largest{0, {}};
    for (const auto& [name, tensor] : a->model) {
        const auto values = tensor.to(at::kDouble);
        const auto apart = (values - b->model.at(name).to(at::kDouble)).abs().max().item<double>() /
                           std::max(1.0, values.abs().max().item<double>());
        if (apart > largest.first) {
            largest = {apart, name};
        }
    }
    return largest;
}

} // namespace weft
