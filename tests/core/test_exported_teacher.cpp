// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/deploy/network_files_p.h"
#include "core/store/network_metadata_p.h"
#include "core/store/safetensors.h"
#include "core/store/trained_network_p.h"
#include "core/train/teacher.h"
// clang-format on

#include "taught_support.h"

#include "core/base/atomic_file.h"
#include "core/config/config_json.h"

#include <QTest>

using namespace weft;
using namespace weft::test;

/// A file that Weft has exported says what its network is, wherever it lies.
class TestExportedTeacher : public TaughtRuns
{
    Q_OBJECT
private slots:
    void itTeachesAsItsRunDoes()
    {
        auto config = taught();
        config.train.epochs = 1;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY2(run.ok(), why(run).c_str());
        config.train.teacher = exported().string();
        const auto same = train(config, sink);
        QVERIFY2(same.ok(), why(same).c_str());
        QCOMPARE(curve(same->directory), curve(run->directory));
        QCOMPARE(RunDirectory::open(same->directory)->record().teacher->fingerprint,
                 RunDirectory::open(run->directory)->record().teacher->fingerprint);
    }

    void itMustFit()
    {
        const auto file = exported();
        const std::vector<std::string> classes{"blue", "green", "red"};
        QVERIFY(checkTeacher(file, classes, 16).ok());
        QCOMPARE(checkTeacher(file, classes, 24).error().code, ErrorCode::InvalidArgument);
        QVERIFY(!checkTeacher(file, {"blue", "green"}, 16));
    }

    /// As a folder of one's own may be called.
    void itMayLieInAFolderOfCheckpoints()
    {
        fs::create_directories(path("checkpoints"));
        const auto file = path("checkpoints") / "mine.safetensors";
        fs::copy_file(exported(), file, fs::copy_options::overwrite_existing);
        const auto checked = checkTeacher(file, {"blue", "green", "red"}, 16);
        QVERIFY2(checked.ok(), why(checked).c_str());
        QVERIFY(checkTeacherWeights(file).ok());
    }

    void aWeightThatWasChangedIsFound()
    {
        const auto file = path("changed.safetensors");
        auto content = readFile(exported()).value();
        content[content.size() - 2] ^= 1;
        QVERIFY(writeFileAtomically(file, content).ok());
        const auto checked = checkTeacherWeights(file);
        QCOMPARE(checked.error().code, ErrorCode::Corrupt);
        QVERIFY(checked.error().reason.find("not those that it says") != std::string::npos);
    }

    void whatItSaysNamesNoPath()
    {
        auto entries = *readSafetensorsMetadata(exported());
        auto config = taught();
        config.model.weights = "/their/weights.pth";
        entries[metadata_keys::config] = toJson(config);
        const auto network = describedNetwork(entries, "a file");
        QVERIFY2(network.ok(), why(network).c_str());
        QVERIFY(network->config.data.source.empty());
        QVERIFY(network->config.model.weights.empty());
        QVERIFY(network->config.train.teacher.empty());
    }

    void whatItSaysIsNotTrusted_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("no JSON") << QByteArray(metadata_keys::config) << QByteArray("{");
        QTest::newRow("an unknown key")
            << QByteArray(metadata_keys::config) << QByteArray(R"({"model": {"x": 1}})");
        QTest::newRow("widths that fit no trunk")
            << QByteArray(metadata_keys::config)
            << QByteArray(R"({"model": {"widths": "layer9:3"}})");
        QTest::newRow("a larger network")
            << QByteArray(metadata_keys::config)
            << QByteArray(R"({"model": {"backbone": "resnet50", "hidden": 1024}})");
        QTest::newRow("no size") << QByteArray(metadata_keys::preprocessing) << QByteArray("{}");
        QTest::newRow("classes") << QByteArray(metadata_keys::classes) << QByteArray("[1, 2, 3]");
        QTest::newRow("nothing but brackets")
            << QByteArray(metadata_keys::classes) << QByteArray(100000, '[');
    }

    void whatItSaysIsNotTrusted()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        const auto file = *readSafetensors(exported());
        auto metadata = file.metadata;
        metadata[key.toStdString()] = value.toStdString();
        const auto damaged = path("damaged.safetensors");
        QVERIFY(writeSafetensors(damaged, file.tensors, metadata).ok());
        auto config = taught();
        config.train.teacher = damaged.string();
        const auto error = refusal(config);
        QCOMPARE(error.code, ErrorCode::Corrupt);
        QVERIFY2(toString(error).find("damaged.safetensors") != std::string::npos,
                 toString(error).c_str());
    }

private:
    /// As Export writes it, in a folder of its own.
    fs::path exported() const
    {
        const auto file = path("exported.safetensors");
        const auto network = loadTrainedNetwork(m_teacher, CheckpointKind::Best);
        if (!network || !writeFileAtomically(file, *makeSafetensors(*network))) {
            qFatal("the teacher cannot be exported");
        }
        return file;
    }
};

QTEST_GUILESS_MAIN(TestExportedTeacher)
#include "test_exported_teacher.moc"
