#include "tests/support/run_samples.h"

#include "core/store/event_log_cursor.h"
#include "core/store/record_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
namespace fs = std::filesystem;

namespace {

/// Bytes that this process has read so far by system calls; -1 where the kernel does not count.
qint64 bytesRead()
{
    QFile counters(QStringLiteral("/proc/self/io"));
    if (!counters.open(QIODevice::ReadOnly)) {
        return -1;
    }
    for (const auto& line : counters.readAll().split('\n')) {
        if (line.startsWith("rchar: ")) {
            return line.mid(7).toLongLong();
        }
    }
    return -1;
}

/// The numbers of the steps among the events.
QVector<qint64> stepsIn(const std::vector<LogEvent>& events)
{
    QVector<qint64> numbers;
    for (const auto& event : events) {
        if (const auto* step = std::get_if<StepEvent>(&event)) {
            numbers.append(step->step);
        }
    }
    return numbers;
}

} // namespace

/// A writer and a reader of the same log, in turns.
class TestEventLogCursor : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void eachReadGivesWhatIsNew()
    {
        EventLogCursor cursor(folder());
        QCOMPARE(newSteps(cursor), QVector<qint64>()); // A run without a log yet.
        auto log = EventLogWriter::begin(folder(), 0, 0).value();
        QCOMPARE(newSteps(cursor), QVector<qint64>());
        add(log, 1, 2);
        QCOMPARE(newSteps(cursor), (QVector<qint64>{1, 2}));
        QCOMPARE(newSteps(cursor), QVector<qint64>());
        QVERIFY(log.write(samples::epoch(1, 2)).ok());
        QVERIFY(log.writeWatched(1, 2).ok());
        add(log, 3, 3);
        const auto portion = cursor.read();
        QVERIFY(portion.ok());
        QCOMPARE(portion->events.size(), std::size_t(3));
        QCOMPARE(std::get<EpochEvent>(portion->events[0]).epoch, 1);
        QCOMPARE(std::get<WatchedRecorded>(portion->events[1]).epoch, 1);
        QCOMPARE(std::get<StepEvent>(portion->events[2]).step, 3);
        QVERIFY(!portion->anew && !portion->more);
    }

    void aTornRecordIsWaitedFor()
    {
        const auto whole = contentOfSteps(3);
        const auto file = folder() / "events.out.tfevents.1.host.0";
        EventLogCursor cursor(folder());
        qint64 seen = 0;
        for (qsizetype length = 0; length <= whole.size(); ++length) {
            QVERIFY(samples::overwrite(file, whole.left(length)));
            for (const auto step : newSteps(cursor)) {
                QCOMPARE(step, ++seen); // Each once, in order, however it is cut.
            }
        }
        QCOMPARE(seen, 3);
    }

    void aTornRecordBeforeALaterFileIsGivenUp()
    {
        auto first =
            std::make_unique<EventLogWriter>(EventLogWriter::begin(folder(), 0, 0).value());
        add(*first, 1, 4);
        first.reset();
        const auto file = listEventFiles(folder()).at(0).path;
        const auto whole = samples::contentOf(file);
        QVERIFY(samples::overwrite(file, whole.left(whole.size() - 5)));
        EventLogCursor cursor(folder());
        QCOMPARE(newSteps(cursor), (QVector<qint64>{1, 2, 3}));

        // Another process takes the run up at step 2.
        auto second = EventLogWriter::begin(folder(), 2, 0).value();
        add(second, 3, 3);
        const auto portion = cursor.read().value();
        QCOMPARE(portion.events.size(), std::size_t(2));
        QCOMPARE(std::get<TakenUp>(portion.events[0]).step, 2);
        QCOMPARE(stepsIn(portion.events), QVector<qint64>{3});
        add(second, 4, 4);
        QCOMPARE(newSteps(cursor), QVector<qint64>{4});
    }

    void damageIsToldWithTheFileAndFollowingComesBack()
    {
        auto log = EventLogWriter::begin(folder(), 0, 0).value();
        add(log, 1, 2);
        EventLogCursor cursor(folder());
        QCOMPARE(newSteps(cursor).size(), 2);
        const auto file = listEventFiles(folder()).at(0).path;
        const auto good = samples::contentOf(file).size();
        add(log, 3, 6);
        const auto whole = samples::contentOf(file);
        auto content = whole;
        content[good + (content.size() - good) / 2] ^= 1;
        QVERIFY(samples::overwrite(file, content));

        auto portion = cursor.read(); // What stands before the damage.
        QVERIFY(portion.ok());
        QVERIFY(portion->more);
        const auto before = stepsIn(portion->events);
        QVERIFY(!before.isEmpty() && before.size() < 4);
        for (int attempt = 0; attempt < 2; ++attempt) {
            portion = cursor.read();
            QVERIFY(!portion.ok());
            QCOMPARE(portion.error().code, ErrorCode::Corrupt);
            QCOMPARE(portion.error().subject, file.string());
        }
        QVERIFY(samples::overwrite(file, whole));
        QCOMPARE(before + newSteps(cursor), (QVector<qint64>{3, 4, 5, 6}));
    }

    void aFileThatIsCutOrReplacedIsReadAnew_data()
    {
        QTest::addColumn<int>("steps");
        QTest::newRow("cut") << 1;
        QTest::newRow("replaced by a longer one") << 9;
    }

    void aFileThatIsCutOrReplacedIsReadAnew()
    {
        QFETCH(int, steps);
        const auto file = folder() / "events.out.tfevents.1.host.0";
        QVERIFY(samples::overwrite(file, contentOfSteps(4)));
        EventLogCursor cursor(folder());
        QCOMPARE(newSteps(cursor).size(), 4);
        QVERIFY(samples::overwrite(file, contentOfSteps(steps, 7.0)));
        const auto portion = cursor.read().value();
        QVERIFY(portion.anew);
        QCOMPARE(stepsIn(portion.events).size(), steps);
        QVERIFY(!cursor.read()->anew);
    }

    void aFolderThatIsGoneComesBack()
    {
        auto log = EventLogWriter::begin(folder(), 0, 0).value();
        add(log, 1, 2);
        EventLogCursor cursor(folder());
        QCOMPARE(newSteps(cursor).size(), 2);
        const auto away = folder().string() + "-away";
        fs::rename(folder(), away);
        const auto gone = cursor.read();
        QVERIFY(!gone.ok());
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
        add(log, 3, 3); // Its process holds the file open.
        fs::rename(away, folder());
        QCOMPARE(newSteps(cursor), QVector<qint64>{3});
    }

    void aLargeLogIsNotReadAgain()
    {
        auto log = EventLogWriter::begin(folder(), 0, 0).value();
        constexpr int many = 80'000;
        add(log, 1, many);
        EventLogCursor cursor(folder());
        int portions = 0;
        qint64 seen = 0;
        for (bool more = true; more; ++portions) {
            const auto portion = cursor.read().value();
            QVERIFY2(portion.events.size() < 30'000, "a portion has its limit");
            seen += static_cast<qint64>(portion.events.size());
            more = portion.more;
        }
        QCOMPARE(seen, many);
        QVERIFY(portions > 2);

        const auto file = listEventFiles(folder()).at(0).path;
        QVERIFY(samples::contentOf(file).size() > 10'000'000);
        const auto before = bytesRead();
        for (int step = many + 1; step <= many + 20; ++step) {
            add(log, step, step);
            QCOMPARE(newSteps(cursor), QVector<qint64>{step});
            QCOMPARE(newSteps(cursor), QVector<qint64>());
        }
        if (before < 0) {
            QSKIP("the kernel does not count what a process reads");
        }
        const auto read = bytesRead() - before;
        QVERIFY2(read < 40'000, qPrintable(QStringLiteral("%1 bytes for 20 steps").arg(read)));
    }

    void aLengthThatLiesTakesNoMemory()
    {
        // Well framed, but of a length that the file does not have: as torn.
        auto content = contentOfSteps(1);
        auto frame = frameRecord(std::string(40, 'x'));
        const std::uint64_t length = std::uint64_t{1} << 62U;
        std::memcpy(frame.data(), &length, sizeof length);
        const auto checksum = maskedCrc32c(std::string_view(frame).substr(0, 8));
        std::memcpy(frame.data() + 8, &checksum, sizeof checksum);
        content.append(frame.data(), static_cast<qsizetype>(frame.size()));
        QVERIFY(samples::overwrite(folder() / "events.out.tfevents.1.host.0", content));
        EventLogCursor cursor(folder());
        QCOMPARE(newSteps(cursor).size(), 1);
        QCOMPARE(newSteps(cursor).size(), 0);
    }

private:
    [[nodiscard]] fs::path folder() const { return m_folder->path().toStdString(); }

    static void add(EventLogWriter& log, int first, int last)
    {
        for (int number = first; number <= last; ++number) {
            QVERIFY(log.write(samples::step(number)).ok());
        }
        QVERIFY(log.flush().ok());
    }

    static QVector<qint64> newSteps(EventLogCursor& cursor)
    {
        const auto portion = cursor.read();
        if (!portion) {
            qWarning("%s", toString(portion.error()).c_str());
            return {-1};
        }
        return stepsIn(portion->events);
    }

    /// What a writer leaves of so many steps.
    static QByteArray contentOfSteps(int steps, double scale = 1)
    {
        const QTemporaryDir other;
        const fs::path place(other.path().toStdString());
        {
            auto log = EventLogWriter::begin(place, 0, 0).value();
            for (int number = 1; number <= steps; ++number) {
                if (!log.write(samples::step(number, 1, scale)).ok()) {
                    return {};
                }
            }
            if (!log.flush().ok()) {
                return {};
            }
        }
        return samples::contentOf(listEventFiles(place).at(0).path);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestEventLogCursor)
#include "test_event_log_cursor.moc"
