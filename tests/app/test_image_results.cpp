#include "app/pages/inspect_filter.h"
#include "app/pages/result_model.h"
#include "app/pages/result_table.h"
#include "app/pages/results_csv.h"
#include "app/session/task_queue.h"
#include "app/session/thumbnail_loader.h"

#include "core/data/image_files.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <filesystem>

using namespace weft;

namespace {

ClassifiedImage named(const QString& name)
{
    ClassifiedImage image;
    image.name = name;
    image.file = QStringLiteral("/pictures/") + name;
    return image;
}

PredictionReply answer(int best, float probability)
{
    PredictionReply reply;
    reply.classification.top = {{best, probability}, {1 - best, 1 - probability}};
    reply.classification.milliseconds = 1.25;
    return reply;
}

PredictionReply failure()
{
    PredictionReply reply;
    reply.error = Error{ErrorCode::Corrupt, "/pictures/b.png", "the file ends early"};
    return reply;
}

/// 20 images; the one at 3 cannot be read.
class SomeImages final : public Dataset
{
public:
    mutable std::atomic<int> decoded = 0;

    std::size_t size() const override { return 20; }
    int label(std::size_t) const override { return 0; }
    std::string name(std::size_t index) const override { return std::to_string(index); }
    const std::vector<std::string>& classNames() const override { return m_names; }
    Result<Image> image(std::size_t index) const override
    {
        ++decoded;
        if (index == 3) {
            return Error{ErrorCode::Corrupt, "3", "the file ends early"};
        }
        return Image{2, 1, {9, 9, 9, 9, 9, static_cast<std::uint8_t>(index)}};
    }

private:
    std::vector<std::string> m_names{"all"};
};

} // namespace

class TestImageResults : public QObject
{
    Q_OBJECT
private slots:
    void filtersKeepWhatTheyNameAndSortByConfidence()
    {
        // label, predicted, confidence; the last image could not be read.
        const std::vector<Prediction> all{
            {0, 0, 0.6F}, {0, 1, 0.9F}, {1, 1, 0.7F}, {1, 0, 0.8F}, {0, -1, 0.0F}};
        QCOMPARE(filterPredictions(all, {}), (QVector<qint64>{1, 3, 2, 0, 4}));
        InspectFilter filter;
        filter.order = InspectOrder::LeastConfident;
        QCOMPARE(filterPredictions(all, filter), (QVector<qint64>{0, 2, 3, 1, 4}));
        filter.order = InspectOrder::DataSet;
        filter.outcome = InspectOutcome::Wrong;
        QCOMPARE(filterPredictions(all, filter), (QVector<qint64>{1, 3}));
        filter.outcome = InspectOutcome::Right;
        QCOMPARE(filterPredictions(all, filter), (QVector<qint64>{0, 2}));
        filter = {.truth = 0, .predicted = 1};
        QCOMPARE(filterPredictions(all, filter), QVector<qint64>{1});
    }

    void theResultModelIsSound()
    {
        ResultModel results;
        const QAbstractItemModelTester tester(
            &results, QAbstractItemModelTester::FailureReportingMode::Fatal);
        results.setClassNames({QStringLiteral("cat"), QStringLiteral("dog")});
        results.append({named(QStringLiteral("a.png")), named(QStringLiteral("b.png"))});
        results.append({});
        results.setReply(0, answer(1, 0.75F));
        results.setReply(1, failure());
        results.setReply(7, failure()); // A row that is gone.
        const auto text = [&](int row, int column) {
            return results.index(row, column).data().toString();
        };
        QCOMPARE(text(0, ResultModel::ClassColumn), QStringLiteral("dog"));
        QVERIFY(text(0, ResultModel::ProbabilityColumn).startsWith(QStringLiteral("75.0")));
        QVERIFY(text(0, ResultModel::SecondColumn).startsWith(QStringLiteral("cat 25.0")));
        QVERIFY(text(1, ResultModel::ClassColumn).contains(QStringLiteral("the file ends early")));
        QVERIFY(text(1, ResultModel::ProbabilityColumn).isEmpty());
        QCOMPARE(results.answered(), 2);
        results.setWaiting();
        QCOMPARE(results.answered(), 0);
        results.clear();
        QCOMPARE(results.rowCount(), 0);
    }

