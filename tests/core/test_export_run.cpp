// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/deploy/network_files_p.h"
#include "core/onnx/onnx_export_p.h"
#include "core/store/module_state_p.h"
#include "core/store/stored_tensors_p.h"
// clang-format on

#include "export_support.h"

#include "core/base/atomic_file.h"
#include "core/base/temporary_file.h"

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

using namespace weft;
using namespace weft::test;

/// Nothing gets its name that a second engine has not found to be the run's network.
class TestExportRun : public QObject, private ExportedRun
{
    Q_OBJECT
private slots:
    void initTestCase() { trainRun(); }
    void init() { emptyFolder(); }

    void whatIsWrittenHasBeenProven()
    {
        const auto expected = evaluateRun(m_run).value();
        std::vector<Progress> progress;
        std::size_t told = 0;
        const auto files = exportRun(
            request({target(ExportFormat::SafeTensors, m_out / "net.safetensors"),
                     target(ExportFormat::TorchScript, m_out / "net.pt"),
                     target(ExportFormat::Onnx, m_out / "net.onnx"),
                     {ExportFormat::Onnx, m_out / "pixels.onnx", true, false}}),
            {}, [&](const Progress& p) { progress.push_back(p); },
            [&](const ExportedFile&) { ++told; });
        QVERIFY2(files.ok(), files.ok() ? "" : toString(files.error()).c_str());
        QCOMPARE(files->size(), std::size_t{4});
        QCOMPARE(told, std::size_t{4});
        for (const auto& file : *files) {
            QVERIFY2(!file.refused, file.refused ? toString(*file.refused).c_str() : "");
            const auto& proof = file.proof.value();
            QCOMPARE(proof.images, std::size_t{12});
            QCOMPARE(proof.unreadable, std::size_t{0});
            QCOMPARE(proof.accuracy, expected.top1);
            QCOMPARE(proof.exportedAccuracy, expected.top1);
            QVERIFY(proof.maxAbsDifference < 1e-3);
            QVERIFY(proof.maxAbsDifference > 0); // Or no other engine has computed it.
            QVERIFY(proof.changed.empty());
            QVERIFY(proof.milliseconds > 0);
            QVERIFY(proof.exportedMilliseconds > 0);
            const bool onnx = file.target.format == ExportFormat::Onnx;
            QVERIFY(proof.engine.starts_with(onnx ? "OpenCV DNN " : "TorchScript of LibTorch "));
            std::uint64_t bytes = 0;
            for (const auto& written : file.files) {
                bytes += fs::file_size(written);
            }
            QCOMPARE(file.bytes, bytes);
            // ONNX has no norms any more; everything else is there once, beside some text.
            QVERIFY(double(bytes) > 0.9 * double(proof.runBytes));
            QVERIFY(double(bytes) < 1.2 * double(proof.runBytes));
        }
        QCOMPARE(entriesOf(m_out),
                 (QStringList{"net.onnx", "net.pt", "net.py", "net.safetensors", "pixels.onnx"}));

        // Twelve images for the run's own scores and for each of four proofs.
        QCOMPARE(progress.front().total, std::size_t{0});
        QCOMPARE(progress.back().done, std::size_t{60});
        QCOMPARE(progress.back().total, std::size_t{60});
        QVERIFY(std::ranges::is_sorted(progress, {}, &Progress::done));
    }

    void theWeightsAreTheCheckpointsToTheLastBit()
    {
        const auto files =
            exportRun(request({target(ExportFormat::SafeTensors, m_out / "net.safetensors")}));
        QVERIFY(files.ok() && !files->front().refused);
        const auto file = readSafetensors(m_out / "net.safetensors").value();
        const auto own = moduleState(*m_network->model);
        QCOMPARE(file.tensors.size(), own.size());
        for (const auto& [name, tensor] : own) {
            QVERIFY2(file.tensors.contains(name), name.c_str());
            QVERIFY(copyTensor(file.tensors.at(name)).equal(tensor));
        }
        QCOMPARE(file.metadata.at("weft.classes"), std::string(R"(["blue","red"])"));
        QCOMPARE(file.metadata.at("weft.run"), m_network->run.record().id);
        // What others get names no folder of this machine.
        QVERIFY(makeSafetensors(*m_network)->find(m_folder.path().toStdString()) ==
                std::string::npos);
        QVERIFY(makeOnnx(*m_network)->find(m_folder.path().toStdString()) == std::string::npos);
    }

    void whatFailsItsToleranceIsNotWrittenAndAnEarlierFileSurvives_data() { addFormats(); }

