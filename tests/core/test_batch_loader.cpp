#include "data_files.h"
#include "jpeg_samples.h"

#include "core/data/batch_loader.h"
#include "core/data/data_source.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <new>
#include <numeric>
#include <thread>

using namespace weft;
using namespace weft::test;

namespace {

Preprocessing small()
{
    Preprocessing preprocessing;
    preprocessing.kind = TransformKind::Small;
    preprocessing.size = 16;
    return preprocessing;
}

DatasetPtr digits()
{
    return openDataSource("builtin:digits")->train;
}

std::vector<Batch> all(BatchLoader& loader)
{
    std::vector<Batch> batches;
    while (auto batch = loader.next()) {
        batches.push_back(std::move(*batch));
    }
    return batches;
}

std::vector<Batch> pass(const DatasetPtr& set, const LoaderOptions& options)
{
    BatchLoader loader(set, small(), options);
    return all(loader);
}

/// Remembers on which threads images were decoded, and takes its time.
class SlowDataset final : public Dataset
{
public:
    [[nodiscard]] std::size_t size() const override { return 64; }
    [[nodiscard]] int label(std::size_t) const override { return 0; }
    [[nodiscard]] std::string name(std::size_t index) const override
    {
        return std::to_string(index);
    }
    [[nodiscard]] Result<Image> image(std::size_t index) const override
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        ++decoded;
        if (std::this_thread::get_id() == consumer) {
            onConsumer = true;
        }
        if (index == 9) {
            return Error{ErrorCode::Corrupt, name(index), "gone"};
        }
        return plainImage(8, 8, 1, 2, 3);
    }
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_names; }

    std::thread::id consumer = std::this_thread::get_id();
    mutable std::atomic<int> decoded = 0;
    mutable std::atomic<bool> onConsumer = false;

private:
    std::vector<std::string> m_names{"only"};
};

} // namespace

class TestBatchLoader : public QObject
{
    Q_OBJECT
private slots:
    void theThreadCountChangesNothing()
    {
        const auto set = digits();
        LoaderOptions options{.batch = 50, .shuffle = true, .augment = true, .seed = 4, .epoch = 2};
        options.threads = 1;
        const auto one = pass(set, options);
        options.threads = 3;
        options.prefetch = 2;
        const auto three = pass(set, options);
        QCOMPARE(one.size(), three.size());
        for (std::size_t i = 0; i < one.size(); ++i) {
            QVERIFY(one[i].pixels == three[i].pixels);
            QVERIFY(one[i].labels == three[i].labels);
            QVERIFY(one[i].indices == three[i].indices);
        }
    }

