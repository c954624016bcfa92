// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/base/random.h"
#include "core/store/checkpoint_p.h"
#include "core/train/frozen_trunk_p.h"
#include "core/train/training_step_p.h"
// clang-format on

#include "frozen_support.h"

#include <QTest>

#include <fstream>
#include <numeric>

using namespace weft;
using namespace weft::test;

class TestFrozenBackbone : public FrozenRuns
{
    Q_OBJECT
private slots:
    void aFrozenBackboneStandsStill_data()
    {
        QTest::addColumn<int>("precision");
        QTest::addColumn<bool>("kept");
        QTest::newRow("fp32") << int(Precision::Fp32) << false;
        QTest::newRow("bf16, kept") << int(Precision::Bf16) << true;
    }

    void aFrozenBackboneStandsStill()
    {
        QFETCH(int, precision);
        QFETCH(bool, kept);
        auto config = frozenConfig();
        config.train.precision = static_cast<Precision>(precision);
        config.data.augment = !kept;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY2(run.ok(), why(run).c_str());
        QVERIFY(run->bestAccuracy > 0.6);
        const auto teacher = *loadCheckpoint(m_teacher, CheckpointKind::Best);
        const auto last = lastOf(run->directory);
        // Weights, and the norms' statistics too.
        QVERIFY(equalTensors(backboneOf(last.model), backboneOf(teacher.model)));
        QVERIFY(!last.model.at("fc.weight").equal(teacher.model.at("fc.weight")));
        for (const auto& [name, tensor] : last.optimizer) {
            QVERIFY2(name.find("backbone") == std::string::npos, name.c_str());
        }
        QVERIFY(last.optimizer.contains("momentum.fc.weight"));
        QVERIFY(last.optimizer.contains("momentum.lstm.weight_ih_l0"));
    }

    void theRunSaysWhatItBeganWith()
    {
        RecordingSink sink;
        auto config = frozenConfig();
        config.train.epochs = 1;
        const auto run = train(config, sink);
        QVERIFY(run.ok());
        const auto told = sink.all<WeightsEvent>();
        QCOMPARE(told.size(), 1U);
        const auto& report = told[0].report;
        QCOMPARE(report.source, m_teacher.string());
        QCOMPARE(report.matched, backboneOf(lastOf(m_teacher).model).size());
        QCOMPARE(report.matched + report.leftOut.size(), lastOf(m_teacher).model.size());
        QVERIFY(!RunDirectory::open(run->directory)->record().weightsFingerprint.empty());

        // The file alone gives the same as its run directory.
        fs::path file;
        for (const auto& entry : fs::directory_iterator(m_teacher / "checkpoints")) {
            const auto name = entry.path().filename().string();
            file = name.starts_with("best-") ? entry.path() : file;
        }
        config.model.weights = file.string();
        const auto other = train(config, sink);
        QVERIFY(other.ok());
        QVERIFY(equalTensors(lastOf(run->directory).model, lastOf(other->directory).model));
    }

    void weightsThatDoNotFitAreRefusedBeforeThereIsARun()
    {
        auto config = frozenConfig();
        config.model.backbone = Backbone::ResNet18Cifar;
        QCOMPARE(refusal(config).code, ErrorCode::InvalidArgument);
        QVERIFY(refusal(config).reason.find("resnet18-cifar") != std::string::npos);

        config = frozenConfig();
        config.model.weights = path("absent").string();
        QCOMPARE(refusal(config).code, ErrorCode::NotFound);
        config.model.weights = m_data.string();
        QCOMPARE(refusal(config).code, ErrorCode::NotFound);
        std::ofstream(path("garbage.safetensors")) << "not a header of any kind";
        config.model.weights = path("garbage.safetensors").string();
        QCOMPARE(refusal(config).code, ErrorCode::Corrupt);
        for (const auto& entry : fs::directory_iterator(m_teacher / "checkpoints")) {
            if (entry.path().filename().string().find("optimizer") != std::string::npos) {
                config.model.weights = entry.path().string();
            }
        }
        QCOMPARE(refusal(config).code, ErrorCode::InvalidArgument);
        QVERIFY(refusal(config).reason.find("no backbone") != std::string::npos);
    }

