#include "tests/support/run_samples.h"

#include "core/store/event_files.h"
#include "core/store/run_library.h"
#include "core/store/run_writer.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace weft;
namespace fs = std::filesystem;

class TestRunDirectory : public QObject
{
    Q_OBJECT
private slots:
    void whatWasWrittenReadsBackTheSame()
    {
        auto record = samples::record();
        record.config.model.head = Head::Attention;
        record.config.train.seed = 2'147'483'647;
        const auto path = samples::finishedRun(library(), "digits", record);
        const auto run = RunDirectory::open(path).value();

        QCOMPARE(run.label().name, std::string("digits"));
        QCOMPARE(run.record().id, path.filename().string());
        QVERIFY(!run.record().created.empty());
        QCOMPARE(run.record().config.model.head, Head::Attention);
        QCOMPARE(run.record().config.train.seed, record.config.train.seed);
        QCOMPARE(run.record().classNames, record.classNames);
        QCOMPARE(run.record().preprocessing.mean, record.preprocessing.mean);
        QCOMPARE(run.record().preprocessing.kind, TransformKind::Small);
        QCOMPARE(run.record().parameters, record.parameters);
        QCOMPARE(run.record().environment.libtorchVersion, std::string("1.13.1"));
        QCOMPARE(run.status().state, RunState::Finished);
        QCOMPARE(run.status().bestAccuracy, 0.75);

        const auto history = run.history().value();
        QCOMPARE(history.steps.size(), std::size_t(4));
        QCOMPARE(history.epochs.size(), std::size_t(2));
        const auto& epoch = history.epochs[1];
        const auto expected = samples::epoch(2, 4);
        QCOMPARE(epoch.step, 4);
        QVERIFY(epoch.trainLoss == expected.trainLoss);
        QCOMPARE(epoch.confusion, expected.confusion);
        QCOMPARE(epoch.predictions.size(), expected.predictions.size());
        QVERIFY(epoch.predictions[2].confidence == expected.predictions[2].confidence);
        QCOMPARE(epoch.predictions[3].predicted, -1);
        QCOMPARE(history.watched.size(), std::size_t(3));
        QCOMPARE(history.watched[0].epoch, 0);
        QCOMPARE(history.watched[2].images.at(0).name, std::string("猫/0003.png"));
        QCOMPARE(history.watched[2].images.at(0).heatMap.cells,
                 samples::watched(2).images[0].heatMap.cells);
        QVERIFY(history.watched[2].images.at(0).heatMap.heads.empty());
    }

    void theTeachersAccuracyStandsInTheRecord()
    {
        auto record = samples::record();
        const auto without = samples::finishedRun(library(), "alone", record);
        QVERIFY(!RunDirectory::open(without)->record().teacher.has_value());
        record.config.train.teacher = "/runs/teacher";
        record.teacher = {"fedcba98", 1.0 / 3};
        const auto taught = samples::finishedRun(library(), "taught", record);
        const auto read = RunDirectory::open(taught)->record();
        QVERIFY(read.teacher.has_value());
        QCOMPARE(read.teacher->fingerprint, std::string("fedcba98"));
        QVERIFY(read.teacher->accuracy == 1.0 / 3);
        QCOMPARE(read.config.train.teacher, std::string("/runs/teacher"));
    }

    void severalHeadsMapsComeBackAndTornOnesDoNot()
    {
        auto writer = RunWriter::create(library(), samples::record(), {"heads", {}}).value();
        auto event = samples::watched(0);
        auto& map = event.images[0].heatMap;
        map.heads = {{0.0F, 0.4F, 0.2F, 0.4F}, {0.2F, 0.0F, 0.4F, 0.4F}};
        QVERIFY(writer.write(event).ok());
        QVERIFY(writer.flush().ok());
        const auto file = writer.path() / "watched" / "0000.json";
        const auto read = [&] { return RunDirectory::open(writer.path())->history(); };
        QCOMPARE(read()->watched.at(0).images.at(0).heatMap.heads, map.heads);

        auto text = samples::contentOf(file);
        QVERIFY(text.contains("\"heads\""));
        // A head's cells that do not fit the sides.
        text.replace(text.indexOf('[', text.indexOf("\"heads\"")), 1, "[[0.5],");
        QVERIFY(samples::overwrite(file, text));
        QCOMPARE(read().error().code, ErrorCode::Corrupt);
    }

    void aChineseNameNamesTheFolderAndSlashesDoNot()
    {
        const auto path = samples::finishedRun(library(), "../花 与 猫/第一次");
        QCOMPARE(path.parent_path(), library());
        QVERIFY(path.filename().string().starts_with("花-与-猫-第一次-"));
        QCOMPARE(RunDirectory::open(path)->label().name, std::string("../花 与 猫/第一次"));
    }

    void twoRunsOfOneNameLieBesideEachOther()
    {
        QVERIFY(samples::finishedRun(library(), "same") != samples::finishedRun(library(), "same"));
        QCOMPARE(listRuns(library())->size(), std::size_t(2));
    }

