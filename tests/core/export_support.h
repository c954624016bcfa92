#pragma once

// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/deploy/proof_images_p.h"
#include "core/store/trained_network_p.h"
// clang-format on

#include "tests/support/tiny_run.h"

#include "core/deploy/export_run.h"
#include "core/train/images_to_measure.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <optional>

namespace weft::test {

namespace fs = std::filesystem;

inline ExportTarget target(ExportFormat format, fs::path file, bool replace = false)
{
    return {format, std::move(file), false, replace};
}

inline QStringList entriesOf(const fs::path& folder)
{
    return QDir(QString::fromStdString(folder.string()))
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

/// A small run, its network and what it says of its validation images, and a folder for exports.
class ExportedRun
{
protected:
    void trainRun()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(samples::makeColourFolder(m_data = path("colours")));
        const auto run = samples::trainTinyRun(m_data, path("runs"), "tiny", Head::Attention);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        m_run = *run;
        auto network = loadTrainedNetwork(m_run, CheckpointKind::Best);
        QVERIFY(network.ok());
        m_network.emplace(std::move(*network));
        m_prepared.emplace(m_network->model);
        const auto& record = m_network->run.record();
        auto images = scoreImages(*m_prepared, *imagesToMeasure(record, {}, {}),
                                  record.preprocessing, {}, {});
        QVERIFY(images.ok());
        m_images.emplace(std::move(*images));
    }

    void emptyFolder()
    {
        m_out = path("out");
        fs::remove_all(m_out);
        fs::create_directories(m_out);
    }

    [[nodiscard]] fs::path path(const char* name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    [[nodiscard]] ExportRequest request(std::vector<ExportTarget> targets) const
    {
        ExportRequest request;
        request.run = m_run;
        request.targets = std::move(targets);
        return request;
    }

    QTemporaryDir m_folder;
    fs::path m_data;
    fs::path m_run;
    fs::path m_out;
    std::optional<TrainedNetwork> m_network;
    std::optional<PreparedNetwork> m_prepared;
    std::optional<ProofImages> m_images;
};

} // namespace weft::test
