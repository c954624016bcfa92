#include "tests/support/learning_run.h"

#include "app/pages/train/epoch_pace.h"
#include "app/pages/train/progress_header.h"
#include "app/pages/train/run_story.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace weft;

namespace {

StepEvent step(std::int64_t number)
{
    return samples::learningStep(number, 10);
}

EpochPtr epoch(int number, double accuracy)
{
    EpochEvent event;
    event.epoch = number;
    event.valTop1 = accuracy;
    return std::make_shared<const EpochEvent>(std::move(event));
}

/// Counts events of a type that something gets.
class EventCount : public QObject
{
public:
    EventCount(QObject* watched, QEvent::Type type)
        : m_type(type)
    {
        watched->installEventFilter(this);
    }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        count += event->type() == m_type ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }

    int count = 0;

private:
    QEvent::Type m_type;
};

} // namespace

/// What the Train page is made of, without the page.
class TestTrainParts : public QObject
{
    Q_OBJECT
private slots:
    void aStoryGathersStepsAndForgetsWhatIsRepeated()
    {
        RunStory story;
        QVERIFY(!story.addSteps({step(1), step(2), step(3)}));
        QVERIFY(!story.addEpoch(epoch(1, 0.5)));
        QVERIFY(!story.addEpoch(epoch(2, 0.7)));
        QVERIFY(!story.addEpoch(epoch(3, 0.7)));
        QCOMPARE(story.best()->epoch, 2);
        QVERIFY2(story.addSteps({step(2)}), "a resumed run starts over at its checkpoint");
        QCOMPARE(story.steps().size(), 2);
        QVERIFY(story.addEpoch(epoch(2, 0.6)));
        QCOMPARE(story.lastEpoch(), 2);
        QCOMPARE(story.epoch(3), nullptr);
    }

    void theLivePartOfAResumedRunStandsAboveItsPast()
    {
        RunStory past;
        past.addSteps({step(1), step(2), step(3)});
        past.addEpoch(epoch(1, 0.5));
        RunStory live;
        live.addSteps({step(3), step(4)});
        live.addEpoch(epoch(2, 0.6));
        live.addPast(past);
        QCOMPARE(live.steps().size(), 4);
        QCOMPARE(live.steps()[3].step, 4);
        QCOMPARE(live.firstEpoch(), 1);
        QCOMPARE(live.lastEpoch(), 2);
    }

    void aMarkOfAResumedRunForgetsWhatItSupersedes()
    {
        RunStory story;
        story.addSteps({step(1), step(2), step(3)});
        story.addEpoch(epoch(1, 0.5));
        story.addEpoch(epoch(2, 0.7));
        QVERIFY(!story.takeUp({3, 2}));
        QVERIFY(story.takeUp({2, 1}));
        QCOMPARE(story.steps().size(), 2);
        QCOMPARE(story.lastEpoch(), 1);
    }