    void aCopiedAndAMovedRunOpenWhereTheyAre()
    {
        const auto path = samples::finishedRun(library(), "traveller");
        const auto copy = library() / "elsewhere" / "another name";
        fs::create_directories(copy.parent_path());
        fs::copy(path, copy, fs::copy_options::recursive);
        fs::rename(path, library() / "moved");
        for (const auto& place : {copy, library() / "moved"}) {
            const auto run = RunDirectory::open(place).value();
            QCOMPARE(run.label().name, std::string("traveller"));
            QCOMPARE(run.history()->epochs.size(), std::size_t(2));
            QVERIFY(RunWriter::reopen(place, 4, 2).ok());
        }
    }

    void aRunThatNobodyHoldsAnyMoreIsInterrupted()
    {
        fs::path path;
        {
            auto writer = RunWriter::create(library(), samples::record(), {"live", {}}).value();
            path = writer.path();
            QVERIFY(writer.writeStatus({RunState::Running, 1, 0, 0, 0, 0, {}}).ok());
            QCOMPARE(RunDirectory::open(path)->status().state, RunState::Running);
            // A copy has no process, however alive the original is.
            fs::copy(path, library() / "copy", fs::copy_options::recursive);
        }
        QCOMPARE(RunDirectory::open(library() / "copy")->status().state, RunState::Interrupted);
        QCOMPARE(RunDirectory::open(path)->status().state, RunState::Interrupted);
        QVERIFY(samples::contentOf(path / "status.json").contains("running"));
    }

    void onlyOneWriterHoldsARun()
    {
        auto writer = RunWriter::create(library(), samples::record(), {"held", {}}).value();
        const auto before = samples::treeOf(writer.path());
        const auto second = RunWriter::reopen(writer.path(), 0, 0);
        QCOMPARE(second.error().code, ErrorCode::InUse);
        QCOMPARE(samples::treeOf(writer.path()), before);
    }

    void aReaderNeverStandsInAWritersWay()
    {
        const auto path = samples::finishedRun(library(), "read");
        QVERIFY(fs::remove(path / "lock"));
        const auto before = samples::treeOf(path);
        const auto run = RunDirectory::open(path).value();
        QVERIFY(run.history().ok());
        QCOMPARE(samples::treeOf(path), before);
        QVERIFY(RunWriter::reopen(path, 4, 2).ok());
    }

    void aResumedRunWritesANewFileAndTellsOneStory()
    {
        const auto path = samples::finishedRun(library(), "again");
        const auto first = listEventFiles(path).at(0).path;
        const auto before = samples::contentOf(first);
        {
            auto writer = RunWriter::reopen(path, 2, 1).value();
            QVERIFY(writer.write(samples::step(3, 2, 9.0)).ok());
            QVERIFY(writer.flush().ok());
        }
        QCOMPARE(samples::contentOf(first), before);
        const auto history = RunDirectory::open(path)->history().value();
        QCOMPARE(history.steps.size(), std::size_t(3));
        QVERIFY(history.steps[2].loss == samples::step(3, 2, 9.0).loss);
        QCOMPARE(history.epochs.size(), std::size_t(1));
        QCOMPARE(history.watched.size(), std::size_t(2));
    }

