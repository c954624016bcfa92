// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/onnx/onnx_export_p.h"
#include "core/store/trained_network_p.h"
// clang-format on

#include "tests/app/cli_support.h"
#include "tests/support/tiny_run.h"

#include "core/base/atomic_file.h"
#include "core/inspect/predictor.h"

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <utility>
#include <vector>

using namespace weft;

/// Classify from an exported file: the same as from the run.
class TestOnnxClassify : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(samples::makeColourFolder(path("images").toStdString()));
        m_run = train("attention", Head::Attention, 2);
        m_file = exported(m_run, "attention.onnx");
        QVERIFY(!m_file.isEmpty());
    }

    void theFileSaysWhatTheRunSays()
    {
        auto run = Predictor::open(m_run).value();
        auto file = Predictor::open(m_file.toStdString()).value();
        QCOMPARE(file.classNames(), run.classNames());
        QCOMPARE(file.epoch(), run.epoch());
        QCOMPARE(file.preprocessing().mean, run.preprocessing().mean);
        QCOMPARE(file.config().model.attentionHeads, 2);
        QVERIFY(run.offersGradCam());
        QVERIFY(!file.offersGradCam());
        for (const bool red : {true, false}) {
            for (const int side : {24, 57}) {
                const auto image = samples::colouredSquare(red, 3, side);
                const auto expected = run.classify(image).value();
                const auto seen = file.classify(image).value();
                QCOMPARE(seen.top.size(), 2);
                for (std::size_t i = 0; i < 2; ++i) {
                    QCOMPARE(seen.top[i].index, expected.top[i].index);
                    QVERIFY(std::abs(seen.top[i].probability - expected.top[i].probability) < 1e-4);
                }
                QCOMPARE(seen.heatMap->kind, HeatMapKind::Attention);
                QCOMPARE(seen.heatMap->rows, expected.heatMap->rows);
                for (std::size_t cell = 0; cell < seen.heatMap->cells.size(); ++cell) {
                    QVERIFY(std::abs(seen.heatMap->cells[cell] - expected.heatMap->cells[cell]) <
                            1e-5);
                    QVERIFY(std::abs(seen.heatMap->heads[1][cell] -
                                     expected.heatMap->heads[1][cell]) < 1e-5);
                }
                QVERIFY(seen.milliseconds > 0);
            }
        }
    }

    void mapsThatAFileDoesNotHaveAreSaid()
    {
        auto file = Predictor::open(m_file.toStdString()).value();
        const auto image = samples::colouredSquare(true, 1);
        const auto refused = file.classify(image, 1, HeatMapChoice::GradCam);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
        QVERIFY(refused.error().reason.find("run") != std::string::npos);
        QVERIFY(!file.classify(image, 1, HeatMapChoice::None).value().heatMap);
        QCOMPARE(file.classify({}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(file.classify(image, 5, HeatMapChoice::Default, 2).error().code,
                 ErrorCode::InvalidArgument);

        const auto plain = exported(train("plain", Head::Final, 1), "plain.onnx");
        auto without = Predictor::open(plain.toStdString()).value();
        QVERIFY(!without.classify(image).value().heatMap);
        QVERIFY(!without.classify(image, 2, HeatMapChoice::Attention).value().heatMap);
        const auto drawn =
            test::run({"classify", plain, picture(), "--attention", path("no maps")});
        QCOMPARE(drawn.code, 1);
        QVERIFY2(drawn.error.contains("plain.onnx") && drawn.error.contains("Grad-CAM"),
                 drawn.error.constData());
        QVERIFY(!QDir(path("no maps")).exists());
        QCOMPARE(test::run({"classify", plain, picture()}).code, 0);
    }

    void scoresThatAreNoNumbersAreSaid()
    {
        auto network = loadTrainedNetwork(m_run, CheckpointKind::Best).value();
        for (auto& item : network.model->named_parameters()) {
            if (item.key() == "fc.weight") {
                item.value().data_ptr<float>()[0] = NAN;
            }
        }
        const auto name = path("spoiled.onnx").toStdString();
        QVERIFY(writeFileAtomically(name, makeOnnx(network).value()).ok());
        auto spoiled = Predictor::open(name).value();
        const auto said = spoiled.classify(samples::colouredSquare(true, 1));
        QVERIFY(!said.ok());
        QCOMPARE(said.error().code, ErrorCode::NotFinite);
        const auto output =
            test::run({"classify", QString::fromStdString(name), picture(), "--json"});
        QCOMPARE(output.code, 1);
        QVERIFY2(output.error.contains("not numbers"), output.error.constData());
    }

    void theCommandLineTakesTheFile()
    {
        const auto overlays = path("maps");
        const auto file =
            test::run({"classify", m_file, picture(), "--attention", overlays, "--json"});
        QVERIFY2(file.code == 0, file.error.constData());
        const auto run =
            test::run({"classify", QString::fromStdString(m_run.string()), picture(), "--json"});
        const auto seen = file.lines().first();
        const auto expected = run.lines().first();
        for (int i = 0; i < 2; ++i) {
            const auto some = seen["top"].toArray()[i].toObject();
            const auto others = expected["top"].toArray()[i].toObject();
            QCOMPARE(some["class"], others["class"]);
            QVERIFY(std::abs(some["probability"].toDouble() - others["probability"].toDouble()) <
                    1e-4);
        }
        QCOMPARE(seen["attention"].toArray().size(), 4);
        QCOMPARE(seen["attention_heads"].toArray().size(), 2);
        double sum = 0;
        for (int row = 0; row < 4; ++row) {
            for (int column = 0; column < 4; ++column) {
                const auto at = [&](const QJsonObject& object) {
                    return object["attention"].toArray()[row].toArray()[column].toDouble();
                };
                sum += at(seen);
                QVERIFY(std::abs(at(seen) - at(expected)) < 1e-5);
            }
        }
        QVERIFY(std::abs(sum - 1) < 1e-4);
        QVERIFY(!QImage(overlays + "/picture.png").isNull());
    }

    void aDamagedFileIsOneLineAndNoCrash()
    {
        auto bytes = readFile(m_file.toStdString()).value();
        bytes[bytes.size() / 2] ^= 1;
        const auto damaged = path("damaged.ONNX"); // The ending counts in any case.
        QVERIFY(writeFileAtomically(damaged.toStdString(), bytes).ok());
        const std::vector<std::pair<QStringList, const char*>> calls{
            {{damaged, picture()}, "damaged.ONNX"},
            {{path("none.onnx"), picture()}, "none.onnx"},
            {{m_file, picture(), "--heat-map", "grad-cam"}, "Grad-CAM"}};
        for (const auto& [arguments, word] : calls) {
            const auto output = test::run(QStringList{"classify"} + arguments);
            QCOMPARE(output.code, 1);
            QVERIFY2(output.error.contains(word), output.error.constData());
            QCOMPARE(output.error.count('\n'), 1);
            QVERIFY(output.out.isEmpty());
        }
    }

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(name); }

    std::filesystem::path train(const char* name, Head head, int attentionHeads)
    {
        return samples::trainTinyRun(path("images").toStdString(), path("runs").toStdString(), name,
                                     head, attentionHeads)
            .value();
    }

    [[nodiscard]] QString exported(const std::filesystem::path& run, const char* name) const
    {
        const auto network = loadTrainedNetwork(run, CheckpointKind::Best).value();
        const auto bytes = makeOnnx(network);
        const auto file = path(name);
        const bool written =
            bytes.ok() && writeFileAtomically(file.toStdString(), bytes.value()).ok();
        return written ? file : QString();
    }

    [[nodiscard]] QString picture() const
    {
        const auto file = path("picture.png");
        return writePng(samples::colouredSquare(true, 5, 40), file.toStdString()).ok() ? file
                                                                                       : QString();
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_run;
    QString m_file;
};

QTEST_GUILESS_MAIN(TestOnnxClassify)
#include "test_onnx_classify.moc"