    void aFollowedRunIsNotSteeredAndItsSilenceIsTold()
    {
        ProgressHeader header;
        header.resize(1100, 80);
        header.show();
        QVERIFY(QTest::qWaitForWindowExposed(&header));
        const auto says = [&](const QString& text) {
            const auto labels = header.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                               [&](const QLabel* label) { return label->text().contains(text); });
        };
        const auto tell = [&](RunState state, const RunContact& contact) {
            RunStory story;
            ProgressEvent progress;
            progress.epoch = 2;
            progress.epochs = 9;
            progress.stepInEpoch = 12;
            progress.stepsPerEpoch = 45;
            progress.remainingSeconds = 240;
            story.setProgress(progress);
            story.setState(state);
            story.setContact(contact);
            header.showStory(story, ProgressHeader::Control::Idle);
        };
        tell(RunState::Running, {RunHolder::Process, 1, 0, {}});
        QVERIFY(says(QStringLiteral("Epoch 2 of 9")));
        QVERIFY(says(QStringLiteral("step 12 of 45 · followed; another program trains it")));
        QVERIFY(says(QStringLiteral("4 min 00 s left")));
        for (const char* name : {"pauseButton", "stopButton", "resumeRunButton"}) {
            QVERIFY2(!header.findChild<QPushButton*>(QLatin1String(name))->isVisible(), name);
        }
        tell(RunState::Running, {RunHolder::Unknown, 120, 0, {}});
        QVERIFY(says(QStringLiteral("No news for 2 min 00 s; it may have ended")));
        QVERIFY2(!says(QStringLiteral(" left")), "what is silent does not count down");
        tell(RunState::Running, {RunHolder::Process, 3700, 0, {}});
        QVERIFY(says(QStringLiteral("its process is alive")));
        tell(RunState::Paused, {RunHolder::Process, 3700, 0, {}});
        QVERIFY(says(QStringLiteral("Paused")));
        QVERIFY(!says(QStringLiteral("No news")));
        tell(RunState::Running, {RunHolder::Process, 0, 12, {}});
        QVERIFY(says(QStringLiteral("has not answered for 12 s")));
        tell(RunState::Running,
             {RunHolder::Unknown, 0, 0, Error{ErrorCode::NotFound, "/mnt/run", "gone"}});
        QVERIFY(says(QStringLiteral("cannot be read now")));
        QVERIFY(says(QStringLiteral("/mnt/run")));
        const auto* const trouble = header.findChild<QLabel*>(QStringLiteral("runTrouble"));
        QVERIFY2(trouble->isVisible(), "trouble has a line of its own");
        QTRY_VERIFY(trouble->height() >= trouble->heightForWidth(trouble->width()));
        tell(RunState::Interrupted, {RunHolder::Nobody, 9000, 0, {}});
        QVERIFY(says(QStringLiteral("interrupted while it ran")));
        QVERIFY(!says(QStringLiteral("No news")));
        QVERIFY(!trouble->isVisible());
        QVERIFY(header.findChild<QPushButton*>(QStringLiteral("resumeRunButton"))->isVisible());
    }

    void theScaleOfFp16IsToldAndNothingOfItElsewhere()
    {
        ProgressHeader header;
        header.resize(1100, 80);
        const auto says = [&](const QString& text) {
            const auto labels = header.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                               [&](const QLabel* label) { return label->text().contains(text); });
        };
        RunStory story;
        story.setState(RunState::Finished);
        story.addSteps({step(1)});
        header.showStory(story, ProgressHeader::Control::Idle);
        QVERIFY(!says(QStringLiteral("loss scale")));
        auto scaled = step(2);
        scaled.lossScale = 32768;
        scaled.skippedSteps = 2;
        story.addSteps({scaled});
        header.showStory(story, ProgressHeader::Control::Idle);
        QVERIFY(says(QStringLiteral("loss scale 32,768")));

        ProgressEvent progress;
        progress.answersDone = 128;
        progress.answersTotal = 1437;
        story.setProgress(progress);
        story.setState(RunState::Running);
        header.showStory(story, ProgressHeader::Control::Live);
        QVERIFY(says(QStringLiteral("asking the teacher, image 128 of 1,437")));
    }

    void aBusyBarRestsAsSoonAsTheTrainingRuns()
    {
        ProgressHeader header;
        header.resize(900, 80);
        header.show();
        QVERIFY(QTest::qWaitForWindowExposed(&header));
        auto* bar = header.findChild<QProgressBar*>(QStringLiteral("trainProgress"));
        EventCount moves(bar, QEvent::StyleAnimationUpdate);
        RunStory story;
        story.setState(RunState::Preparing);
        header.showStory(story, ProgressHeader::Control::Live);
        QTRY_VERIFY(moves.count > 2);
        story.setState(RunState::Running);
        header.showStory(story, ProgressHeader::Control::Live);
        QTest::qWait(200); // It has been drawn anew.
        moves.count = 0;
        QTest::qWait(500);
        QCOMPARE(moves.count, 0);
    }

    void aFigureThatChangesMovesNothingAroundIt()
    {
        ProgressHeader header;
        header.resize(900, 80);
        header.show();
        QVERIFY(QTest::qWaitForWindowExposed(&header));
        RunStory story;
        story.setState(RunState::Running);
        ProgressEvent progress;
        progress.epoch = 1;
        progress.epochs = 20;
        progress.stepsPerEpoch = 1000;
        const auto tell = [&](int done) {
            progress.stepInEpoch = done;
            progress.remainingSeconds = 5000 - done;
            story.setProgress(progress);
            header.showStory(story, ProgressHeader::Control::Live);
        };
        tell(888);
        QTest::qWait(600);
        EventCount layouts(&header, QEvent::LayoutRequest);
        tell(889);
        QTest::qWait(600);
        tell(911);
        QTest::qWait(600);
        const auto labels = header.findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->text().contains(QStringLiteral("911"));
        }));
        QCOMPARE(layouts.count, 0);
    }

    void shortEpochsShowOnceASecondAndOnlyToWhoLooks()
    {
        QWidget page;
        EpochPace pace(&page);
        connect(&pace, &EpochPace::due, &pace, &EpochPace::shown);
        const QSignalSpy due(&pace, &EpochPace::due);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        pace.epochsGrew();
        QTRY_COMPARE(due.count(), 1);
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 5; ++i) {
            pace.epochsGrew();
        }
        QTRY_COMPARE(due.count(), 2);
        QVERIFY(clock.elapsed() > 500);
        page.hide();
        pace.epochsGrew();
        QTest::qWait(1500);
        QCOMPARE(due.count(), 2);
        page.show();
        QCOMPARE(due.count(), 3);
        pace.epochsGrew();
        pace.settle();
        QCOMPARE(due.count(), 4);
    }
};

QTEST_MAIN(TestTrainParts)
#include "test_train_parts.moc"
