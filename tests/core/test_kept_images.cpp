#include "data_files.h"
#include "jpeg_samples.h"

#include "core/data/batch_loader.h"
#include "core/data/data_source.h"
#include "core/data/kept_images.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>

using namespace weft;
using namespace weft::test;

namespace {

/// Pictures of some size that tell how often they were decoded. Every fifth cannot be.
class CountedSet final : public Dataset
{
public:
    CountedSet(std::size_t count, ImageSize size)
        : m_count(count)
        , m_size(size)
    {
    }

    [[nodiscard]] std::size_t size() const override { return m_count; }
    [[nodiscard]] int label(std::size_t index) const override { return static_cast<int>(index); }
    [[nodiscard]] std::string name(std::size_t index) const override
    {
        return std::to_string(index);
    }
    [[nodiscard]] Result<Image> image(std::size_t index) const override
    {
        ++decoded;
        if (index % 5 == 4) {
            return Error{ErrorCode::Corrupt, name(index), "damaged"};
        }
        return patternImage(m_size.width, m_size.height, static_cast<int>(index));
    }
    [[nodiscard]] std::optional<ImageSize> imageSize(std::size_t) const override { return m_size; }
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_names; }

    mutable std::atomic<int> decoded = 0;

private:
    std::size_t m_count;
    ImageSize m_size;
    std::vector<std::string> m_names{"only"};
};

Preprocessing withSize(TransformKind kind, int size)
{
    Preprocessing preprocessing;
    preprocessing.kind = kind;
    preprocessing.size = size;
    return preprocessing;
}

std::vector<Batch> pass(const DatasetPtr& set, const Preprocessing& preprocessing, bool augment,
                        std::uint64_t epoch)
{
    BatchLoader loader(
        set, preprocessing,
        {.batch = 4, .shuffle = true, .augment = augment, .seed = 3, .epoch = epoch, .threads = 3});
    std::vector<Batch> batches;
    while (auto batch = loader.next()) {
        batches.push_back(std::move(*batch));
    }
    return batches;
}

bool same(const std::vector<Batch>& left, const std::vector<Batch>& right)
{
    bool equal = left.size() == right.size();
    for (std::size_t i = 0; equal && i < left.size(); ++i) {
        equal = left[i].pixels == right[i].pixels && left[i].indices == right[i].indices &&
                left[i].failures.size() == right[i].failures.size();
    }
    return equal;
}

} // namespace

