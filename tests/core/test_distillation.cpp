// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/train/run_network_p.h"
// clang-format on

#include "taught_support.h"

#include <QTest>

#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <nlohmann/json.hpp>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace weft;
using namespace weft::test;

class TestDistillation : public TaughtRuns
{
    Q_OBJECT
private slots:
    void theLossAndItsGradientAreThoseOfPyTorch()
    {
        std::ifstream file(WEFT_SOURCE_DIR "/tests/parity/training_goldens.json");
        const auto goldens = nlohmann::json::parse(file);
        QCOMPARE(goldens.at("distillations").size(), std::size_t{3});
        for (const auto& golden : goldens.at("distillations")) {
            const auto student = (2 * wave(6, 3, 0.7)).detach().requires_grad_();
            const auto labels = at::tensor(std::vector<std::int64_t>{0, 0, 0, 0, 1, 2});
            TrainConfig config;
            config.labelSmoothing = golden.at("smoothing");
            config.distillation = golden.at("share");
            config.temperature = golden.at("temperature");
            const auto loss = distilledLoss(trainingLoss(student, labels, {}, config, {}), student,
                                            3 * wave(6, 3, 1.9), config);
            loss.backward();
            QVERIFY(std::abs(loss.item<double>() - golden.at("loss").get<double>()) < 1e-5);
            const std::vector<float> gradient = golden.at("gradient");
            QVERIFY(student.grad().flatten().allclose(at::tensor(gradient), 1e-4, 1e-6));
        }
    }

    void withoutAShareTheGradientIsThePlainOne()
    {
        const auto data = dataOf(taught());
        const auto input = inputOf(taught(), data);
        const auto gradientsWith = [&](double share, const at::Tensor& teacher) {
            auto config = taught().train;
            config.distillation = share;
            auto model = buildRunNetwork(input, c10::kCPU);
            Optimizer optimizer(*model, config);
            ImageFeed feed(data.train, input.preprocessing, trainingLoader(input, 1, 0));
            auto step = *feed.next();
            [[maybe_unused]] const auto done = trainOnInput(
                model, optimizer, step, 16, c10::kCPU, config, {0, {}}, {true, true, {}, teacher});
            TensorMap gradients;
            for (const auto& item : model->named_parameters()) {
                gradients.emplace(item.key(), item.value().grad());
            }
            return gradients;
        };
        torch::manual_seed(1);
        const auto scores = at::randn({8, 3});
        const auto plain = gradientsWith(0.5, {});
        QVERIFY(equalTensors(gradientsWith(0, scores), plain));
        QVERIFY(!equalTensors(gradientsWith(0.5, scores), plain));
    }

    void aRunThatGivesTheTeacherNoShareIsThePlainOne()
    {
        auto config = taught();
        config.train.distillation = 0;
        RecordingSink sink;
        const auto run = train(config, sink);
        auto without = tinyConfig(m_data);
        const auto plain = train(without, sink);
        without.train.teacher = m_teacher.string();
        const auto learning = train(without, sink);
        QVERIFY2(run.ok() && plain.ok() && learning.ok(), why(run).c_str());
        QCOMPARE(curve(run->directory), curve(plain->directory));
        QVERIFY(curve(learning->directory) != curve(plain->directory));
    }

    void theTeacherIsMeasuredOnceAndRecorded()
    {
        RecordingSink sink;
        const auto run = train(taught(), sink);
        QVERIFY2(run.ok(), why(run).c_str());
        const auto told = sink.all<TeacherEvent>();
        QCOMPARE(told.size(), std::size_t{1});
        QCOMPARE(told[0].source, m_teacher.string());
        QVERIFY(!told[0].otherImages);
        const auto evaluated = evaluateRun(m_teacher);
        QVERIFY(evaluated.ok());
        QCOMPARE(told[0].accuracy, evaluated->top1);
        const auto record = RunDirectory::open(run->directory)->record();
        QVERIFY(record.teacher.has_value());
        QCOMPARE(record.teacher->accuracy, evaluated->top1);
        QVERIFY(!record.teacher->fingerprint.empty());
        QVERIFY(!RunDirectory::open(m_teacher)->record().teacher.has_value());
        // Before the first epoch's end.
        const auto place = [&](auto wanted) {
            return std::ranges::find_if(sink.events, wanted) - sink.events.begin();
        };
        QVERIFY(
            place([](const auto& event) { return std::holds_alternative<TeacherEvent>(event); }) <
            place([](const auto& event) { return std::holds_alternative<EpochEvent>(event); }));
    }

