// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/deploy/export_proof_p.h"
#include "core/deploy/network_files_p.h"
#include "core/deploy/script_module_p.h"
#include "core/onnx/onnx_export_p.h"
#include "core/store/module_state_p.h"
// clang-format on

#include "export_support.h"

#include "core/base/atomic_file.h"
#include "core/deploy/export_metadata_p.h"

#include <sstream>

using namespace weft;
using namespace weft::test;

/// What a second engine finds in files that are not the run's network.
class TestExportProof : public QObject, private ExportedRun
{
    Q_OBJECT
private slots:
    void initTestCase() { trainRun(); }
    void init() { emptyFolder(); }

    void aFileThatWasTamperedWithIsRefused_data()
    {
        QTest::addColumn<ExportFormat>("format");
        QTest::addColumn<QByteArray>("content");
        const auto safetensors = QByteArray::fromStdString(*makeSafetensors(*m_network));
        const auto script = QByteArray::fromStdString(makeTorchScript(*m_network));
        const auto onnx = QByteArray::fromStdString(*makeOnnx(*m_network));
        for (const auto& [format, name, whole] :
             {std::tuple(ExportFormat::SafeTensors, "safetensors", safetensors),
              std::tuple(ExportFormat::TorchScript, "torchscript", script),
              std::tuple(ExportFormat::Onnx, "onnx", onnx)}) {
            QTest::addRow("%s, empty", name) << format << QByteArray();
            QTest::addRow("%s, half", name) << format << whole.left(whole.size() / 2);
            QTest::addRow("%s, text", name) << format << QByteArray("a letter to a friend");
            for (const auto part : {3, 5, 7}) {
                auto content = whole;
                auto& byte = content[content.size() * part / 8];
                byte = static_cast<char>(byte ^ 1);
                QTest::addRow("%s, a bit at %d/8", name, part) << format << content;
            }
        }
        auto header = safetensors;
        QTest::newRow("safetensors, another shape")
            << ExportFormat::SafeTensors
            << header.replace("\"shape\":[16,3,3,3]", "\"shape\":[3,16,3,3]");
        header = safetensors;
        QTest::newRow("safetensors, another name")
            << ExportFormat::SafeTensors << header.replace("\"fc.bias\"", "\"fc.bi4s\"");
        header = safetensors;
        QTest::newRow("safetensors, another head")
            << ExportFormat::SafeTensors
            << header.replace("\\\"head\\\":\\\"attention\\\"", "\\\"head\\\":\\\"final\\\"    ");
    }

    void aFileThatWasTamperedWithIsRefused()
    {
        QFETCH(ExportFormat, format);
        QFETCH(QByteArray, content);
        const auto whole = format == ExportFormat::SafeTensors   ? *makeSafetensors(*m_network)
                           : format == ExportFormat::TorchScript ? makeTorchScript(*m_network)
                                                                 : *makeOnnx(*m_network);
        QVERIFY(content.toStdString() != whole);
        QVERIFY(isRefused(format, content.toStdString()));
    }

    void aFileThatNobodyTouchedIsNotRefused()
    {
        QVERIFY(!isRefused(ExportFormat::SafeTensors, *makeSafetensors(*m_network)));
        QVERIFY(!isRefused(ExportFormat::TorchScript, makeTorchScript(*m_network)));
        QVERIFY(!isRefused(ExportFormat::Onnx, *makeOnnx(*m_network)));
    }

    void aWeightThatDiffersIsRefusedByItsScores()
    {
        // With a fingerprint of its own: nothing but what it computes gives it away.
        auto other = loadTrainedNetwork(m_run, CheckpointKind::Best).value();
        for (auto& item : other.model->named_parameters()) {
            if (item.key() == "fc.weight") {
                item.value().data_ptr<float>()[0] += 0.5F;
            }
        }
        QVERIFY(isRefused(ExportFormat::SafeTensors, *makeSafetensors(other)));
        QVERIFY(isRefused(ExportFormat::TorchScript, makeTorchScript(other)));
        QVERIFY(isRefused(ExportFormat::Onnx, *makeOnnx(other)));
        for (auto& item : other.model->named_parameters()) {
            if (item.key() == "fc.weight") {
                item.value().data_ptr<float>()[0] = NAN;
            }
        }
        QVERIFY(isRefused(ExportFormat::SafeTensors, *makeSafetensors(other)));
    }

    void aScriptThatLacksAStepIsRefused()
    {
        auto model = m_network->model->config();
        model.head = Head::Last; // Without the attention.
        const auto module = makeScriptModule(model, moduleState(*m_network->model));
        const auto metadata = exportMetadata(*m_network);
        std::ostringstream archive;
        module.save(archive, {metadata.begin(), metadata.end()});
        QVERIFY(isRefused(ExportFormat::TorchScript, std::move(archive).str()));
    }

    void imagesThatChangeTheirClassAreTold()
    {
        // Classes change places: every image that was right is wrong.
        auto other = loadTrainedNetwork(m_run, CheckpointKind::Best).value();
        {
            const torch::NoGradGuard noGradients;
            for (auto& item : other.model->named_parameters()) {
                if (item.key().starts_with("fc.")) {
                    item.value().copy_(item.value().flip(0).clone());
                }
            }
        }
        const auto file = m_out / "flipped";
        QVERIFY(writeFileAtomically(file, *makeSafetensors(other)).ok());
        const auto proof =
            proveFile(ExportFormat::SafeTensors, file, *m_images, *m_prepared).value();
        QCOMPARE(proof.changed.size(), std::size_t{12});
        QVERIFY(std::abs(proof.accuracy + proof.exportedAccuracy - 1) < 1e-9);
        for (const auto& image : proof.changed) {
            QCOMPARE(image.name, m_images->images->name(image.index));
            QVERIFY(image.before.index != image.after.index);
            QVERIFY(std::abs(image.before.probability - image.after.probability) < 1e-4);
            QVERIFY(image.before.probability >= 0.5F);
        }
        // An int8 format counts by what it loses, and may not gain by chance what it loses.
        ExportRequest asked;
        QVERIFY(objectionTo(proof, target(ExportFormat::OnnxInt8, "x"), asked).has_value() ==
                (proof.accuracy - proof.exportedAccuracy > 0.01));
        auto close = proof;
        close.exportedAccuracy = close.accuracy - 0.0099;
        QVERIFY(!objectionTo(close, target(ExportFormat::OnnxInt8, "x"), asked));
        close.exportedAccuracy = close.accuracy - 0.0101;
        QVERIFY(objectionTo(close, target(ExportFormat::OnnxInt8, "x"), asked));
    }

private:
    /// As the export itself goes about it.
    bool isRefused(ExportFormat format, const std::string& content)
    {
        const auto file = m_out / "tampered";
        if (!writeFileAtomically(file, content)) {
            return false;
        }
        const auto proof = proveFile(format, file, *m_images, *m_prepared);
        return !proof || objectionTo(*proof, target(format, file), {}).has_value();
    }
};

QTEST_GUILESS_MAIN(TestExportProof)
#include "test_export_proof.moc"