    void aRunWithoutACheckpointBeginsAgainWithTheSameWeightsOrNotAtAll()
    {
        const auto teacher = path("other-teacher");
        fs::copy(m_teacher, teacher, fs::copy_options::recursive);
        auto config = frozenConfig();
        config.model.weights = teacher.string();
        RecordingSink sink;
        const auto whole = train(config, sink);
        QVERIFY(whole.ok());
        RunControl control;
        RecordingSink stopping;
        stopping.react = [&](const TrainingEvent& event) {
            const auto* state = std::get_if<StateEvent>(&event);
            if (state != nullptr && state->state == RunState::Running) {
                control.stop();
            }
        };
        const auto stopped = train(config, stopping, control, "early");
        QVERIFY(stopped.ok());
        // As it is after a kill before the first checkpoint.
        fs::remove_all(stopped->directory / "checkpoints");
        const auto early = path("early-copy");
        fs::copy(stopped->directory, early, fs::copy_options::recursive);
        RunControl again;
        RecordingSink rest;
        const auto resumed = resumeRun(stopped->directory, rest, again);
        QVERIFY2(resumed.ok(), why(resumed).c_str());
        QVERIFY(equalTensors(lastOf(stopped->directory).model, lastOf(whole->directory).model));

        fs::remove_all(teacher);
        RecordingSink other;
        const auto elsewhere = tinyRun(other);
        fs::copy(elsewhere, teacher, fs::copy_options::recursive);
        RunControl third;
        const auto refused = resumeRun(early, rest, third);
        QVERIFY(!refused.ok());
        QVERIFY(refused.error().reason.find("weights have changed") != std::string::npos);
    }

    void theNetworkTakesABatchAsItLies()
    {
        Batch batch;
        batch.count = 2;
        for (int i = 0; i < 2 * 4 * 4 * 3; ++i) {
            batch.pixels.push_back(static_cast<float>(i));
        }
        const auto pixels = batchPixels(batch, 4, c10::kCPU);
        QCOMPARE(pixels.sizes().vec(), (std::vector<std::int64_t>{2, 3, 4, 4}));
        // Image 1, green, second row, fourth column.
        QCOMPARE(pixels[1][1][1][3].item<float>(), 1.0F * (((1 * 4 + 1) * 4 + 3) * 3 + 1));
        // What the backbone's first line asks for is the batch's own memory.
        const auto input = pixels.contiguous(at::MemoryFormat::ChannelsLast);
        QVERIFY(input.data_ptr<float>() == batch.pixels.data());
    }

    void featuresDoNotDependOnTheirCompany_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("precision");
        QTest::newRow("resnet20, fp32") << int(Backbone::ResNet20) << 32 << int(Precision::Fp32);
        QTest::newRow("resnet20, bf16") << int(Backbone::ResNet20) << 32 << int(Precision::Bf16);
        QTest::newRow("resnet18, fp32") << int(Backbone::ResNet18) << 96 << int(Precision::Fp32);
        QTest::newRow("resnet18, bf16") << int(Backbone::ResNet18) << 96 << int(Precision::Bf16);
    }

    void featuresDoNotDependOnTheirCompany()
    {
        QFETCH(int, backbone);
        QFETCH(int, size);
        QFETCH(int, precision);
        ModelConfig config;
        config.backbone = static_cast<Backbone>(backbone);
        config.grid = 3;
        Classifier model(config, 3);
        model->eval();
        FrozenTrunk trunk(model, static_cast<Precision>(precision), c10::kCPU);
        const std::size_t image = std::size_t{3} * size * size;
        Batch all;
        all.count = 16;
        RandomStream random(1);
        for (std::size_t i = 0; i < all.count * image; ++i) {
            all.pixels.push_back(static_cast<float>(random.uniform(-2, 2)));
        }
        const auto featuresOf = [&](const std::vector<std::size_t>& which) {
            StepInput input;
            input.batch.count = which.size();
            for (const auto index : which) {
                const auto* first = all.pixels.data() + index * image;
                input.batch.pixels.insert(input.batch.pixels.end(), first, first + image);
            }
            trunk.turnIntoFeatures(input, size);
            return input.features;
        };
        std::vector<std::size_t> order(all.count);
        std::iota(order.begin(), order.end(), 0);
        const auto together = featuresOf(order);
        for (const std::size_t index : {0, 7, 15}) {
            QVERIFY(featuresOf({index})[0].equal(together[static_cast<std::int64_t>(index)]));
        }
        const auto some = featuresOf({15, 2, 9, 3, 4});
        QVERIFY(some[0].equal(together[15]));
        QVERIFY(some[2].equal(together[9]));
    }
};

QTEST_GUILESS_MAIN(TestFrozenBackbone)
#include "test_frozen_backbone.moc"
