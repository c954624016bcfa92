#include "core/base/checksum.h"
#include "core/base/processor.h"
#include "core/features/feature_cache.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <thread>

using namespace weft;
namespace fs = std::filesystem;

namespace {

FeatureLayout smallLayout()
{
    return {.samples = 5, .shape = {3, 4}, .type = ElementType::F32};
}

std::string recordOf(std::size_t sample)
{
    return std::string(48, static_cast<char>('a' + sample));
}

void writeFile(const fs::path& path, const std::string& content)
{
    std::ofstream(path, std::ios::binary) << content;
}

std::string readWhole(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void age(const fs::path& path, std::chrono::minutes minutes)
{
    fs::last_write_time(path, fs::file_time_type::clock::now() - minutes);
}

} // namespace

class TestFeatureFile : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = folder() / "some.features";
    }

    void whatIsWrittenIsRead()
    {
        make("key");
        const auto file = FeatureFile::open(m_path, "key", smallLayout());
        QVERIFY2(file.ok(), file.ok() ? "" : toString(file.error()).c_str());
        for (std::size_t sample = 0; sample < 5; ++sample) {
            const auto record = file->record(sample);
            QCOMPARE(std::string(record.begin(), record.end()), recordOf(sample));
            QVERIFY(file->absence(sample) == nullptr);
        }
        QVERIFY(file->intact());
    }

    void otherFeaturesAreNotTakenForThese()
    {
        make("key");
        QCOMPARE(openError("kez"), ErrorCode::Corrupt);
        auto layout = smallLayout();
        layout.shape = {4, 3};
        QVERIFY(FeatureFile::open(m_path, "key", layout).ok()); // The key tells them apart.
        layout.type = ElementType::BF16;
        QCOMPARE(FeatureFile::open(m_path, "key", layout).error().code, ErrorCode::Corrupt);
        fs::remove(m_path);
        QCOMPARE(openError("key"), ErrorCode::NotFound);
        fs::create_directory(m_path);
        QCOMPARE(openError("key"), ErrorCode::Corrupt);
    }

    void everyDamageIsFound()
    {
        make("key");
        const auto whole = readWhole(m_path);
        // The head with its key and its checksums, and the records; what fills up a page between
        // them says nothing.
        const std::size_t head = 48 + 3 + 5 * 4;
        for (std::size_t at = 0; at < whole.size(); at = at + 1 == head ? 4096 : at + 1) {
            auto damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
            writeFile(m_path, damaged);
            QVERIFY2(openError("key") == ErrorCode::Corrupt, std::to_string(at).c_str());
        }
        for (const std::size_t length : {std::size_t{0}, std::size_t{10}, whole.size() - 1}) {
            writeFile(m_path, whole.substr(0, length));
            QCOMPARE(openError("key"), ErrorCode::Corrupt);
        }
        writeFile(m_path, whole + "x");
        QCOMPARE(openError("key"), ErrorCode::Corrupt);
    }

    void aWriterThatGoesAwayLeavesNothing()
    {
        {
            auto writer = FeatureFileWriter::begin(folder(), "key", smallLayout());
            QVERIFY(writer.ok());
            const auto record = recordOf(1);
            QVERIFY(writer->write(1, record).ok());
            QCOMPARE(writer->missing(), (std::vector<std::size_t>{0, 2, 3, 4}));
            QCOMPARE(filesIn(folder()), 1);
        }
        QCOMPARE(filesIn(folder()), 0);
    }

    void whatCannotBeReadIsLeftOutForThisReaderOnly()
    {
        auto writer = FeatureFileWriter::begin(folder(), "key", smallLayout());
        for (const std::size_t sample : {0, 1, 2, 4}) {
            const auto record = recordOf(sample);
            QVERIFY(writer->write(sample, record).ok());
        }
        writer->leaveOut(3, {ErrorCode::Unreadable, "three.png", "it is gone"});
        QVERIFY(writer->missing().empty());
        {
            const auto file = writer->finish(m_path);
            QVERIFY(file.ok());
            QCOMPARE(file->absence(3)->subject, std::string("three.png"));
            QCOMPARE(file->record(4).front(), 'e');
            QVERIFY(!fs::exists(m_path));
        }
    }

    void aFileThatIsCutShortIsNoticedAndOneThatIsRemovedDoesNoHarm()
    {
        make("key");
        const auto file = FeatureFile::open(m_path, "key", smallLayout());
        fs::remove(m_path);
        QVERIFY(file->intact());
        QCOMPARE(file->record(0).front(), 'a');

        make("key");
        const auto other = FeatureFile::open(m_path, "key", smallLayout());
        fs::resize_file(m_path, 4096);
        QVERIFY(!other->intact());
    }

    void deadWritersAreSweptAwayAndLivingOnesStay()
    {
        auto living = FeatureFileWriter::begin(folder(), "key", smallLayout());
        for (const auto& entry : fs::directory_iterator(folder())) {
            age(entry.path(), std::chrono::minutes(10));
        }
        writeFile(folder() / ".weft-dead00.tmp", "half");
        age(folder() / ".weft-dead00.tmp", std::chrono::minutes(10));
        writeFile(folder() / ".weft-young0.tmp", "just begun");
        removeDeadWriters(folder());
        QVERIFY(!fs::exists(folder() / ".weft-dead00.tmp"));
        QVERIFY(fs::exists(folder() / ".weft-young0.tmp"));
        QCOMPARE(filesIn(folder()), 2);
    }

    void theLeastRecentlyUsedMakeRoom()
    {
        const FeatureCache cache{folder() / "cache", 1000};
        QVERIFY(cache.makeRoom(0).ok());
        for (int i = 0; i < 4; ++i) {
            const auto file = cache.folder / (std::to_string(i) + ".features");
            writeFile(file, std::string(200, 'x'));
            age(file, std::chrono::minutes(100 - i));
        }
        FeatureCache::touch(cache.folder / "0.features");
        QCOMPARE(cache.usedBytes(), std::uint64_t{800});
        QVERIFY(cache.makeRoom(200).ok()); // Just fits.
        QCOMPARE(filesIn(cache.folder), 4);
        QVERIFY(cache.makeRoom(500).ok());
        QVERIFY(fs::exists(cache.folder / "0.features"));
        QVERIFY(!fs::exists(cache.folder / "1.features"));
        QVERIFY(!fs::exists(cache.folder / "2.features"));
        QVERIFY(fs::exists(cache.folder / "3.features"));
        const auto tooMuch = cache.makeRoom(1001);
        QCOMPARE(tooMuch.error().code, ErrorCode::WriteFailed);
        QCOMPARE(filesIn(cache.folder), 2); // Nothing was given up for what does not fit anyway.
        QVERIFY(cache.clear().ok());
        QCOMPARE(cache.usedBytes(), std::uint64_t{0});
    }

    void thereIsACacheFolderForEveryPerson()
    {
        qputenv("XDG_CACHE_HOME", "/somewhere/cache");
        QCOMPARE(FeatureCache::standard().folder, fs::path("/somewhere/cache/weft/features"));
        QCOMPARE(FeatureCache::standard().limit, std::uint64_t{20'000'000'000});
        qputenv("XDG_CACHE_HOME", "not/absolute");
        qputenv("HOME", "/home/someone");
        QCOMPARE(FeatureCache::standard().folder, fs::path("/home/someone/.cache/weft/features"));
        qputenv("WEFT_CACHE_GB", "0.5");
        QCOMPARE(FeatureCache::standard().limit, std::uint64_t{500'000'000});
        for (const char* nonsense : {"", "-3", "many", "nan"}) {
            qputenv("WEFT_CACHE_GB", nonsense);
            QCOMPARE(FeatureCache::standard().limit, std::uint64_t{20'000'000'000});
        }
        qunsetenv("WEFT_CACHE_GB");
    }

    void whatARunKeepsIsReckonedBeforehand()
    {
        RunConfig config; // ResNet-18 and a grid of 7 x 7.
        QCOMPARE(featureBytes(config, 1000, 100), std::uint64_t{0});
        config.train.freeze = Freeze::Backbone;
        QCOMPARE(featureBytes(config, 1000, 100), std::uint64_t{0});
        config.data.cachedViews = 3;
        QCOMPARE(featureBytes(config, 1000, 100), std::uint64_t{3100} * 49 * 512 * 4);
        config.train.precision = Precision::Bf16;
        const std::uint64_t bytes = processorHasBf16() ? 2 : 4;
        QCOMPARE(featureBytes(config, 1000, 100), std::uint64_t{3100} * 49 * 512 * bytes);
        config.data.augment = false;
        QCOMPARE(featureBytes(config, 1000, 100), std::uint64_t{1100} * 49 * 512 * bytes);
        config.model.head = Head::Gap;
        QCOMPARE(featureBytes(config, 1000, 100), std::uint64_t{1100} * 512 * bytes);
    }

private:
    [[nodiscard]] fs::path folder() const { return m_folder->path().toStdString(); }

    static int filesIn(const fs::path& folder)
    {
        return static_cast<int>(std::distance(fs::directory_iterator(folder), {}));
    }

    void make(const std::string& key) const
    {
        auto writer = FeatureFileWriter::begin(folder(), key, smallLayout());
        QVERIFY(writer.ok());
        for (const std::size_t sample : {3, 1, 4, 0, 2}) {
            const auto record = recordOf(sample);
            QVERIFY(writer->write(sample, record).ok());
        }
        QVERIFY(writer->finish(m_path).ok());
    }

    [[nodiscard]] ErrorCode openError(const std::string& key) const
    {
        const auto file = FeatureFile::open(m_path, key, smallLayout());
        return file ? ErrorCode::Internal : file.error().code;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

QTEST_GUILESS_MAIN(TestFeatureFile)
#include "test_feature_file.moc"