    void whatFailsItsToleranceIsNotWrittenAndAnEarlierFileSurvives()
    {
        QFETCH(ExportFormat, format);
        QFETCH(QString, name);
        const auto file = m_out / name.toStdString();
        QVERIFY(writeFileAtomically(file, "an earlier good file").ok());
        auto asked = request({target(format, file, true)});
        asked.tolerance = 0;
        const auto files = exportRun(asked);
        QVERIFY(files.ok());
        const auto& exported = files->front();
        QVERIFY(exported.refused.has_value());
        QCOMPARE(exported.refused->subject, file.string());
        QVERIFY2(exported.refused->reason.find("differs by") != std::string::npos,
                 exported.refused->reason.c_str());
        QVERIFY(exported.files.empty());
        QVERIFY(exported.proof.has_value()); // What was found is told.
        QVERIFY(exported.proof->maxAbsDifference > 0);
        QCOMPARE(readFile(file).value(), std::string("an earlier good file"));
        QCOMPARE(entriesOf(m_out), QStringList{name});
    }

    void aNameThatExistsIsRefusedUnlessItMayBeReplaced_data() { addFormats(); }

    void aNameThatExistsIsRefusedUnlessItMayBeReplaced()
    {
        QFETCH(ExportFormat, format);
        QFETCH(QString, name);
        const auto file = m_out / name.toStdString();
        QVERIFY(writeFileAtomically(file, "mine").ok());
        bool looked = false;
        const auto refused =
            exportRun(request({target(format, file)}), {}, [&](const Progress&) { looked = true; });
        QVERIFY(refused.ok());
        QCOMPARE(refused->front().refused.value().code, ErrorCode::AlreadyExists);
        QVERIFY(!looked); // Nobody waits for a proof first.
        QCOMPARE(readFile(file).value(), std::string("mine"));
        const auto replaced = exportRun(request({target(format, file, true)}));
        QVERIFY(replaced.ok() && !replaced->front().refused);
        QVERIFY(readFile(file).value() != "mine");
    }

    void thePythonFilesNameCountsToo()
    {
        QVERIFY(writeFileAtomically(m_out / "net.py", "my program").ok());
        const auto files =
            exportRun(request({target(ExportFormat::SafeTensors, m_out / "net.safetensors"),
                               target(ExportFormat::TorchScript, m_out / "net.pt")}));
        QVERIFY(files.ok());
        QCOMPARE((*files)[0].refused.value().code, ErrorCode::AlreadyExists);
        QCOMPARE((*files)[0].refused->subject, (m_out / "net.py").string());
        QVERIFY(!(*files)[1].refused); // The others go on.
        QCOMPARE(readFile(m_out / "net.py").value(), std::string("my program"));
        QCOMPARE(entriesOf(m_out), (QStringList{"net.pt", "net.py"}));

        const auto clash =
            exportRun(request({target(ExportFormat::TorchScript, m_out / "a.pt"),
                               target(ExportFormat::SafeTensors, m_out / "." / "a.pt", true)}));
        QCOMPARE(clash.error().code, ErrorCode::InvalidArgument);
        const auto spelled = exportRun(request(
            {target(ExportFormat::TorchScript, "a.pt"), target(ExportFormat::Onnx, "./a.pt")}));
        QCOMPARE(spelled.error().code, ErrorCode::InvalidArgument);
        QVERIFY(spelled.error().reason.find("two exports") != std::string::npos);
    }

    void aPlaceThatCannotBeWrittenIsNamedWithTheReason()
    {
        QVERIFY(writeFileAtomically(m_out / "file", "x").ok());
        fs::create_directories(m_out / "folder.pt");
        const auto files =
            exportRun(request({target(ExportFormat::TorchScript, m_out / "absent" / "net.pt"),
                               target(ExportFormat::TorchScript, m_out / "file" / "net.pt"),
                               target(ExportFormat::TorchScript, m_out / "folder.pt", true),
                               target(ExportFormat::TorchScript, "/proc/net.pt"),
                               target(ExportFormat::TorchScript, m_out / std::string(300, 'n'))}));
        QVERIFY(files.ok());
        const auto& list = *files;
        QCOMPARE(list[0].refused.value().code, ErrorCode::NotFound);
        QCOMPARE(toString(*list[0].refused),
                 (m_out / "absent").string() + ": the folder does not exist");
        QCOMPARE(toString(list[1].refused.value()),
                 (m_out / "file").string() + ": it is not a folder");
        QCOMPARE(list[2].refused.value().code, ErrorCode::WriteFailed);
        QCOMPARE(list[3].refused.value().code, ErrorCode::WriteFailed);
        QCOMPARE(list[3].refused->subject, std::string("/proc/net.pt"));
        QCOMPARE(list[4].refused.value().code, ErrorCode::WriteFailed);
        QCOMPARE(entriesOf(m_out), (QStringList{"file", "folder.pt"}));
    }

    void aReadOnlyFolderIsSaidAtOnce()
    {
        if (::geteuid() == 0) {
            QSKIP("the system's administrator may write everywhere");
        }
        fs::permissions(m_out, fs::perms::owner_read | fs::perms::owner_exec);
        const auto files =
            exportRun(request({target(ExportFormat::TorchScript, m_out / "net.pt")}));
        fs::permissions(m_out, fs::perms::owner_all);
        QVERIFY(files.ok());
        QCOMPARE(toString(files->front().refused.value()),
                 (m_out / "net.pt").string() + ": Permission denied");
    }

