#include "tests/support/learning_run.h"
#include "train_page_support.h"

#include "widgets/confusion/confusion_view.h"
#include "widgets/plots/curve_plot.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace weft;
using namespace weft::test;

namespace {

/// An epoch takes about a second.
TrainRequest liveRequest(const std::filesystem::path& library)
{
    TrainRequest request;
    request.config.data = {
        .source = "builtin:digits", .size = 32, .transform = TransformKind::Small, .flip = false};
    request.config.model = {.backbone = Backbone::ResNet20,
                            .head = Head::Attention,
                            .grid = 7,
                            .layers = 1,
                            .hidden = 16};
    request.config.train.epochs = 1;
    request.config.train.batch = 64;
    request.config.train.threads = 1;
    request.config.train.watched = 4;
    request.library = library;
    request.name = "live";
    return request;
}

} // namespace

/// The Train page while something trains.
class TestLiveTraining : public QObject
{
    Q_OBJECT
private slots:
    void aLiveTrainingIsWatchedPausedStoppedAndResumed()
    {
        const auto finished = samples::writeLearningRun(library());
        QVERIFY(!finished.empty());
        Shown shown;
        auto request = liveRequest(library());
        request.config.train.epochs = 50;
        shown.workbench.training().start(request);
        QVERIFY(shown.says(QStringLiteral("Preparing")));

        auto* loss = shown.find<CurvePlot>("lossPlot");
        const auto steps = [&] { return loss->tables()[0].raw.size(); };
        const auto epochs = [&] { return loss->tables()[1].raw.size(); };
        QTRY_VERIFY_WITH_TIMEOUT(steps() > 2, 60'000);
        QCOMPARE(shown.page.heading(), QStringLiteral("live"));
        QVERIFY2(shown.pictures(4), "what the untrained network looks at shows at once");
        QTRY_VERIFY_WITH_TIMEOUT(epochs() >= 1, 60'000);
        QTRY_VERIFY2(shown.find<ConfusionView>("confusionView")->isVisible(),
                     "epochs show once a second");

        auto* pause = shown.find<QPushButton>("pauseButton");
        QTRY_VERIFY(pause->isEnabled());
        QTest::mouseClick(pause, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(shown.says(QStringLiteral("Paused")), 30'000);
        QTest::qWait(100);
        const auto paused = steps();
        QTest::qWait(500);
        QCOMPARE(steps(), paused);
        QTest::mouseClick(pause, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(steps() > paused, 30'000);

        // Another run may be looked at meanwhile; the way back shows everything.
        QVERIFY(shown.open(finished));
        QTRY_VERIFY(shown.says(QStringLiteral("Finished")));
        QTest::mouseClick(shown.find<QPushButton>("liveRunButton"), Qt::LeftButton);
        QVERIFY(steps() > paused);

        QTest::mouseClick(shown.find<QPushButton>("stopButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.workbench.training().active(), 60'000);
        QVERIFY(shown.says(QStringLiteral("Stopped")));
        const auto stopped = steps();
        const auto before = loss->tables()[0].raw.first(5);
        QTest::mouseClick(shown.find<QPushButton>("resumeRunButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(steps() > stopped, 60'000);
        QCOMPARE(loss->tables()[0].raw.first(5), before);
        shown.workbench.training().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!shown.workbench.training().active(), 60'000);
    }

    void aTeacherOfAnotherSplitIsWarnedOf()
    {
        Shown shown;
        const QSignalSpy told(&shown.workbench, &Workbench::messagePosted);
        auto& training = shown.workbench.training();
        auto request = liveRequest(library());
        request.config.data.size = 16;
        request.config.model.grid = 4;
        training.start(request);
        QTRY_VERIFY_WITH_TIMEOUT(!training.active(), 60'000);
        QCOMPARE(training.state(), RunState::Finished);
        QCOMPARE(told.count(), 0);

        request.config.train.teacher = training.runDirectory().toStdString();
        training.start(request);
        QTRY_VERIFY_WITH_TIMEOUT(!training.active(), 60'000);
        QCOMPARE(training.state(), RunState::Finished);
        QCOMPARE(told.count(), 0); // It knows these validation images as little.

        request.config.train.seed = 9;
        training.start(request);
        QTRY_COMPARE_WITH_TIMEOUT(told.count(), 1, 60'000);
        const auto message = told[0][0].value<Message>();
        QCOMPARE(message.kind, MessageKind::Warning);
        QVERIFY2(message.text.contains(QStringLiteral("another data set or split")),
                 qPrintable(message.text));
        training.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!training.active(), 60'000);
    }

private:
    std::filesystem::path library() const { return m_folder.path().toStdString() + "/runs"; }

    QTemporaryDir m_folder;
};

QTEST_MAIN(TestLiveTraining)
#include "test_live_training.moc"
