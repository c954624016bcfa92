// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/train/distillation_p.h"
#include "core/train/run_data.h"
#include "core/train/run_network_p.h"
#include "core/train/teacher_answers_p.h"
#include "core/train/trainer_p.h"
// clang-format on

#include "frozen_support.h"

#include <QTest>

#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <nlohmann/json.hpp>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include <cmath>
#include <fstream>

using namespace weft;
using namespace weft::test;

namespace {

/// Numbers that make_training_goldens.py makes too.
at::Tensor wave(std::size_t rows, std::size_t columns, double shift)
{
    std::vector<double> values(rows * columns);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = std::sin(0.7 * static_cast<double>(i) + shift);
    }
    return at::tensor(values, at::kDouble)
        .to(at::kFloat)
        .view({static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)});
}

std::string why(const Result<RunSummary>& run)
{
    return run.ok() ? std::string() : toString(run.error());
}

} // namespace

class TestDistillation : public QObject, private FrozenRuns
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(begin());
    }

    void init() { beginCache(); }

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
                QVERIFY(error.reason.find("weights of its run's network") != std::string::npos);
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
        QTest::newRow("no checkpoint") << "file"
                                       << "checkpoints folder";
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

    /// Other statistics are no obstacle: the teacher sees the same pictures.
    void pixelsAreNormalisedAsTheTeacherKnowsThem()
    {
        const auto data = dataOf(taught());
        auto input = inputOf(taught(), data);
        const auto own = RunDirectory::open(m_teacher)->record().preprocessing;
        auto strange = own;
        strange.mean = {0.1F, 0.2F, 0.9F};
        strange.deviation = {0.5F, 0.1F, 0.3F};
        const auto same = open(data.classNames, own);
        const auto other = open(data.classNames, strange);
        ImageFeed known(data.validation, own, validationLoader(input));
        ImageFeed changed(data.validation, strange, validationLoader(input));
        auto here = *known.next();
        auto there = *changed.next();
        const auto pixels = batchPixels(there.batch, 16, c10::kCPU);
        const auto expected = same->logits(batchPixels(here.batch, 16, c10::kCPU));
        QVERIFY(other->logits(pixels).allclose(expected, 1e-3, 1e-4));
        QVERIFY(!same->logits(pixels).allclose(expected, 1e-2, 1e-2));
        QCOMPARE(*other->accuracy(data.validation, 1, {}), *same->accuracy(data.validation, 1, {}));
    }

    /// What is kept is what would be computed in the step.
    void keptAnswersGiveTheSameLosses()
    {
        auto config = taught();
        config.data.augment = false;
        const auto data = dataOf(config);
        const auto input = inputOf(config, data);
        TeacherAnswers kept(input, c10::kCPU);
        TeacherAnswers computed(input, c10::kCPU, 0);
        int passes = 0;
        for (const int epoch : {1, 2}) {
            QVERIFY(!computed.prepare(epoch));
            while (kept.prepare(epoch)) {
                ++passes;
                QCOMPARE(kept.prepared().done, data.train->size());
            }
            QCOMPARE(passes, 1); // One batch holds all; the second epoch needs no more.
            ImageFeed feed(data.train, input.preprocessing, trainingLoader(input, epoch, 0));
            int steps = 0;
            while (auto step = feed.next()) {
                const auto some = kept.of(*step, epoch);
                const auto others = computed.of(*step, epoch);
                QVERIFY(some.ok() && others.ok());
                QVERIFY(some->allclose(*others, 1e-4, 1e-4));
                const auto student = wave(step->batch.count, 3, epoch);
                const auto one = distillationLoss(student, *some, 4).item<double>();
                const auto two = distillationLoss(student, *others, 4).item<double>();
                QVERIFY(std::abs(one - two) < 1e-5 && one > 1e-3);
                ++steps;
            }
            QCOMPARE(steps, 6);
        }
    }

    /// A step on kept features has no pixels; the answers are still to the views it shows.
    void aFrozenBackbonesViewsAreAnswered()
    {
        const auto config = configFor("frozen views");
        const auto data = dataOf(config);
        const auto input = inputOf(config, data);
        TeacherAnswers answers(input, c10::kCPU);
        at::Tensor before;
        for (const int epoch : {1, 2, 3}) {
            while (answers.prepare(epoch)) {
            }
            ImageFeed feed(data.train, input.preprocessing, trainingLoader(input, epoch, 0));
            auto step = *feed.next();
            StepInput features;
            features.batch.count = step.batch.count;
            features.batch.indices = step.batch.indices;
            features.features = at::rand({1});
            const auto kept = answers.of(features, epoch);
            const auto expected = input.teacher->logits(batchPixels(step.batch, 16, c10::kCPU));
            QVERIFY(kept.ok());
            QVERIFY(kept->allclose(expected, 1e-4, 1e-4));
        }
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
        RunControl control;
        RecordingSink stopping;
        stopping.react = [&](const TrainingEvent& event) {
            const auto* done = asStep(event);
            if (done != nullptr && done->step == step) {
                control.stop();
            }
        };
        const auto stopped = train(config, stopping, control);
        QVERIFY2(stopped.ok(), why(stopped).c_str());
        QCOMPARE(stopped->state, RunState::Stopped);
        RunControl again;
        RecordingSink rest;
        const auto resumed = resumeRun(stopped->directory, rest, again);
        QVERIFY2(resumed.ok(), why(resumed).c_str());
        QCOMPARE(curve(stopped->directory), curve(whole->directory));
        QVERIFY(sameWeights(stopped->directory, whole->directory));
        QVERIFY(RunDirectory::open(stopped->directory)->record().teacher.has_value());
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

    /// fp16's scale goes through a run's events and its checkpoint; on a processor, where the
    /// arithmetic stays in fp32, powers of two change nothing else.
    void theScaleOfFp16IsToldAndTakenUpAgain()
    {
        auto config = tinyConfig(m_data);
        RecordingSink plainSink;
        const auto plain = train(config, plainSink);
        QVERIFY2(plain.ok(), why(plain).c_str());
        QCOMPARE(plainSink.all<StepEvent>().at(0).lossScale, 0.0);

        config.train.precision = Precision::Fp16;
        QCOMPARE(refusal(config).code, ErrorCode::InvalidArgument); // Without CUDA.
        const auto data = dataOf(config);
        const auto input = inputOf(config, data);
        RecordingSink sink;
        auto [recorder, control] = begun(config, data, sink, "scaled");
        sink.react = [&control = control](const TrainingEvent& event) {
            const auto* done = asStep(event);
            if (done != nullptr && done->step == 8) {
                control->stop();
            }
        };
        Trainer trainer(input, c10::kCPU, *recorder, *control);
        QCOMPARE(*trainer.run(), RunState::Stopped);
        const auto steps = sink.all<StepEvent>();
        QCOMPARE(steps.size(), std::size_t{8});
        QCOMPARE(steps.back().lossScale, 65536.0);
        QCOMPARE(steps.back().skippedSteps, std::int64_t{0});
        // What comes of it is what fp32 makes.
        const auto same = plainSink.all<StepEvent>();
        for (std::size_t i = 0; i < steps.size(); ++i) {
            QCOMPARE(steps[i].loss, same[i].loss);
            QCOMPARE(steps[i].gradientNorm, same[i].gradientNorm);
        }

        // The checkpoint says that the scale stands where everything overflows.
        auto checkpoint = lastOf(recorder->directory());
        QCOMPARE(checkpoint.optimizer.at("scaler.good_steps").item<std::int64_t>(),
                 std::int64_t{8});
        checkpoint.optimizer.at("scaler.scale").fill_(0x1p140);
        RecordingSink rest;
        auto [second, go] = begun(config, data, rest, "resumed");
        Trainer resumed(input, c10::kCPU, *second, *go);
        QVERIFY(resumed.restore(checkpoint).ok());
        const auto ended = resumed.run();
        QVERIFY2(ended.ok(), ended.ok() ? "" : toString(ended.error()).c_str());
        const auto later = rest.all<StepEvent>();
        QCOMPARE(later.size(), std::size_t{10});
        QCOMPARE(later[0].lossScale, 0x1p140);
        QCOMPARE(later[0].skippedSteps, std::int64_t{1});
        QCOMPARE(later[1].lossScale, 0x1p139);
        QVERIFY(rest.all<ProblemEvent>().empty());
        const auto written = RunDirectory::open(second->directory())->history()->steps;
        QCOMPARE(written.back().skippedSteps, later.back().skippedSteps);
        QCOMPARE(written.back().lossScale, later.back().lossScale);

        // Where no scale helps, the run says so in the end.
        checkpoint.optimizer.at("scaler.scale").fill_(0x1p-17);
        auto [third, last] = begun(config, data, rest, "hopeless");
        Trainer hopeless(input, c10::kCPU, *third, *last);
        QVERIFY(hopeless.restore(checkpoint).ok());
        const auto failed = hopeless.run();
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().code, ErrorCode::NotFinite);
    }

