#include "app/session/job.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

using namespace weft;

namespace {

void untilStopped(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

} // namespace

class TestJob : public QObject
{
    Q_OBJECT
private slots:
    void theResultArrivesInTheWindowsThread()
    {
        QObject context;
        QThread* workedIn = nullptr;
        QThread* doneIn = nullptr;
        int result = 0;
        auto* job = Job::run<int>(
            &context,
            [&](const std::stop_token&, const ProgressCallback&) {
                workedIn = QThread::currentThread();
                return 42;
            },
            [&](int value) {
                doneIn = QThread::currentThread();
                result = value;
            });
        const QSignalSpy finished(job, &Job::finished);
        const QPointer<Job> watched(job);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(result, 42);
        QCOMPARE(doneIn, QThread::currentThread());
        QVERIFY(workedIn != QThread::currentThread());
        QTRY_VERIFY(watched.isNull());
    }

    void aResultThatCannotBeCopiedIsMoved()
    {
        QObject context;
        int result = 0;
        Job::run<std::shared_ptr<int>>(
            &context,
            [](const std::stop_token&, const ProgressCallback&) {
                return std::make_shared<int>(7);
            },
            [&](const std::shared_ptr<int>& value) { result = *value; });
        QTRY_COMPARE(result, 7);
    }

    void progressArrivesAtMostThirtyTimesASecond()
    {
        QObject context;
        bool done = false;
        QElapsedTimer timer;
        timer.start();
        auto* job = Job::run<int>(
            &context,
            [](const std::stop_token&, const ProgressCallback& report) {
                for (std::size_t i = 1; i <= 300; ++i) {
                    report({i, 300});
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                }
                return 0;
            },
            [&](int) { done = true; });
        const QSignalSpy progressed(job, &Job::progressed);
        QTRY_VERIFY(done);
        QVERIFY(progressed.count() >= 2);
        QVERIFY(static_cast<double>(progressed.count()) <=
                static_cast<double>(timer.elapsed()) * 0.030 + 2);
        QCOMPARE(progressed.last().at(1).toLongLong(), 300);
    }

    void aCancelledJobDropsItsResultAndStillFinishes()
    {
        QObject context;
        std::atomic<bool> left = false;
        bool done = false;
        auto* job = Job::run<int>(
            &context,
            [&](const std::stop_token& stop, const ProgressCallback&) {
                untilStopped(stop);
                left = true;
                return 1;
            },
            [&](int) { done = true; });
        const QSignalSpy finished(job, &Job::finished);
        job->cancel();
        QTRY_COMPARE(finished.count(), 1);
        QTRY_VERIFY(left);
        QTest::qWait(50);
        QVERIFY(!done);
    }

    void aStoppedJobEndsWithItsResultOnceTheWorkHasReturned()
    {
        QObject context;
        std::atomic<bool> goOn = false;
        int result = 0;
        auto* job = Job::run<int>(
            &context,
            [&](const std::stop_token& stop, const ProgressCallback&) {
                untilStopped(stop);
                while (!goOn) { // As when a file that has passed gets its name.
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                }
                return 7;
            },
            [&](int value) { result = value; });
        const QSignalSpy finished(job, &Job::finished);
        job->stop();
        QTest::qWait(50);
        QCOMPARE(finished.count(), 0);
        goOn = true;
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(result, 7);
    }

    void whatWasStoppedCanStillBeCancelled()
    {
        QObject context;
        // The work outlives the test where the machine is busy.
        const auto goOn = std::make_shared<std::atomic<bool>>(false);
        bool done = false;
        auto* job = Job::run<int>(
            &context,
            [goOn](const std::stop_token&, const ProgressCallback&) {
                while (!*goOn) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                }
                return 7;
            },
            [&](int) { done = true; });
        const QSignalSpy finished(job, &Job::finished);
        job->stop();
        job->cancel();
        QTRY_COMPARE(finished.count(), 1);
        *goOn = true;
        QTest::qWait(50);
        QVERIFY(!done);
    }

    void deletingTheContextDoesNotWaitForTheWork()
    {
        std::atomic<bool> goOn = false;
        std::atomic<bool> stopped = false;
        std::atomic<bool> left = false;
        bool done = false;
        auto context = std::make_unique<QObject>();
        Job::run<int>(
            context.get(),
            [&](const std::stop_token& stop, const ProgressCallback& report) {
                while (!goOn) { // Deaf to the token, as a decoder may be for a while.
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                }
                report({1, 1});
                stopped = stop.stop_requested();
                left = true;
                return 1;
            },
            [&](int) { done = true; });
        context.reset();
        goOn = true;
        QTRY_VERIFY(left);
        QVERIFY(stopped);
        QTest::qWait(50);
        QVERIFY(!done);
    }

    void manyJobsRunBesideOneAnother()
    {
        QObject context;
        std::atomic<int> running = 0;
        int done = 0;
        for (int i = 0; i < 8; ++i) {
            Job::run<int>(
                &context,
                [&](const std::stop_token&, const ProgressCallback&) {
                    ++running;
                    while (running < 8) {
                        std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    }
                    return 0;
                },
                [&](int) { ++done; });
        }
        QTRY_COMPARE(done, 8);
    }

    void doneMayDeleteTheContext()
    {
        auto* context = new QObject;
        const QPointer<QObject> watched(context);
        Job::run<int>(
            context, [](const std::stop_token&, const ProgressCallback&) { return 0; },
            [context](int) { delete context; });
        QTRY_VERIFY(watched.isNull());
    }
};

QTEST_GUILESS_MAIN(TestJob)
#include "test_job.moc"
