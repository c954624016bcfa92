// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/train/cached_feed_p.h"
// clang-format on

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <new>

using namespace weft;

namespace {

constexpr std::size_t samples = 6;

/// Labels are all that the features' feed asks for; one of them may be too much for the memory.
class LabelledNumbers final : public Dataset
{
public:
    [[nodiscard]] std::size_t size() const override { return samples; }
    [[nodiscard]] int label(std::size_t index) const override
    {
        if (index == bad) {
            throw std::bad_alloc();
        }
        return static_cast<int>(index);
    }
    [[nodiscard]] std::string name(std::size_t index) const override
    {
        return std::to_string(index);
    }
    [[nodiscard]] Result<Image> image(std::size_t) const override { return Error{}; }
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_names; }

    std::size_t bad = samples;

private:
    std::vector<std::string> m_names{"0", "1", "2", "3", "4", "5"};
};

} // namespace

class TestCachedFeed : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        const std::filesystem::path folder = m_folder.path().toStdString();
        auto writer = FeatureFileWriter::begin(folder, "key", {samples, {2}, ElementType::F32});
        QVERIFY(writer.ok());
        for (std::size_t sample = 0; sample < samples; ++sample) {
            const std::array<float, 2> record{static_cast<float>(sample), 0.5F};
            QVERIFY(
                writer->write(sample, {reinterpret_cast<const char*>(record.data()), sizeof record})
                    .ok());
        }
        auto file = writer->finish(folder / "some.features");
        QVERIFY(file.ok());
        m_file = std::make_shared<const FeatureFile>(std::move(*file));
    }

    void recordsComeInTheLoadersOrder()
    {
        CachedFeed feed(m_file, std::make_shared<LabelledNumbers>(), {.batch = 4}, {});
        for (const std::int64_t count : {4, 2}) {
            const auto input = feed.next();
            QVERIFY(input.has_value());
            QCOMPARE(input->features.sizes().vec(), (std::vector<std::int64_t>{count, 2}));
            for (std::int64_t i = 0; i < count; ++i) {
                const auto at = static_cast<std::size_t>(i);
                QCOMPARE(input->features[i][0].item<float>(),
                         static_cast<float>(input->batch.indices[at]));
                QCOMPARE(input->batch.labels[at], std::int64_t(input->batch.indices[at]));
            }
        }
        QVERIFY(!feed.next());
    }

    void whatTheMemoryDoesNotHoldEndsThePassAndNotTheProgram()
    {
        const auto images = std::make_shared<LabelledNumbers>();
        images->bad = 5;
        CachedFeed feed(m_file, images, {.batch = 4}, {});
        QCOMPARE(feed.next()->batch.count, std::size_t{4});
        QVERIFY_EXCEPTION_THROWN((void)feed.next(), std::bad_alloc);
        QVERIFY_EXCEPTION_THROWN((void)feed.next(), std::bad_alloc); // And it does not hang.
    }

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const FeatureFile> m_file;
};

QTEST_GUILESS_MAIN(TestCachedFeed)
#include "test_cached_feed.moc"
