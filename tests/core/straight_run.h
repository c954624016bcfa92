#pragma once

#include "training_support.h"

// After LibTorch, whose headers have members named slots.
#include <QTemporaryDir>

namespace weft::test {

/// A run from the first step to the last without a stop, for others to be held against, and a
/// folder for theirs.
class StraightRun
{
protected:
    /// Trains it; says why it could not.
    [[nodiscard]] std::string begin()
    {
        if (!m_folder.isValid()) {
            return m_folder.errorString().toStdString();
        }
        m_data = path("data");
        writeColourFolder(m_data, 20);
        m_straight = train(tinyConfig(m_data), m_sink);
        return m_straight.ok() ? std::string() : toString(m_straight.error());
    }

    [[nodiscard]] std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    Result<RunSummary> train(const RunConfig& config, RecordingSink& sink)
    {
        RunControl control;
        return train(config, sink, control);
    }

    Result<RunSummary> train(const RunConfig& config, RecordingSink& sink, RunControl& control)
    {
        return trainRun({config, path("runs"), {}, {}}, sink, control);
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_data;
    RecordingSink m_sink; ///< Of the straight run.
    Result<RunSummary> m_straight = Error{};
};

} // namespace weft::test