    void aDamagedOrNewerRunSaysWhyAndIsLeftAlone_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const char* file, const char* from, const char* to,
                            ErrorCode code) {
            QTest::newRow(name) << QString(file) << QByteArray(from) << QByteArray(to)
                                << static_cast<int>(code);
        };
        row("newer record", "run.json", "\"schema\": 1", "\"schema\": 2", ErrorCode::NewerFormat);
        row("newer status", "status.json", "\"schema\": 1", "\"schema\": 9",
            ErrorCode::NewerFormat);
        row("no schema", "run.json", "\"schema\": 1", "\"scheme\": 1", ErrorCode::Corrupt);
        row("not JSON", "run.json", "{", "(", ErrorCode::Corrupt);
        row("empty record", "run.json", "", "", ErrorCode::Corrupt);
        row("a number for a name", "label.json", "\"damaged\"", "5", ErrorCode::Corrupt);
        row("unknown state", "status.json", "finished", "flying", ErrorCode::Corrupt);
        row("widths of another trunk", "run.json", "\"widths\": []", "\"widths\": [8, 8]",
            ErrorCode::Corrupt);
        row("unknown key", "run.json", "\"lr\"", "\"rl\"", ErrorCode::Corrupt);
        row("no classes", "run.json", "\"classes\": [", "\"classes\": [], \"were\": [",
            ErrorCode::Corrupt);
        row("status missing", "status.json", nullptr, nullptr, ErrorCode::NotFound);
    }

    void aDamagedOrNewerRunSaysWhyAndIsLeftAlone()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(int, code);
        const auto path = samples::finishedRun(library(), "damaged");
        const auto damaged = path / file.toStdString();
        const auto content = samples::contentOf(damaged);
        if (from.isNull()) {
            fs::remove(damaged);
        } else {
            auto changed = from.isEmpty() ? QByteArray() : content;
            QVERIFY(from.isEmpty() || changed.contains(from));
            QVERIFY(samples::overwrite(damaged, changed.replace(from, to)));
        }
        const auto before = samples::treeOf(path);

        const auto run = RunDirectory::open(path);
        QVERIFY(!run);
        QCOMPARE(static_cast<int>(run.error().code), code);
        QCOMPARE(run.error().subject, damaged.string());
        QVERIFY(!run.error().reason.empty());
        QCOMPARE(static_cast<int>(RunWriter::reopen(path, 0, 0).error().code), code);

        const auto runs = listRuns(library()).value();
        QCOMPARE(runs.size(), std::size_t(1));
        QVERIFY(!runs[0].record);
        QCOMPARE(static_cast<int>(runs[0].error.code), code);
        QVERIFY(!runs[0].label.name.empty());
        QCOMPARE(samples::treeOf(path), before);
    }

    void aDamagedLogOrEpochIsAnErrorOfTheHistoryOnly()
    {
        const auto path = samples::finishedRun(library(), "half");
        QVERIFY(samples::overwrite(path / "epochs" / "0002.safetensors", "nonsense"));
        const auto before = samples::treeOf(path);
        const auto run = RunDirectory::open(path).value();
        const auto history = run.history();
        QCOMPARE(history.error().code, ErrorCode::Corrupt);
        QVERIFY(history.error().subject.ends_with("0002.safetensors"));
        QCOMPARE(samples::treeOf(path), before);

        QVERIFY(fs::remove(path / "epochs" / "0002.safetensors"));
        const auto epochs = run.history()->epochs;
        QCOMPARE(epochs.size(), std::size_t(2));
        QVERIFY(epochs[1].predictions.empty());
    }

    void aNewerLabelIsNotOverwritten()
    {
        const auto path = samples::finishedRun(library(), "labelled");
        QVERIFY(saveRunLabel(path, {"renamed", "with notes\nof two lines"}).ok());
        QCOMPARE(RunDirectory::open(path)->label().notes, std::string("with notes\nof two lines"));
        const QByteArray newer = R"({"schema": 2})";
        QVERIFY(samples::overwrite(path / "label.json", newer));
        QCOMPARE(saveRunLabel(path, {"older", {}}).error().code, ErrorCode::NewerFormat);
        QCOMPARE(samples::contentOf(path / "label.json"), newer);
    }

    void aLibraryThatCannotBeMadeIsNamed()
    {
        QVERIFY(samples::overwrite(library() / "file", "x"));
        const auto writer = RunWriter::create(library() / "file" / "runs", samples::record(), {});
        QCOMPARE(writer.error().code, ErrorCode::WriteFailed);
        QVERIFY(QString::fromStdString(writer.error().subject).contains("file"));
        QCOMPARE(listRuns(library() / "file").error().code, ErrorCode::Unreadable);
    }

    void theLibraryListsNewestFirstAndPassesOverWhatIsNoRun()
    {
        auto older = samples::record();
        older.created = "2023-01-01T00:00:00Z";
        auto newer = samples::record();
        newer.created = "2024-01-01T00:00:00Z";
        samples::finishedRun(library(), "newer", newer);
        samples::finishedRun(library(), "older", older);
        fs::create_directories(library() / "photographs");
        fs::create_directories(library() / "broken");
        QVERIFY(samples::overwrite(library() / "broken" / "run.json", "{"));
        QVERIFY(samples::overwrite(library() / "readme.txt", "hello"));
        const auto runs = listRuns(library()).value();
        QCOMPARE(runs.size(), std::size_t(3));
        QCOMPARE(runs[0].label.name, std::string("newer"));
        QCOMPARE(runs[1].label.name, std::string("older"));
        QCOMPARE(runs[2].label.name, std::string("broken"));
        QVERIFY(listRuns(library() / "absent")->empty());
    }

    void aProposedNameIsTheNextOfItsStem()
    {
        QCOMPARE(proposeRunName(library(), "quick-digits"), std::string("quick-digits-01"));
        samples::finishedRun(library(), "quick-digits-01");
        samples::finishedRun(library(), "quick-digits-09");
        samples::finishedRun(library(), "quick-digits-extra");
        QCOMPARE(proposeRunName(library(), "quick-digits"), std::string("quick-digits-10"));
        QCOMPARE(proposeRunName(library(), "quick"), std::string("quick-01"));
    }

    void theDefaultLibraryFollowsTheEnvironment()
    {
        qputenv("XDG_DATA_HOME", "/some/data");
        qputenv("WEFT_RUNS", "/some/runs");
        QCOMPARE(defaultLibrary(), fs::path("/some/runs"));
        qunsetenv("WEFT_RUNS");
        QCOMPARE(defaultLibrary(), fs::path("/some/data/weft/runs"));
        qunsetenv("XDG_DATA_HOME");
        qputenv("HOME", "/some/home");
        QCOMPARE(defaultLibrary(), fs::path("/some/home/.local/share/weft/runs"));
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    [[nodiscard]] fs::path library() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestRunDirectory)
#include "test_run_directory.moc"