    void aFullDiskLeavesTheEarlierFile_data() { addFormats(); }

    void aFullDiskLeavesTheEarlierFile()
    {
        QFETCH(ExportFormat, format);
        QFETCH(QString, name);
        const auto file = m_out / name.toStdString();
        QVERIFY(writeFileAtomically(file, "an earlier good file").ok());
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit tight = before;
        tight.rlim_cur = 100'000;
        ::setrlimit(RLIMIT_FSIZE, &tight);
        const auto files = exportRun(request({target(format, file, true)}));
        ::setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(files.ok());
        const auto& refused = files->front().refused.value();
        QCOMPARE(refused.code, ErrorCode::WriteFailed);
        QCOMPARE(toString(refused), file.string() + ": File too large");
        QCOMPARE(readFile(file).value(), std::string("an earlier good file"));
        QCOMPARE(entriesOf(m_out), QStringList{name});
    }

    void aDeviceWithoutRoomIsSaid()
    {
        const auto disk = path("disk");
        fs::create_directories(disk);
        if (::mount("weft-test", disk.c_str(), "tmpfs", 0, "size=400k") != 0) {
            QSKIP("this user may not mount a small disk");
        }
        const auto file = disk / "net.safetensors";
        const bool kept = writeFileAtomically(file, "an earlier good file").ok();
        const auto files = exportRun(request({target(ExportFormat::SafeTensors, file, true)}));
        const auto left = readFile(file);
        const auto entries = entriesOf(disk);
        ::umount(disk.c_str());
        QVERIFY(kept && files.ok() && left.ok());
        QCOMPARE(toString(files->front().refused.value()),
                 file.string() + ": No space left on device");
        QCOMPARE(*left, std::string("an earlier good file"));
        QCOMPARE(entries, QStringList{"net.safetensors"});
    }

    void cancelEndsItAndLeavesNothing()
    {
        for (const std::size_t after : {1, 13, 25}) {
            std::stop_source stop;
            const auto files =
                exportRun(request({target(ExportFormat::TorchScript, m_out / "net.pt"),
                                   target(ExportFormat::SafeTensors, m_out / "net.safetensors")}),
                          stop.get_token(), [&](const Progress& progress) {
                              if (progress.done >= after) {
                                  stop.request_stop();
                              }
                          });
            QCOMPARE(files.error().code, ErrorCode::Cancelled);
            // What was done by then stays.
            QCOMPARE(entriesOf(m_out), after > 24 ? QStringList{"net.pt"} : QStringList{});
            fs::remove(m_out / "net.pt");
        }
    }

    void withoutItsImagesNothingIsProvenAndOthersMayBeNamed()
    {
        const auto away = path("elsewhere");
        fs::rename(m_data, away);
        auto asked = request({target(ExportFormat::TorchScript, m_out / "net.pt")});
        const auto files = exportRun(asked);
        asked.source = away.string();
        const auto others = exportRun(asked);
        fs::rename(away, m_data);
        QVERIFY(!files.ok());
        QCOMPARE(files.error().code, ErrorCode::NotFound);
        QCOMPARE(files.error().subject, m_data.string());
        QVERIFY(files.error().reason.starts_with("nothing can be proven without"));
        QVERIFY(others.ok() && !others->front().refused);
        QCOMPARE(entriesOf(m_out), QStringList{"net.pt"});
    }

    void whatAKilledExportLeftIsTakenAwayByTheNext()
    {
        const auto left = m_out / ".weft-0123456789abcdef.tmp";
        QVERIFY(writeFileAtomically(left, "half").ok());
        fs::last_write_time(left, fs::file_time_type::clock::now() - std::chrono::minutes(5));
        QVERIFY(writeFileAtomically(m_out / ".weft-0123456789abcde0.tmp", "young").ok());
        auto held = TemporaryFile::beside(m_out / "other").value();
        fs::last_write_time(held.path(),
                            fs::file_time_type::clock::now() - std::chrono::minutes(5));
        const auto files =
            exportRun(request({target(ExportFormat::TorchScript, m_out / "net.pt")}));
        QVERIFY(files.ok() && !files->front().refused);
        QVERIFY(!fs::exists(left));
        QVERIFY(fs::exists(held.path()));
        QVERIFY(fs::exists(m_out / ".weft-0123456789abcde0.tmp"));
    }

private:
    static void addFormats()
    {
        QTest::addColumn<ExportFormat>("format");
        QTest::addColumn<QString>("name");
        QTest::newRow("safetensors") << ExportFormat::SafeTensors << "net.safetensors";
        QTest::newRow("torchscript") << ExportFormat::TorchScript << "net.pt";
        QTest::newRow("onnx") << ExportFormat::Onnx << "net.onnx";
    }
};

QTEST_GUILESS_MAIN(TestExportRun)
#include "test_export_run.moc"