class TestKeptImages : public QObject
{
    Q_OBJECT
private slots:
    void keptImagesGiveTheSameBatches_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("augment");
        QTest::addColumn<int>("form");
        const int article = int(TransformKind::Article);
        const int small = int(TransformKind::Small);
        QTest::newRow("evaluation") << article << false << int(KeptForm::View);
        QTest::newRow("crops") << article << true << int(KeptForm::Picture);
        QTest::newRow("crops of a set whose views are kept")
            << article << true << int(KeptForm::View);
        QTest::newRow("small evaluation") << small << false << int(KeptForm::View);
        QTest::newRow("small shifts") << small << true << int(KeptForm::View);
    }
    void keptImagesGiveTheSameBatches()
    {
        QFETCH(const int, kind);
        QFETCH(const bool, augment);
        QFETCH(const int, form);
        QTemporaryDir folder;
        // No resolution can be saved in these: crops take them as they are.
        for (int i = 0; i < 6; ++i) {
            writeFile(folder.filePath(QString("%1/%2.jpg").arg(i % 2).arg(i)),
                      encodedJpeg(sceneImage(90 + 4 * i, 80), {}));
        }
        const auto source = openDataSource(folder.path().toStdString());
        QVERIFY(source.ok());
        const auto preprocessing = withSize(static_cast<TransformKind>(kind), 64);
        const auto kept = std::make_shared<KeptImages>(source->train, preprocessing,
                                                       static_cast<KeptForm>(form), 1 << 20);
        for (const std::uint64_t epoch : {1, 2, 3}) {
            QVERIFY(same(pass(source->train, preprocessing, augment, epoch),
                         pass(kept, preprocessing, augment, epoch)));
        }
        QVERIFY(kept->keptBytes() > 0);
    }

    void eachImageIsDecodedOnce()
    {
        const auto set = std::make_shared<CountedSet>(10, ImageSize{40, 30});
        const auto preprocessing = withSize(TransformKind::Article, 16);
        for (const auto form : {KeptForm::View, KeptForm::Picture}) {
            const KeptImages kept(set, preprocessing, form, 1 << 20);
            set->decoded = 0;
            const bool crops = form == KeptForm::Picture;
            const DatasetPtr shared(std::shared_ptr<void>(), &kept);
            for (const std::uint64_t epoch : {1, 2, 3}) {
                const auto batches = pass(shared, preprocessing, crops, epoch);
                std::size_t failures = 0;
                for (const auto& batch : batches) {
                    failures += batch.failures.size();
                }
                QCOMPARE(failures, std::size_t{2});
            }
            // Those that fail are tried in each pass.
            QCOMPARE(set->decoded.load(), 8 + 3 * 2);
            QCOMPARE(kept.keptBytes(), std::uint64_t{8} * 3 * (crops ? 40 * 30 : 16 * 16));
        }
    }

    void theLimitHolds()
    {
        const auto set = std::make_shared<CountedSet>(20, ImageSize{40, 30});
        const auto preprocessing = withSize(TransformKind::Article, 16);
        const KeptImages kept(set, preprocessing, KeptForm::Picture, 3 * 3600 + 100);
        const DatasetPtr shared(std::shared_ptr<void>(), &kept);
        const auto first = pass(shared, preprocessing, true, 1);
        QVERIFY(same(first, pass(shared, preprocessing, true, 1)));
        QVERIFY(same(first, pass(set, preprocessing, true, 1)));
        QCOMPARE(kept.keptBytes(), std::uint64_t{3 * 3600});
    }

    void setsAreKeptWholeOrNotAtAll()
    {
        const auto train = std::make_shared<CountedSet>(10, ImageSize{40, 30});
        const auto validation = std::make_shared<CountedSet>(5, ImageSize{400, 300});
        const auto preprocessing = withSize(TransformKind::Article, 16);
        constexpr std::uint64_t pictures = 10 * 3600;
        constexpr std::uint64_t views = 5 * 768;
        const auto keeps = [&](std::uint64_t limit, bool augment) {
            const auto images = keepImages({train, validation}, preprocessing, augment, limit);
            return std::pair(images.train != train, images.validation != validation);
        };
        QCOMPARE(keeps(pictures + views, true), std::pair(true, true));
        QCOMPARE(keeps(pictures + views - 1, true), std::pair(true, false));
        QCOMPARE(keeps(pictures - 1, true), std::pair(false, true));
        QCOMPARE(keeps(views - 1, true), std::pair(false, false));
        QCOMPARE(keeps(10 * 768 + views, false), std::pair(true, true)); // Views of both.
        // What lies in memory already is left alone.
        const auto digits = openDataSource("builtin:digits");
        const auto images =
            keepImages({digits->train, digits->validation}, preprocessing, true, 1 << 30);
        QVERIFY(images.train == digits->train && images.validation == digits->validation);
    }

    void theLimitIsAShareOfTheMemory()
    {
        QVERIFY(keptImagesLimit() > 0);
        QVERIFY(keptImagesLimit() <= 1ULL << 30);
    }

    void aFolderTellsItsSizesFromTheScan()
    {
        QTemporaryDir folder;
        for (int i = 0; i < 4; ++i) {
            writeFile(folder.filePath(QString("%1/%2.jpg").arg(i % 2).arg(i)),
                      withOrientation(encodedJpeg(sceneImage(50, 30), {}), 6));
        }
        const auto source = openDataSource(folder.path().toStdString());
        QVERIFY(source.ok());
        const auto size = source->train->imageSize(0);
        QVERIFY(size.has_value());
        QCOMPARE(size->width, 30);
        QCOMPARE(size->height, 50);
        QVERIFY(!openDataSource("builtin:digits")->train->imageSize(0));
    }
};

QTEST_GUILESS_MAIN(TestKeptImages)
#include "test_kept_images.moc"