private:
    [[nodiscard]] RunConfig taught() const
    {
        auto config = tinyConfig(m_data);
        config.train.teacher = m_teacher.string();
        return config;
    }

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
            config = frozenConfig();
            config.data.cachedViews = 2;
            config.train.teacher = m_teacher.string();
            config.train.unfreezeEpoch = option == "thaw" ? 2 : 0;
        } else if (option == "bf16") {
            config.train.precision = Precision::Bf16;
            config.train.accumulate = 2;
        }
        return config;
    }

    static DataSource dataOf(const RunConfig& config) { return *openRunData(config, {}); }

    std::shared_ptr<Teacher> open(const std::vector<std::string>& classNames,
                                  const Preprocessing& preprocessing) const
    {
        return *Teacher::open(m_teacher, {classNames, preprocessing, Precision::Fp32, c10::kCPU});
    }

    TrainingInput inputOf(const RunConfig& config, const DataSource& data) const
    {
        const auto preprocessing = *makePreprocessing(config.data, *data.train);
        TrainingInput input{
            config, data.train, data.validation, preprocessing, data.fingerprint, {}, {}, {}};
        if (!config.train.teacher.empty()) {
            input.teacher = open(data.classNames, preprocessing);
        }
        return input;
    }

    struct Begun
    {
        std::unique_ptr<RunRecorder> recorder;
        std::unique_ptr<RunControl> control;
    };

    Begun begun(const RunConfig& config, const DataSource& data, RecordingSink& sink,
                const char* name) const
    {
        RunRecord record;
        record.config = config;
        record.classNames = data.classNames;
        record.dataFingerprint = data.fingerprint;
        record.preprocessing = *makePreprocessing(config.data, *data.train);
        auto writer = RunWriter::create(path("scaled"), record, {name, {}});
        return {std::make_unique<RunRecorder>(std::move(*writer), sink, RunStatus{}),
                std::make_unique<RunControl>()};
    }
};

QTEST_GUILESS_MAIN(TestDistillation)
#include "test_distillation.moc"