    void thePixelsLieChannelsLast()
    {
        QTemporaryDir folder;
        for (const auto* name : {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
            writeFile(folder.filePath(name), encoded(patternImage(16, 16, 3), ".png"));
        }
        const auto source = openDataSource(folder.path().toStdString());
        QVERIFY(source.ok());
        const auto preprocessing = small();
        const auto image = patternImage(16, 16, 3);
        for (const auto& batch : pass(source->train, {.batch = 8})) {
            for (std::size_t i = 0; i < batch.pixels.size(); ++i) {
                const float value = static_cast<float>(image.rgb[i % image.rgb.size()]) / 255.0F;
                const float expected =
                    (value - preprocessing.mean[i % 3]) / preprocessing.deviation[i % 3];
                QVERIFY(std::abs(batch.pixels[i] - expected) < 1e-5F);
            }
        }
    }

    void largePhotographsAreRepeatable()
    {
        QTemporaryDir folder;
        for (int i = 0; i < 8; ++i) {
            writeFile(folder.filePath(QString("%1/%2.jpg").arg(i % 2).arg(i)),
                      encodedJpeg(sceneImage(300 + 10 * i, 260), {}));
        }
        const auto source = openDataSource(folder.path().toStdString());
        QVERIFY(source.ok());
        Preprocessing article;
        article.size = 48; // So that many crops are decoded at a lower resolution.
        LoaderOptions options{.batch = 3, .shuffle = true, .augment = true, .seed = 5, .epoch = 2};
        const auto run = [&](int threads) {
            options.threads = threads;
            BatchLoader loader(source->train, article, options);
            return all(loader);
        };
        const auto one = run(1);
        for (const int threads : {2, 5}) {
            const auto more = run(threads);
            QCOMPARE(more.size(), one.size());
            for (std::size_t i = 0; i < one.size(); ++i) {
                QVERIFY(more[i].pixels == one[i].pixels);
            }
        }
        options.epoch = 3;
        QVERIFY(run(2).front().pixels != one.front().pixels);
    }

    void aPassShowsEachSampleOnce()
    {
        const auto set = digits();
        const auto batches = pass(set, {.batch = 64, .shuffle = true, .seed = 1});
        std::vector<std::size_t> seen;
        for (const auto& batch : batches) {
            QCOMPARE(batch.pixels.size(), batch.count * 3 * 16 * 16);
            QCOMPARE(batch.labels.size(), batch.count);
            for (std::size_t i = 0; i < batch.count; ++i) {
                QCOMPARE(batch.labels[i], std::int64_t{set->label(batch.indices[i])});
            }
            seen.insert(seen.end(), batch.indices.begin(), batch.indices.end());
        }
        QVERIFY(!std::is_sorted(seen.begin(), seen.end()));
        std::sort(seen.begin(), seen.end());
        std::vector<std::size_t> expected(set->size());
        std::iota(expected.begin(), expected.end(), std::size_t{0});
        QVERIFY(seen == expected);
    }

    void epochsDifferAndSeedsDiffer()
    {
        QVERIFY(epochOrder(100, 1, 1) == epochOrder(100, 1, 1));
        QVERIFY(epochOrder(100, 1, 1) != epochOrder(100, 1, 2));
        QVERIFY(epochOrder(100, 1, 1) != epochOrder(100, 2, 1));
    }

    void anIncompleteLastBatchIsKeptOrDropped()
    {
        const auto base = digits();
        const auto ten = std::make_shared<DatasetSubset>(
            base, std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        auto batches = pass(ten, {.batch = 4});
        QCOMPARE(batches.size(), std::size_t{3});
        QCOMPARE(batches.back().count, std::size_t{2});
        QCOMPARE(pass(ten, {.batch = 4, .dropLast = true}).size(), std::size_t{2});
        QCOMPARE(pass(ten, {.batch = 16, .dropLast = true}).size(), std::size_t{1});
    }

    void sharesOfABatchAreTheBatch()
    {
        const auto set = digits();
        for (const std::size_t ranks : {2, 3, 7}) {
            LoaderOptions options{.batch = 50, .shuffle = true, .augment = true, .seed = 9};
            options.further.erasing = 1;
            const auto whole = pass(set, options);
            std::vector<std::vector<Batch>> parts;
            for (std::size_t rank = 0; rank < ranks; ++rank) {
                options.share = {rank, ranks};
                parts.push_back(pass(set, options));
                QCOMPARE(parts.back().size(), whole.size());
            }
            for (std::size_t i = 0; i < whole.size(); ++i) {
                std::vector<std::size_t> indices;
                std::vector<float> pixels;
                for (const auto& part : parts) {
                    indices.insert(indices.end(), part[i].indices.begin(), part[i].indices.end());
                    pixels.insert(pixels.end(), part[i].pixels.begin(), part[i].pixels.end());
                }
                QVERIFY(indices == whole[i].indices); // None is lost, none comes twice.
                QVERIFY(std::equal(pixels.begin(), pixels.end(), whole[i].pixels.begin(),
                                   whole[i].pixels.end()));
            }
        }
    }

    void aShareWithoutPartInABatchGetsAnEmptyOne()
    {
        const auto ten = std::make_shared<DatasetSubset>(
            digits(), std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        const auto none = pass(ten, {.batch = 2, .share = {0, 3}});
        const auto last = pass(ten, {.batch = 2, .share = {2, 3}});
        QCOMPARE(none.size(), std::size_t{5});
        QCOMPARE(last.size(), std::size_t{5});
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(none[i].count, std::size_t{0});
            QCOMPARE(last[i].count, std::size_t{1});
        }
    }

    void aPassCanBeginInTheMiddle()
    {
        const auto set = digits();
        const LoaderOptions options{.batch = 100, .shuffle = true, .augment = true, .seed = 9};
        const auto whole = pass(set, options);
        auto later = options;
        later.firstBatch = 10;
        BatchLoader loader(set, small(), later);
        QCOMPARE(loader.batches(), whole.size());
        const auto rest = all(loader);
        QCOMPARE(rest.size(), whole.size() - 10);
        QVERIFY(rest.front().pixels == whole[10].pixels);
        later.firstBatch = 1000;
        QVERIFY(pass(set, later).empty());
    }

    /// As in an epoch of even sampling, where an image of a rare class comes several times.
    void aSampleThatComesAgainHasAnotherView()
    {
        const auto set = digits();
        LoaderOptions options{.batch = 2, .augment = true, .seed = 3, .epoch = 4};
        options.further.operations = 2;
        options.further.erasing = 1;
        const auto once = pass(set, {.batch = 2,
                                     .augment = true,
                                     .further = options.further,
                                     .seed = 3,
                                     .epoch = 4,
                                     .order = {5, 6}});
        options.order = {5, 6, 5, 5, 6, 5};
        const auto again = pass(set, options);
        const auto floats = again[0].pixels.size() / 2;
        const auto view = [&](std::size_t position) {
            const auto& pixels = again[position / 2].pixels;
            const auto begin = pixels.begin() + static_cast<std::ptrdiff_t>(position % 2 * floats);
            return std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(floats));
        };
        QVERIFY(again[0].pixels == once[0].pixels); // As it is where nothing comes twice.
        for (const std::size_t position : {2, 3, 5}) {
            QVERIFY(view(position) != view(0));
        }
        QVERIFY(view(2) != view(3));
        QVERIFY(view(4) != view(1));

        auto later = options; // A run that was stopped within the epoch.
        later.firstBatch = 1;
        later.threads = 3;
        const auto rest = pass(set, later);
        QVERIFY(rest[0].pixels == again[1].pixels);
        QVERIFY(rest[1].pixels == again[2].pixels);

        options.viewEpoch = 4; // Kept views are one for each sample.
        const auto kept = pass(set, options);
        QVERIFY(kept[0].pixels == once[0].pixels);
        QVERIFY(std::equal(kept[0].pixels.begin(),
                           kept[0].pixels.begin() + static_cast<std::ptrdiff_t>(floats),
                           kept[1].pixels.begin()));
    }

    void anImageThatVanishedIsLeftOutAndListed()
    {
        QTemporaryDir folder;
        writeClass(folder.filePath("a"), 4);
        writeClass(folder.filePath("b"), 4);
        const auto source = openDataSource(folder.path().toStdString());
        QVERIFY(source.ok());
        const auto name = source->train->name(1);
        QVERIFY(QFile::remove(folder.filePath(QString::fromStdString(name))));
        const auto batches = pass(source->train, {.batch = 6});
        QCOMPARE(batches.size(), std::size_t{1});
        QCOMPARE(batches[0].count, source->train->size() - 1);
        QCOMPARE(batches[0].indices[1], std::size_t{2});
        QCOMPARE(batches[0].failures.size(), std::size_t{1});
        QCOMPARE(batches[0].failures[0].code, ErrorCode::NotFound);
    }

    void theConsumerNeverDecodesAndThePrefetchIsBounded()
    {
        const auto set = std::make_shared<SlowDataset>();
        BatchLoader loader(set, small(), {.batch = 4, .threads = 2, .prefetch = 3});
        QVERIFY(loader.next());
        QTest::qWait(200);
        QVERIFY(set->decoded <= 4 * (1 + 3));
        QVERIFY(set->decoded >= 4 * 3);
        const auto rest = all(loader);
        QCOMPARE(rest.size(), std::size_t{15});
        QCOMPARE(rest[1].failures.size(), std::size_t{1});
        QVERIFY(!set->onConsumer);
    }

    void destroyingALoaderNeverHangs()
    {
        QElapsedTimer clock;
        clock.start();
        for (int taken = 0; taken < 4; ++taken) {
            BatchLoader loader(std::make_shared<SlowDataset>(), small(),
                               {.batch = 32, .threads = 2, .prefetch = 1});
            for (int i = 0; i < std::min(taken, 2); ++i) {
                QVERIFY(loader.next());
            }
        }
        QVERIFY(clock.elapsed() < 3000);
    }

    void aBatchThatNoMemoryHoldsEndsThePassAndNotTheProgram()
    {
        auto huge = small();
        huge.size = 4'000'000; // A batch is more than there are addresses.
        for (const int threads : {1, 3}) {
            BatchLoader loader(digits(), huge, {.batch = 4, .threads = threads});
            QVERIFY_EXCEPTION_THROWN((void)loader.next(), std::bad_alloc);
            QVERIFY_EXCEPTION_THROWN((void)loader.next(), std::bad_alloc); // And it does not hang.
        }
        BatchLoader unread(digits(), huge, {.batch = 4});
    }

    void anEmptySetHasNoBatch()
    {
        const auto none = std::make_shared<DatasetSubset>(digits(), std::vector<std::size_t>{});
        BatchLoader loader(none, small(), {});
        QCOMPARE(loader.batches(), std::size_t{0});
        QVERIFY(!loader.next());
    }
};

QTEST_GUILESS_MAIN(TestBatchLoader)
#include "test_batch_loader.moc"
