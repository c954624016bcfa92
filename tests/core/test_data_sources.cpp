#include "data_files.h"

#include "core/data/data_source.h"
#include "core/data/split.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <atomic>

using namespace weft;
using namespace weft::test;

namespace {

Result<DataSource> open(const QString& path, const DataSourceOptions& options = {})
{
    return openDataSource(path.toStdString(), options);
}

QStringList names(const Dataset& set)
{
    QStringList found;
    for (std::size_t i = 0; i < set.size(); ++i) {
        found << QString::fromStdString(set.name(i));
    }
    return found;
}

QString reasons(const DataSource& source)
{
    QStringList lines;
    for (const auto& file : source.skipped) {
        lines << QString::fromStdString(file.path + ": " + file.reason);
    }
    return lines.join('\n');
}

} // namespace

class TestDataSources : public QObject
{
    Q_OBJECT
private slots:
    void classFoldersAreSplitPerClassAndBySeed()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("cat"), 10);
        writeClass(folder.filePath("dog"), 5);
        writeClass(folder.filePath("eel"), 2);
        const auto source = open(folder.path(), {.valFraction = 0.2, .seed = 7});
        QVERIFY(source.ok());
        QCOMPARE(source->classNames, (std::vector<std::string>{"cat", "dog", "eel"}));
        QCOMPARE(classCounts(*source->train), (std::vector<std::size_t>{8, 4, 1}));
        QCOMPARE(classCounts(*source->validation), (std::vector<std::size_t>{2, 1, 1}));
        QCOMPARE(source->split, SplitKind::Fraction);
        QCOMPARE(source->format, std::string("image folder"));
        const auto trained = names(*source->train);
        const auto held = names(*source->validation);
        QVERIFY(!QSet(trained.begin(), trained.end()).intersects(QSet(held.begin(), held.end())));

        const auto again = open(folder.path() + "/", {.valFraction = 0.2, .seed = 7});
        QCOMPARE(names(*again->validation), held);
        QCOMPARE(again->fingerprint, source->fingerprint);
        const auto other = open(folder.path(), {.valFraction = 0.2, .seed = 8});
        QVERIFY(names(*other->validation) != held);
        QVERIFY(other->fingerprint != source->fingerprint);
    }

    void aGivenSplitIsKept_data()
    {
        QTest::addColumn<QString>("trainName");
        QTest::addColumn<QString>("valName");
        QTest::newRow("val") << "train"
                             << "val";
        QTest::newRow("valid") << "train"
                               << "valid";
        QTest::newRow("validation") << "Train"
                                    << "Validation";
        QTest::newRow("test") << "TRAIN"
                              << "test";
    }
    void aGivenSplitIsKept()
    {
        QFETCH(const QString, trainName);
        QFETCH(const QString, valName);
        QTemporaryDir folder;
        writeClass(folder.filePath(trainName + "/a"), 3);
        writeClass(folder.filePath(trainName + "/b"), 2);
        writeClass(folder.filePath(valName + "/a"), 1);
        writeClass(folder.filePath(valName + "/b"), 4);
        const auto source = open(folder.path());
        QVERIFY(source.ok());
        QCOMPARE(source->split, SplitKind::Given);
        QCOMPARE(classCounts(*source->train), (std::vector<std::size_t>{3, 2}));
        QCOMPARE(classCounts(*source->validation), (std::vector<std::size_t>{1, 4}));
        QCOMPARE(source->validation->name(0), (valName + "/a/000.jpg").toStdString());
    }

    void aClassNamedTrainIsAClass()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("train"), 3);
        writeClass(folder.filePath("tram"), 3);
        const auto source = open(folder.path());
        QVERIFY(source.ok());
        QCOMPARE(source->classNames, (std::vector<std::string>{"train", "tram"}));
    }

    void hiddenAndForeignFilesAreNoImages()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("a"), 3);
        writeClass(folder.filePath("b"), 3);
        writeClass(folder.filePath(".cache"), 2);
        writeFile(folder.filePath("a/.hidden.jpg"), encoded(patternImage(4, 4), ".jpg"));
        writeFile(folder.filePath("a/notes.txt"), "notes");
        writeFile(folder.filePath("b/moving.gif"), "GIF89a");
        writeFile(folder.filePath("b/LOUD.JPEG"), encoded(patternImage(4, 4), ".jpg"));
        writeFile(folder.filePath("b/deeper/inside.png"), encoded(patternImage(4, 4), ".png"));
        const auto source = open(folder.path());
        QVERIFY(source.ok());
        QCOMPARE(source->classNames.size(), std::size_t{2});
        QCOMPARE(source->train->size() + source->validation->size(), std::size_t{8});
        QCOMPARE(source->skipped.size(), std::size_t{1});
        QVERIFY(reasons(*source).contains("moving.gif"));
    }

    void aFaultyFolderOpensAndSaysWhatItSkipped()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("cat"), 4);
        writeClass(folder.filePath("织物"), 4);
        QDir(folder.path()).mkdir("empty");
        const auto jpeg = encoded(patternImage(300, 300), ".jpg");
        writeFile(folder.filePath("cat/cut.jpg"), jpeg.left(jpeg.size() / 2));
        writeFile(folder.filePath("cat/text.png"), "I am a letter.");
        writeFile(folder.filePath("cat/nothing.bmp"), {});
        writeFile(folder.filePath("cat/dot.png"), encoded(plainImage(1, 1, 1, 2, 3), ".png"));
        writeFile(folder.filePath("cat/wide.jpg"), encoded(patternImage(12000, 40), ".jpg"));
        writeFile(folder.filePath("织物/照片.jpg"), encoded(patternImage(30, 30), ".jpg"));
        const auto source = open(folder.path());
        QVERIFY(source.ok());
        QCOMPARE(source->classNames, (std::vector<std::string>{"cat", "织物"}));
        QCOMPARE(source->train->size() + source->validation->size(), std::size_t{11});
        QCOMPARE(source->skipped.size(), std::size_t{3});
        const auto text = reasons(*source);
        QVERIFY(text.contains("cut.jpg: damaged or incomplete JPEG"));
        QVERIFY(text.contains("text.png: the content is not a JPEG"));
        QVERIFY(text.contains("nothing.bmp: the file is empty"));
        QCOMPARE(source->warnings.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(source->warnings[0]).contains("\"empty\""));
        QCOMPARE(source->sizes.minWidth, 1);
        QCOMPARE(source->sizes.maxWidth, 12000);
        QCOMPARE(source->sizes.medianWidth, 24);
        for (const auto& set : {source->train, source->validation}) {
            for (std::size_t i = 0; i < set->size(); ++i) {
                QVERIFY(set->image(i).ok());
            }
        }
    }

    void filesThatMayNotBeReadAreSkipped()
    {
        if (geteuid() == 0) {
            QSKIP("root may read every file");
        }
        QTemporaryDir folder;
        writeClass(folder.filePath("a"), 3);
        writeClass(folder.filePath("b"), 3);
        QFile::setPermissions(folder.filePath("a/001.jpg"), {});
        const auto source = open(folder.path());
        QVERIFY(source.ok());
        QCOMPARE(source->skipped.size(), std::size_t{1});
    }

    void foldersThatCannotServeSayWhy()
    {
        QTemporaryDir folder;
        QCOMPARE(open(folder.filePath("none")).error().code, ErrorCode::NotFound);
        QCOMPARE(open(folder.path()).error().code, ErrorCode::Unsupported);
        writeFile(folder.filePath("loose.png"), encoded(patternImage(4, 4), ".png"));
        QVERIFY(QString::fromStdString(open(folder.path()).error().reason)
                    .contains("a folder of its own"));
        writeClass(folder.filePath("only"), 3);
        QVERIFY(QString::fromStdString(open(folder.path()).error().reason)
                    .contains("fewer than two classes"));
        writeClass(folder.filePath("other"), 1);
        QVERIFY(open(folder.path()).ok());
        QTemporaryDir single;
        writeClass(single.filePath("a"), 1);
        writeClass(single.filePath("b"), 1);
        QVERIFY(QString::fromStdString(open(single.path()).error().reason).contains("two images"));
        QCOMPARE(open("builtin:nothing").error().code, ErrorCode::NotFound);
        QCOMPARE(open(single.path(), {.valFraction = 0.0}).error().code,
                 ErrorCode::InvalidArgument);
    }

    void theFingerprintFollowsNamesAndContent()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("a"), 4);
        writeClass(folder.filePath("b"), 4);
        const auto before = open(folder.path())->fingerprint;
        QVERIFY(QFile::rename(folder.filePath("a/000.jpg"), folder.filePath("a/zzz.jpg")));
        const auto renamed = open(folder.path())->fingerprint;
        QVERIFY(renamed != before);
        QVERIFY(QFile::rename(folder.filePath("a/zzz.jpg"), folder.filePath("a/000.jpg")));
        QCOMPARE(open(folder.path())->fingerprint, before);
        writeFile(folder.filePath("b/000.jpg"), encoded(patternImage(48, 48), ".jpg"));
        QVERIFY(open(folder.path())->fingerprint != before);
    }

    void theScanReportsAndCanBeCancelled()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("a"), 40);
        writeClass(folder.filePath("b"), 40);
        Progress last;
        const auto source = openDataSource(folder.path().toStdString(), {}, {},
                                           [&](const Progress& progress) { last = progress; });
        QVERIFY(source.ok());
        QCOMPARE(last.done, std::size_t{80});
        QCOMPARE(last.total, std::size_t{80});

        std::stop_source stop;
        std::atomic<std::size_t> seen = 0;
        const auto cancelled = openDataSource(folder.path().toStdString(), {}, stop.get_token(),
                                              [&](const Progress& p) {
                                                  seen = p.done;
                                                  if (p.done == 3) {
                                                      stop.request_stop();
                                                  }
                                              });
        QVERIFY(!cancelled.ok());
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        QVERIFY(seen < 80);
    }

    void theDigitsAreShipped()
    {
        const auto source = open("builtin:digits");
        QVERIFY(source.ok());
        QCOMPARE(source->train->size() + source->validation->size(), std::size_t{1797});
        QCOMPARE(source->classNames.size(), std::size_t{10});
        QVERIFY(QString::fromStdString(source->attribution).contains("CC BY 4.0"));
        for (const auto count : classCounts(*source->validation)) {
            QVERIFY(count >= 34 && count <= 37);
        }
        const auto trained = names(*source->train);
        const auto position = trained.indexOf("digits #0");
        const auto& set = position >= 0 ? *source->train : *source->validation;
        const auto index = position >= 0 ? position : names(set).indexOf("digits #0");
        const auto image = set.image(static_cast<std::size_t>(index));
        QCOMPARE(image->width, 8);
        QCOMPARE(image->rgb[3 * 2], std::uint8_t{80});  // 5 of 16
        QCOMPARE(image->rgb[3 * 3], std::uint8_t{207}); // 13 of 16
        QCOMPARE(source->location, std::string("builtin:digits"));
    }

    void thePairsAreBalancedAndAlwaysTheSame()
    {
        const auto source = open("builtin:pairs");
        QVERIFY(source.ok());
        QCOMPARE(source->train->size(), std::size_t{4000});
        QCOMPARE(source->validation->size(), std::size_t{1000});
        const auto counts = classCounts(*source->train);
        for (const auto count : counts) {
            QCOMPARE(count, std::size_t{4000} / counts.size());
        }
        QCOMPARE(open("builtin:pairs", {.valFraction = 0.5, .seed = 3})->fingerprint,
                 source->fingerprint);
        QVERIFY(source->train->image(0)->rgb != source->validation->image(0)->rgb);
    }

    void theSplitHoldsBackTheShareOfEachClass()
    {
        std::vector<int> labels(100, 0);
        labels.insert(labels.end(), 10, 1);
        labels.push_back(2);
        const auto split = stratifiedSplit(labels, 0.3, 1);
        QCOMPARE(split.validation.size(), std::size_t{33});
        QCOMPARE(split.train.size(), std::size_t{78});
        QCOMPARE(split.train.back(), std::size_t{110});
        QVERIFY(std::is_sorted(split.validation.begin(), split.validation.end()));
    }
};

QTEST_GUILESS_MAIN(TestDataSources)
#include "test_data_sources.moc"
