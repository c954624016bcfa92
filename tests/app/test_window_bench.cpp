#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

constexpr int patience = 240'000; ///< Milliseconds, for short trainings on a busy machine.

/// The files under a folder, with what is in them.
QMap<QString, QByteArray> contentsOf(const QString& folder)
{
    QMap<QString, QByteArray> contents;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        contents[file.fileName()] = file.open(QIODevice::ReadOnly) ? file.readAll() : "unreadable";
    }
    return contents;
}

void write(const QString& path, const QByteArray& content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        QTest::qFail("a file could not be written", __FILE__, __LINE__);
    }
}

} // namespace

/// weft-cli bench window, with a user's settings and runs beside it.
class TestWindowBench : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_home.isValid() && m_temporary.isValid());
        write(m_home.filePath("config/Weft/Weft.conf"), "[General]\nlastPage=runs\ntheme=2\n");
        write(m_home.filePath("data/weft/runs/mine/run.json"), "{\"mine\": true}");
    }

    void aShortRunTellsEveryCaseAndLeavesTheUsersFilesAlone()
    {
        const auto before = contentsOf(m_home.path());
        QProcess bench;
        start(bench, {"bench", "window", "--json", "--seconds", "0.1"});
        QVERIFY(bench.waitForFinished(patience));
        QVERIFY2(bench.exitCode() == 0, bench.readAllStandardError().constData());

        QMap<QString, QJsonObject> cases;
        const auto lines = bench.readAllStandardOutput().split('\n');
        for (const auto& line : lines) {
            if (!line.isEmpty()) {
                const auto object = QJsonDocument::fromJson(line).object();
                QCOMPARE(object["bench"].toString(), QString("window"));
                cases[object["mode"].toString()] = object;
            }
        }
        QCOMPARE(cases.keys(),
                 QStringList({"curve-hover", "curve-pan", "curve-zoom", "first-frame", "headless",
                              "idle", "matrix-hover", "matrix-scroll", "matrix-zoom", "watched"}));
        for (const auto& one : cases) {
            if (one["mode"] != QString("idle")) {
                QVERIFY(one["min_ms"].toDouble() > 0);
                QVERIFY(one["ms"].toDouble() >= one["min_ms"].toDouble());
            }
        }
        checkTrainings(cases["headless"], cases["watched"]);
        for (const char* mode : {"curve-hover", "curve-pan", "curve-zoom"}) {
            checkFrames(cases[mode], 1'000'000);
        }
        for (const char* mode : {"matrix-hover", "matrix-scroll", "matrix-zoom"}) {
            checkFrames(cases[mode], 1'000);
        }
        QCOMPARE(contentsOf(m_home.path()), before);
        QVERIFY2(QDir(m_temporary.path()).isEmpty(), "what the benchmark made goes with it");
    }

    void ctrlCEndsItAndItsFilesGo()
    {
        QProcess bench;
        start(bench, {"bench", "window", "--json", "--seconds", "60"});
        QVERIFY(QTest::qWaitFor([&] { return bench.bytesAvailable() > 0; }, patience));
        ::kill(static_cast<pid_t>(bench.processId()), SIGINT);
        QVERIFY(bench.waitForFinished(patience));
        QCOMPARE(bench.exitStatus(), QProcess::NormalExit);
        QCOMPARE(bench.exitCode(), 130);
        QVERIFY(QDir(m_temporary.path()).isEmpty());
    }

    void whatItCannotDoIsWrongUsage()
    {
        for (const auto& arguments : {QStringList{"bench", "window", "--set", "train.batch=4"},
                                      QStringList{"bench", "window", "--data", "builtin:pairs"}}) {
            QProcess bench;
            start(bench, arguments);
            QVERIFY(bench.waitForFinished(patience));
            QCOMPARE(bench.exitCode(), 2);
            QVERIFY(bench.readAllStandardError().contains("--seconds"));
        }
    }

    void theWindowsOwnProgramRefusesOtherBenchmarks()
    {
        for (const auto& arguments : {QStringList{"--bench", "lstm"}, QStringList{"--json"},
                                      QStringList{"--bench", "window", "--seconds", "soon"},
                                      QStringList{"--bench", "window", "--seconds", "nan"},
                                      QStringList{"--bench", "window", "--seconds", "inf"}}) {
            QProcess window;
            window.setProcessEnvironment(environment());
            window.start(QStringLiteral(WEFT_BINARY_DIR "/bin/weft"), arguments);
            QVERIFY(window.waitForFinished(patience));
            QCOMPARE(window.exitCode(), 2);
            QVERIFY(window.readAllStandardError().contains("--bench window"));
        }
    }

    void helpNeedsNoScreen()
    {
        auto variables = environment();
        variables.insert("QT_QPA_PLATFORM", "xcb");
        variables.remove("DISPLAY");
        QProcess window;
        window.setProcessEnvironment(variables);
        window.start(QStringLiteral(WEFT_BINARY_DIR "/bin/weft"), {"--help"});
        QVERIFY(window.waitForFinished(patience));
        QCOMPARE(window.exitStatus(), QProcess::NormalExit);
        QCOMPARE(window.exitCode(), 0);
        const auto help = window.readAllStandardOutput();
        QVERIFY(help.contains("--page"));
        for (const auto* place : {"configure", "export", "cluster"}) {
            QVERIFY2(help.contains(place), place);
        }
    }

private:
    [[nodiscard]] QProcessEnvironment environment() const
    {
        auto variables = QProcessEnvironment::systemEnvironment();
        variables.insert("HOME", m_home.path());
        variables.insert("XDG_CONFIG_HOME", m_home.filePath("config"));
        variables.insert("XDG_DATA_HOME", m_home.filePath("data"));
        variables.insert("TMPDIR", m_temporary.path());
        variables.insert("XDG_RUNTIME_DIR", m_runtime.path()); // Qt makes one where there is none.
        return variables;
    }

    void start(QProcess& bench, const QStringList& arguments) const
    {
        bench.setProcessEnvironment(environment());
        bench.start(QStringLiteral(WEFT_BINARY_DIR "/bin/weft-cli"), arguments);
        QVERIFY(bench.waitForStarted());
    }

    static void checkTrainings(const QJsonObject& headless, const QJsonObject& watched)
    {
        for (const auto& one : {headless, watched}) {
            QVERIFY(one["epochs"].toInt() >= 2);
            QVERIFY(one["img_per_s"].toDouble() > 0);
        }
        QCOMPARE(watched["epochs"], headless["epochs"]);
        QCOMPARE(watched["rounds"].toInt(), 1); // So short a try has one pair.
        const double cost = watched["cost_percent"].toDouble();
        const double expected = 100 * (1 - headless["ms"].toDouble() / watched["ms"].toDouble());
        QVERIFY(std::abs(cost - expected) < 1e-6);
        QVERIFY(watched["cost_low_percent"].toDouble() <= cost);
        QVERIFY(watched["cost_high_percent"].toDouble() >= cost);
        QVERIFY2(watched["window_cpu_percent"].toDouble() > 0, "drawing takes time");
        QVERIFY2(watched["window_cpu_percent"].toDouble() < 100, "of one thread");
        QVERIFY(watched["loop_median_ms"].toDouble() > 0);
        QVERIFY(watched["loop_p99_ms"].toDouble() >= watched["loop_median_ms"].toDouble());
        QVERIFY(watched["loop_max_ms"].toDouble() >= watched["loop_p99_ms"].toDouble());
        QVERIFY2(watched["frames_per_s"].toDouble() > 0, "the window shows the training");
    }

    static void checkFrames(const QJsonObject& frames, int size)
    {
        QCOMPARE(frames["size"].toInt(), size);
        QVERIFY(frames["frames"].toInt() >= 30);
        QVERIFY2(frames["ms"].toDouble() < 1000, "each movement is followed by a frame");
        QVERIFY(frames["p99_ms"].toDouble() >= frames["ms"].toDouble());
        QVERIFY(frames["max_ms"].toDouble() >= frames["p99_ms"].toDouble());
        QVERIFY(frames["frames_per_s"].toDouble() > 0);
    }

    QTemporaryDir m_home;
    QTemporaryDir m_temporary;
    QTemporaryDir m_runtime;
};

QTEST_GUILESS_MAIN(TestWindowBench)
#include "test_window_bench.moc"
