#include "taught_support.h"

#include <QTest>

#include <ATen/ops/rand.h>

#include <cmath>

using namespace weft;
using namespace weft::test;

/// What a teacher says of the images that its student learns from.
class TestTeacherAnswers : public TaughtRuns
{
    Q_OBJECT
private slots:
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

    /// They cannot be computed in the step, and are not to take the machine's memory.
    void tooManyKeptAnswersAreRefused()
    {
        const auto config = taughtOnViews();
        const auto check = [](const RunConfig& run, std::uint64_t limit) {
            return TeacherAnswers::checkMemory(run, 48, 3, limit);
        };
        constexpr std::uint64_t needed = 2 * 48 * 3 * 4;
        QVERIFY(check(config, needed).ok());
        const auto refused = check(config, needed - 1);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY(toString(refused.error()).find("2 views of each of 48 images") !=
                std::string::npos);
        auto other = config;
        other.train.epochs = 1; // Shows one of them.
        QVERIFY(check(other, needed / 2).ok());
        other = config;
        other.train.freeze = Freeze::None; // Its steps have pixels.
        QVERIFY(check(other, 0).ok());
    }

    /// A step on kept features has no pixels; the answers are still to the views it shows.
    void aFrozenBackbonesViewsAreAnswered()
    {
        const auto config = taughtOnViews();
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
};

QTEST_GUILESS_MAIN(TestTeacherAnswers)
#include "test_teacher_answers.moc"