    void aClickOnTheHeadingSortsByProbability()
    {
        ResultModel results;
        ResultTable table(results);
        results.append(
            {named(QStringLiteral("a")), named(QStringLiteral("b")), named(QStringLiteral("c"))});
        results.setReply(0, answer(0, 0.6F));
        results.setReply(1, answer(0, 0.9F));
        results.setReply(2, answer(0, 0.7F));
        table.sortByColumn(ResultModel::ProbabilityColumn, Qt::DescendingOrder);
        table.selectRow(0);
        QCOMPARE(table.currentRow(), 1);
        table.setCurrentRow(0);
        QCOMPARE(table.currentIndex().row(), 2);
    }

    void theTableOfResultsQuotesWhatNeedsIt()
    {
        ResultModel results;
        results.setClassNames({QStringLiteral("cat, small"), QStringLiteral("dog")});
        results.append({named(QStringLiteral("a \"1\".png")), named(QStringLiteral("b.png"))});
        results.setReply(0, answer(0, 0.75F));
        results.setReply(1, failure());
        const QList<QByteArray> lines =
            resultsCsv(results, QStringLiteral("run"), QStringLiteral("best")).split('\n');
        QCOMPARE(lines[0], QByteArray("file,class,probability,second_class,second_probability,"
                                      "milliseconds,error,run,checkpoint\r"));
        QCOMPARE(lines[1], QByteArray("\"/pictures/a \"\"1\"\".png\",\"cat, small\",0.75,dog,0.25,"
                                      "1.25,,run,best\r"));
        QCOMPARE(lines[2], QByteArray("/pictures/b.png,,,,,,the file ends early,run,best\r"));
    }

    void foldersAreSearchedAndFilesStayAsTheyAre()
    {
        const QTemporaryDir folder;
        const auto root = std::filesystem::path(folder.path().toStdString());
        std::filesystem::create_directories(root / "猫" / ".hidden");
        for (const char* name :
             {"b.JPG", "a.png", "notes.txt", "猫/c.webp", "猫/.hidden/d.png", ".e.png"}) {
            QFile file(QString::fromStdString((root / name).string()));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        const auto found = expandImages({"/nowhere.png", root});
        QCOMPARE(found, (std::vector<std::filesystem::path>{"/nowhere.png", root / "a.png",
                                                            root / "b.JPG", root / "猫/c.webp"}));
    }

    void tasksRunInOrderAndThoseNotBegunCanBeDropped()
    {
        std::vector<int> done;
        std::atomic<bool> go = false;
        {
            TaskQueue queue;
            queue.post([&] {
                while (!go) {
                    QThread::msleep(1);
                }
                done.push_back(1);
            });
            queue.post([&] { done.push_back(2); });
            queue.clear();
            queue.post([&] { done.push_back(3); });
            go = true;
            QTest::qWait(50);
        }
        QVERIFY(done == std::vector<int>({3}) || done == std::vector<int>({1, 3}));
    }

    void thumbnailsArriveAndAreKept()
    {
        const auto images = std::make_shared<SomeImages>();
        ThumbnailLoader loader;
        loader.setDataset(images, 64);
        QSignalSpy loaded(&loader, &ThumbnailLoader::loaded);
        QSignalSpy failed(&loader, &ThumbnailLoader::failed);
        loader.request({0, 3, 99, -1, 1});
        QTRY_COMPARE(loaded.count(), 2);
        QCOMPARE(failed.count(), 1);
        QCOMPARE(failed.at(0).at(0).toLongLong(), 3);
        loader.request({1, 3});
        QCOMPARE(loaded.count(), 3); // At once, from memory; what failed is not tried again.
        QTest::qWait(50);
        QCOMPARE(images->decoded.load(), 3);
        loader.setDataset(nullptr, 64);
        loader.request({1});
        QCOMPARE(loaded.count(), 3);
    }
};

QTEST_MAIN(TestImageResults)
#include "test_image_results.moc"
