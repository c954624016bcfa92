#include "tests/support/run_samples.h"

#include "core/store/event_files.h"
#include "core/store/event_log.h"
#include "core/store/record_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace weft;

namespace {

quint64 bits(double value)
{
    quint64 pattern = 0;
    std::memcpy(&pattern, &value, sizeof pattern);
    return pattern;
}

bool sameBits(const StepEvent& left, const StepEvent& right)
{
    return left.step == right.step && left.epoch == right.epoch &&
           bits(left.epochPosition) == bits(right.epochPosition) &&
           bits(left.loss) == bits(right.loss) &&
           bits(left.runningAccuracy) == bits(right.runningAccuracy) &&
           bits(left.learningRate) == bits(right.learningRate) &&
           bits(left.gradientNorm) == bits(right.gradientNorm) &&
           bits(left.imagesPerSecond) == bits(right.imagesPerSecond) &&
           bits(left.lossScale) == bits(right.lossScale) && left.skippedSteps == right.skippedSteps;
}

QVector<qint64> numbers(const std::vector<StepEvent>& steps)
{
    QVector<qint64> list;
    for (const auto& step : steps) {
        list.append(step.step);
    }
    return list;
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT
private slots:
    void theMaskedChecksumIsTensorBoards()
    {
        // ((crc >> 15) | (crc << 17)) + 0xa282ead8 of 0xE3069283.
        QCOMPARE(maskedCrc32c("123456789"), 0xC78AB0E5U);
        // The first 12 bytes of every event file that begins with "brain.Event:2".
        const auto frame = frameRecord(std::string(24, 'x'));
        QCOMPARE(QByteArray(frame.data(), 12).toHex(), QByteArray("1800000000000000a37f4b22"));
    }

    void doublesComeBackBitForBit()
    {
        auto odd = samples::step(2);
        odd.loss = std::numeric_limits<double>::quiet_NaN();
        odd.gradientNorm = std::numeric_limits<double>::infinity();
        odd.learningRate = -0.0;
        odd.runningAccuracy = std::numeric_limits<double>::denorm_min();
        write({samples::step(1), odd});
        const auto log = readEventLog(folder()).value();
        QCOMPARE(log.steps.size(), std::size_t(2));
        QVERIFY(sameBits(log.steps[0], samples::step(1)));
        QVERIFY(sameBits(log.steps[1], odd));
    }

    void onlyFp16LeavesAScale()
    {
        auto scaled = samples::step(2);
        scaled.lossScale = 0x1p-3 / 3;
        scaled.skippedSteps = 5'000'000'000;
        const auto bytesOf = [this](const StepEvent& event) {
            write({event});
            const auto file = listEventFiles(folder()).back().path;
            QFile log(QString::fromStdString(file.string()));
            return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
        };
        QVERIFY(!bytesOf(samples::step(1)).contains("scale"));
        QVERIFY(bytesOf(scaled).contains("train/loss_scale"));
        const auto steps = readEventLog(folder()).value().steps;
        QVERIFY(sameBits(steps.back(), scaled));
    }

    void theFileIsNamedAsTensorBoardLooksForIt()
    {
        write({samples::step(1)});
        write({samples::step(2)}, 1);
        const auto files = listEventFiles(folder());
        QCOMPARE(files.size(), std::size_t(2));
        QVERIFY(files[0].path.filename().string().starts_with("events.out.tfevents."));
        // TensorBoard sorts by name, even where both begin within a second.
        QVERIFY(files[0].path.filename() < files[1].path.filename());
    }

    void aResumedRunsRepeatedStepsStandOnce()
    {
        write({samples::step(1), samples::step(2), samples::step(3), samples::step(4)});
        write({samples::step(3, 1, 5.0)}, 2);
        const auto log = readEventLog(folder()).value();
        QCOMPARE(numbers(log.steps), (QVector<qint64>{1, 2, 3}));
        QVERIFY(sameBits(log.steps[2], samples::step(3, 1, 5.0)));
    }

    void aRunTakenUpFromItsStartForgetsTheFirstAttempt()
    {
        write({samples::step(1), samples::step(2)});
        write({}, 0);
        QVERIFY(readEventLog(folder()).value().steps.empty());
    }

    void anEpochIsSupersededByTheEpochsDoneAndNotByItsStep()
    {
        {
            auto log = EventLogWriter::begin(folder(), 0, 0).value();
            QVERIFY(log.writeWatched(0, 0).ok());
            QVERIFY(log.write(samples::epoch(1, 10)).ok());
            QVERIFY(log.writeWatched(1, 10).ok());
            QVERIFY(log.write(samples::epoch(2, 20)).ok());
            QVERIFY(log.writeWatched(2, 20).ok());
            QVERIFY(log.flush().ok());
        }
        // Killed after step 20's checkpoint and before the second epoch's validation was kept.
        write({}, 20, 1);
        const auto log = readEventLog(folder()).value();
        QCOMPARE(log.epochs.size(), std::size_t(1));
        QCOMPARE(log.epochs[0].epoch, 1);
        QCOMPARE(log.watchedEpochs, (std::vector<int>{0, 1}));
    }

    void whateverAKilledProcessLeavesReadsAsWholeRecords()
    {
        write({samples::step(1), samples::step(2), samples::step(3)});
        const auto file = listEventFiles(folder()).at(0).path;
        const QByteArray whole = samples::contentOf(file);
        qint64 most = 0;
        for (qsizetype length = 0; length <= whole.size(); ++length) {
            QVERIFY(samples::overwrite(file, whole.left(length)));
            const auto log = readEventLog(folder());
            QVERIFY(log.ok());
            const auto steps = static_cast<qint64>(log->steps.size());
            QVERIFY(steps >= most);
            most = steps;
        }
        QCOMPARE(most, 3);

        QVERIFY(samples::overwrite(file, whole + QByteArray(500, '\0')));
        QCOMPARE(readEventLog(folder()).value().steps.size(), std::size_t(3));
    }

    void damageInTheMiddleIsReportedWithTheFile()
    {
        write({samples::step(1), samples::step(2), samples::step(3)});
        const auto file = listEventFiles(folder()).at(0).path;
        QByteArray content = samples::contentOf(file);
        content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
        QVERIFY(samples::overwrite(file, content));
        const auto log = readEventLog(folder());
        QVERIFY(!log);
        QCOMPARE(log.error().code, ErrorCode::Corrupt);
        QCOMPARE(log.error().subject, file.string());
    }

    void theLogCanBeReadWhileItIsWritten()
    {
        auto log = EventLogWriter::begin(folder(), 0, 0).value();
        for (int number = 1; number <= 2000; ++number) {
            QVERIFY(log.write(samples::step(number)).ok());
        }
        const auto halfway = readEventLog(folder()).value().steps.size();
        QVERIFY(halfway > 0 && halfway < 2000);
        QVERIFY(log.flush().ok());
        QCOMPARE(readEventLog(folder()).value().steps.size(), std::size_t(2000));
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    [[nodiscard]] std::filesystem::path folder() const { return m_folder->path().toStdString(); }

    void write(const std::vector<StepEvent>& steps, std::int64_t from = 0, int epochsDone = 0)
    {
        auto log = EventLogWriter::begin(folder(), from, epochsDone).value();
        for (const auto& step : steps) {
            QVERIFY(log.write(step).ok());
        }
        QVERIFY(log.flush().ok());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "test_event_log.moc"
