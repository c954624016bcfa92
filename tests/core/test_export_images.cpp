// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/deploy/network_files_p.h"
#include "core/store/module_state_p.h"
#include "core/store/trained_network_p.h"
// clang-format on

#include "tests/support/tiny_run.h"

#include "core/base/atomic_file.h"
#include "core/data/data_source.h"
#include "core/deploy/export_run.h"
#include "core/deploy/report.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace weft;
namespace fs = std::filesystem;

/// Which images an export is proven on, and what is made without them.
class TestExportImages : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(samples::makeColourFolder(m_data = path("colours")));
        const auto run = samples::trainTinyRun(m_data, path("runs"), "tiny", Head::Last);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        m_run = *run;
    }

    void init()
    {
        m_out = path("out");
        fs::remove_all(m_out);
        fs::create_directories(m_out);
    }

    void imagesThatHaveChangedProveNothing()
    {
        const auto added = m_data / "train" / "red" / "square 99.png";
        QVERIFY(writePng(samples::colouredSquare(true, 9), added).ok());
        auto asked = request({{ExportFormat::TorchScript, m_out / "net.pt", false, false}});
        const auto files = exportRun(asked);
        const auto evaluated = evaluateRun(m_run);
        asked.source = m_data.string(); // Named, they are another source.
        const auto named = exportRun(asked);
        fs::remove(added);
        QVERIFY(!files.ok());
        QCOMPARE(files.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(files.error().subject, m_data.string());
        QVERIFY2(files.error().reason.find("have changed") != std::string::npos,
                 files.error().reason.c_str());
        QVERIFY(!evaluated.ok());
        QCOMPARE(evaluated.error().code, ErrorCode::InvalidArgument);
        QVERIFY(named.ok() && !named->front().refused);
        QVERIFY(evaluateRun(m_run).ok());
    }

    void withoutImagesTheReportIsMadeAllTheSame()
    {
        const auto away = path("elsewhere");
        fs::rename(m_data, away);
        std::size_t told = 0;
        const auto files =
            exportRun(request({{ExportFormat::Report, m_out / "run.html", false, false},
                               {ExportFormat::TorchScript, m_out / "net.pt", false, false},
                               {ExportFormat::Tables, m_out / "tables", false, false}}),
                      {}, {}, [&](const ExportedFile&) { ++told; });
        fs::rename(away, m_data);
        QVERIFY2(files.ok(), files.ok() ? "" : toString(files.error()).c_str());
        QCOMPARE(told, std::size_t{3});
        QVERIFY(!(*files)[0].refused);
        for (const std::size_t i : {1, 2}) {
            QCOMPARE((*files)[i].refused.value().code, ErrorCode::NotFound);
            QVERIFY((*files)[i].refused->reason.starts_with("nothing can be proven without"));
        }
        QVERIFY(contentOf("run.html").contains("not written: nothing can be proven without"));
        QVERIFY(!fs::exists(m_out / "net.pt"));
        QVERIFY(!fs::exists(m_out / "tables"));
    }

    void weightsThatAreNoNumbersAreNotPutDownToTheImages()
    {
        const auto spoiled = path("spoiled");
        fs::copy(m_run, spoiled, fs::copy_options::recursive);
        auto network = loadTrainedNetwork(spoiled, CheckpointKind::Best).value();
        auto state = moduleState(*network.model);
        state.at("fc.weight").data_ptr<float>()[0] = NAN;
        TrainingState at;
        at.epoch = network.epoch;
        QVERIFY(saveCheckpoint(spoiled, CheckpointKind::Best, state, {}, at).ok());
        auto asked = request({{ExportFormat::TorchScript, m_out / "net.pt", false, false}});
        asked.run = spoiled;
        const auto files = exportRun(asked);
        QVERIFY(!files.ok());
        QCOMPARE(files.error().code, ErrorCode::NotFinite);
        QCOMPARE(files.error().subject, spoiled.string());
        QCOMPARE(files.error().reason, std::string("the network's scores are not numbers"));
    }

    void aCalibrationCountsAmongTheWork()
    {
        std::vector<Progress> progress;
        const auto files =
            exportRun(request({{ExportFormat::OnnxInt8Calibrated, m_out / "net.onnx", false, false},
                               {ExportFormat::TorchScript, m_out / "net.pt", false, false}}),
                      {}, [&](const Progress& seen) { progress.push_back(seen); });
        QVERIFY(files.ok());
        // Twelve images for the run's own scores, the calibration and two proofs.
        QCOMPARE(progress.back().done, std::size_t{48});
        QCOMPARE(progress.back().total, std::size_t{48});
        QVERIFY(std::ranges::is_sorted(progress, {}, &Progress::done));
        QVERIFY(std::ranges::any_of(progress, [](const Progress& seen) {
            return seen.done > 12 && seen.done < 24; // Amid the calibration.
        }));
    }

    void aNameThatIsTooLongIsRefusedBeforeAnythingIsComputed()
    {
        std::string name;
        for (int i = 0; i < 100; ++i) {
            name += "猫"; // Three bytes.
        }
        bool looked = false;
        const auto files =
            exportRun(request({{ExportFormat::TorchScript, m_out / (name + ".pt"), false, false},
                               {ExportFormat::Tables, m_out / name, false, false}}),
                      {}, [&](const Progress&) { looked = true; });
        QVERIFY(files.ok());
        for (const auto& file : *files) {
            QCOMPARE(file.refused.value().code, ErrorCode::WriteFailed);
            QCOMPARE(file.refused->subject, file.target.file.string());
            QCOMPARE(file.refused->reason, std::string("File name too long"));
        }
        QVERIFY(!looked);
    }

    void theReportNamesWhatProvedTheFiles()
    {
        auto asked = request({{ExportFormat::SafeTensors, m_out / "net.safetensors", false, false},
                              {ExportFormat::Report, m_out / "run.html", false, false}});
        QVERIFY(exportRun(asked).ok());
        auto html = contentOf("run.html");
        QVERIFY(html.contains("12 validation images by TorchScript"));
        QVERIFY(html.contains("<td>weights proven</td>"));
        QVERIFY(html.contains("(weights only)"));
        QVERIFY(!html.contains("Images that changed their class"));
        for (auto& target : asked.targets) {
            target.replace = true;
        }
        asked.source = m_data.string();
        QVERIFY(exportRun(asked).ok());
        html = contentOf("run.html");
        QVERIFY(html.contains("12 images of <bdi>" + QByteArray::fromStdString(m_data.string())));
    }

    void theReportShowsTheImagesThatChangedTheirClass()
    {
        const auto run = RunDirectory::open(m_run).value();
        const auto history = run.history().value();
        const auto& record = run.record();
        const auto images = openDataSource(record.config.data.source).value().validation;
        ExportedFile file{
            {ExportFormat::OnnxInt8, "net.onnx", false, false}, {"net.onnx"}, 1, {}, {}};
        file.proof.emplace();
        for (std::size_t i = 0; i < 30; ++i) {
            file.proof->changed.push_back({i % images->size(),
                                           "pair <" + std::to_string(i) + ">",
                                           1,
                                           {1, 0.625F},
                                           {0, 0.55F}});
        }
        ReportSources sources{run, history, CheckpointKind::Best, 1, {}, {}, {&file}};
        sources.changes.push_back(changedPictures(file, *images, record.preprocessing));
        const auto html = QByteArray::fromStdString(makeReport(sources));
        QVERIFY(html.contains("30 images, of which the first 12 are shown"));
        QCOMPARE(html.count("<figure class=\"changed\">"), 12);
        QCOMPARE(html.count("src=\"data:image/png"), 12);
        QVERIFY(html.contains("<bdi>red</bdi> <b>62.5 %</b>, now <bdi>blue</bdi> <b>55.0 %</b>"));
        QVERIFY(html.contains("it is <bdi>red</bdi>"));
        QVERIFY(html.contains("pair &lt;11&gt;"));
        QVERIFY(!html.contains("pair &lt;12&gt;"));
    }

private:
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

    [[nodiscard]] QByteArray contentOf(const char* name) const
    {
        return QByteArray::fromStdString(readFile(m_out / name).value());
    }

    QTemporaryDir m_folder;
    fs::path m_data;
    fs::path m_run;
    fs::path m_out;
};

QTEST_GUILESS_MAIN(TestExportImages)
#include "test_export_images.moc"