    void aTeacherOfAnotherSplitIsTold()
    {
        auto config = taught();
        config.train.seed = 9;
        config.train.epochs = 1;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY2(run.ok(), why(run).c_str());
        QVERIFY(sink.all<TeacherEvent>().at(0).otherImages);
    }

    void aCheckpointsFileIsATeacherToo()
    {
        auto config = taught();
        config.train.epochs = 1;
        RecordingSink sink;
        const auto run = train(config, sink);
        for (const auto& entry : fs::directory_iterator(m_teacher / "checkpoints")) {
            const auto name = entry.path().filename().string();
            if (!name.ends_with(".safetensors")) {
                continue;
            }
            config.train.teacher = entry.path().string();
            if (name.ends_with("-optimizer.safetensors")) {
                const auto error = refusal(config);
                QCOMPARE(error.code, ErrorCode::Corrupt);
                QVERIFY(error.reason.find("weights of its network") != std::string::npos);
            } else if (name.starts_with("best")) {
                const auto same = train(config, sink);
                QVERIFY2(same.ok(), why(same).c_str());
                QCOMPARE(curve(same->directory), curve(run->directory));
            }
        }
    }

    void aTeacherThatDoesNotFitIsRefused_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("reason");
        QTest::newRow("other names") << "names"
                                     << "\"rot\"";
        QTest::newRow("fewer classes") << "classes"
                                       << "3 classes apart, and the images have 2";
        QTest::newRow("another size") << "size"
                                      << "16 px";
        QTest::newRow("missing") << "missing"
                                 << "no such teacher";
        QTest::newRow("no run") << "folder"
                                << "run.json";
        QTest::newRow("no weights") << "file"
                                    << "ends before its header";
        QTest::newRow("a copy that describes nothing") << "copy"
                                                       << "does not say which network";
        QTest::newRow("beyond any network") << "large"
                                            << "larger than 1 GiB";
        QTest::newRow("no epoch") << "epoch"
                                  << "has not finished an epoch";
        QTest::newRow("new views of a frozen backbone") << "views"
                                                        << "data.cached_views";
    }

    void aTeacherThatDoesNotFitIsRefused()
    {
        QFETCH(QString, what);
        QFETCH(QString, reason);
        auto config = taught();
        const auto other = path("other") / what.toStdString();
        if (what == QStringLiteral("names")) {
            writeColourFolder(other, 6);
            fs::rename(other / "red", other / "rot");
            config.data.source = other.string();
        } else if (what == QStringLiteral("classes")) {
            writeColourFolder(other, 6);
            fs::remove_all(other / "red");
            config.data.source = other.string();
        } else if (what == QStringLiteral("size")) {
            config.data.size = 24;
        } else if (what == QStringLiteral("missing")) {
            config.train.teacher = other.string();
        } else if (what == QStringLiteral("folder")) {
            fs::create_directories(other);
            config.train.teacher = other.string();
        } else if (what == QStringLiteral("file")) {
            fs::create_directories(other);
            std::ofstream(other / "weights.safetensors") << "weights";
            config.train.teacher = (other / "weights.safetensors").string();
        } else if (what == QStringLiteral("copy")) {
            fs::create_directories(other);
            for (const auto& entry : fs::directory_iterator(m_teacher / "checkpoints")) {
                if (entry.path().filename().string().starts_with("best-")) {
                    fs::copy(entry.path(), other / "copy.safetensors");
                }
            }
            config.train.teacher = (other / "copy.safetensors").string();
        } else if (what == QStringLiteral("large")) {
            fs::create_directories(other.parent_path());
            fs::copy(m_teacher, other, fs::copy_options::recursive);
            const auto weights = other / "checkpoints" / "large.safetensors";
            std::ofstream(weights) << "weights";
            fs::resize_file(weights, (std::uintmax_t{1} << 30) + 1); // Of holes.
            config.train.teacher = weights.string();
        } else if (what == QStringLiteral("epoch")) {
            fs::create_directories(other.parent_path());
            fs::copy(m_teacher, other, fs::copy_options::recursive);
            fs::remove(other / "checkpoints" / "best.json");
            config.train.teacher = other.string();
        } else {
            config = frozenConfig();
            config.train.teacher = m_teacher.string();
        }
        const auto error = refusal(config);
        QVERIFY2(toString(error).find(reason.toStdString()) != std::string::npos,
                 toString(error).c_str());
    }

    void aStoppedRunCarriesOnToTheLastBit_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<int>("step");
        QTest::newRow("new views") << "plain" << 8;
        QTest::newRow("kept answers") << "kept" << 8;
        QTest::newRow("mixed images") << "mixed" << 9;
        QTest::newRow("kept views of a frozen backbone") << "frozen views" << 8;
        QTest::newRow("before the backbone thaws") << "thaw" << 4;
        QTest::newRow("after it has") << "thaw" << 9;
        QTest::newRow("bf16, two batches a step") << "bf16" << 9;
    }

    void aStoppedRunCarriesOnToTheLastBit()
    {
        QFETCH(QString, option);
        QFETCH(int, step);
        const auto config = configFor(option.toStdString());
        RecordingSink straight;
        const auto whole = train(config, straight);
        QVERIFY2(whole.ok(), why(whole).c_str());
        const auto stopped = stopAndCarryOn(config, step);
        QVERIFY2(stopped.ok(), why(stopped).c_str());
        QCOMPARE(curve(*stopped), curve(whole->directory));
        QVERIFY(sameWeights(*stopped, whole->directory));
        QVERIFY(RunDirectory::open(*stopped)->record().teacher.has_value());
    }

    void aRunIsNotCarriedOnWithAnotherTeacher()
    {
        const auto teacher = path("changing");
        fs::copy(m_teacher, teacher, fs::copy_options::recursive);
        auto config = taught();
        config.train.teacher = teacher.string();
        RunControl control;
        RecordingSink stopping;
        stopping.react = [&](const TrainingEvent& event) {
            if (asStep(event) != nullptr) {
                control.stop();
            }
        };
        const auto stopped = train(config, stopping, control);
        QVERIFY2(stopped.ok(), why(stopped).c_str());
        RecordingSink sink;
        const auto other = tinyRun(sink);
        fs::remove_all(teacher / "checkpoints");
        fs::copy(other / "checkpoints", teacher / "checkpoints");
        RunControl again;
        const auto resumed = resumeRun(stopped->directory, sink, again);
        QVERIFY(!resumed.ok());
        QVERIFY(resumed.error().reason.find("has changed") != std::string::npos);
        QCOMPARE(RunDirectory::open(stopped->directory)->status().state, RunState::Stopped);
    }

private:
    [[nodiscard]] RunConfig configFor(const std::string& option) const
    {
        auto config = taught();
        if (option == "kept") {
            config.data.augment = false;
        } else if (option == "mixed") {
            config.data.augment = false; // Which alone would be kept.
            config.train.mixup = 0.4;
            config.train.cutmix = 1;
        } else if (option == "frozen views" || option == "thaw") {
            config = taughtOnViews();
            config.train.unfreezeEpoch = option == "thaw" ? 2 : 0;
        } else if (option == "bf16") {
            config.train.precision = Precision::Bf16;
            config.train.accumulate = 2;
        }
        return config;
    }
};

QTEST_GUILESS_MAIN(TestDistillation)
#include "test_distillation.moc"
