#include "data_files.h"

#include "core/data/data_source.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

namespace {

Result<DataSource> open(const QString& path, const DataSourceOptions& options = {})
{
    return openDataSource(path.toStdString(), options);
}

QByteArray cifarRecord(const QByteArray& labels, char red)
{
    return labels + QByteArray(1024, red) + QByteArray(1024, 20) + QByteArray(1024, 30);
}

} // namespace

class TestBinarySets : public QObject
{
    Q_OBJECT
private slots:
    void cifarTenIsReadFromItsBinaryFiles()
    {
        QTemporaryDir folder;
        const auto inner = folder.filePath("cifar-10-batches-bin/");
        QByteArray names;
        QByteArray batch;
        QByteArray test;
        for (char i = 0; i < 10; ++i) {
            names += "class" + QByteArray::number(i) + "\n";
            batch += cifarRecord(QByteArray(1, i), static_cast<char>(100 + i));
            test += cifarRecord(QByteArray(1, static_cast<char>(9 - i)), 5);
        }
        writeFile(inner + "batches.meta.txt", names + "\n");
        writeFile(inner + "data_batch_1.bin", batch);
        writeFile(inner + "data_batch_2.bin", batch);
        writeFile(inner + "test_batch.bin", test);
        for (const auto& path :
             {folder.path(), folder.filePath("cifar-10-batches-bin"), inner + "test_batch.bin"}) {
            const auto source = open(path);
            QVERIFY2(source.ok(), source.ok() ? "" : source.error().reason.c_str());
            QCOMPARE(source->format, std::string("CIFAR-10"));
            QCOMPARE(source->train->size(), std::size_t{20});
            QCOMPARE(source->validation->size(), std::size_t{10});
            QCOMPARE(source->classNames[3], std::string("class3"));
            QCOMPARE(source->validation->label(0), 9);
            const auto image = source->train->image(13);
            QCOMPARE(image->width, 32);
            QCOMPARE(image->rgb[3 * 500], std::uint8_t{103});
            QCOMPARE(image->rgb[3 * 500 + 2], std::uint8_t{30});
        }
        writeFile(inner + "test_batch.bin", test.chopped(1));
        QCOMPARE(open(folder.path()).error().code, ErrorCode::Corrupt);
        writeFile(inner + "test_batch.bin", cifarRecord("\x0B", 1));
        QCOMPARE(open(folder.path()).error().code, ErrorCode::Corrupt);
    }

    void cifarHundredUsesTheFineLabels()
    {
        QTemporaryDir folder;
        QByteArray names;
        QByteArray train;
        for (int i = 0; i < 100; ++i) {
            names += "fine" + QByteArray::number(i) + "\n";
            train += cifarRecord(QByteArray(1, static_cast<char>(i / 5)) +
                                     QByteArray(1, static_cast<char>(i)),
                                 static_cast<char>(i));
        }
        writeFile(folder.filePath("fine_label_names.txt"), names);
        writeFile(folder.filePath("train.bin"), train);
        writeFile(folder.filePath("test.bin"), train);
        const auto source = open(folder.path());
        QVERIFY(source.ok());
        QCOMPARE(source->format, std::string("CIFAR-100"));
        QCOMPARE(source->train->label(42), 42);
        QCOMPARE(source->classNames[42], std::string("fine42"));
        QCOMPARE(source->train->image(42)->rgb[0], std::uint8_t{42});
    }

    void idxFilesAreReadPlainAndGzipped()
    {
        QTemporaryDir folder;
        QByteArray pixels;
        for (int i = 0; i < 4 * 6; ++i) {
            pixels += static_cast<char>(i * 10);
        }
        const auto images = idxFile({4, 3, 2}, pixels);
        const auto labels = idxFile({4}, QByteArray("\0\1\0\2", 4));
        writeFile(folder.filePath("train-images-idx3-ubyte.gz"), gzipped(images));
        writeFile(folder.filePath("train-labels-idx1-ubyte"), labels);
        writeFile(folder.filePath("t10k-images-idx3-ubyte"), images);
        writeFile(folder.filePath("t10k-labels-idx1-ubyte.gz"), gzipped(labels));
        for (const auto& path : {folder.path(), folder.filePath("train-images-idx3-ubyte.gz"),
                                 folder.filePath("t10k-labels-idx1-ubyte.gz")}) {
            const auto source = open(path);
            QVERIFY2(source.ok(), source.ok() ? "" : source.error().reason.c_str());
            QCOMPARE(source->format, std::string("IDX"));
            QCOMPARE(source->split, SplitKind::Given);
            QCOMPARE(source->train->size(), std::size_t{4});
            QCOMPARE(source->train->label(3), 2);
            const auto image = source->train->image(1);
            QCOMPARE(image->width, 2);
            QCOMPARE(image->height, 3);
            QCOMPARE(image->rgb[0], std::uint8_t{60});
            QCOMPARE(image->rgb[3], std::uint8_t{70});
        }
        writeFile(folder.filePath("train-images-idx3-ubyte.gz"), gzipped(images).chopped(9));
        QCOMPARE(open(folder.path()).error().code, ErrorCode::Corrupt);
        writeFile(folder.filePath("train-images-idx3-ubyte.gz"), images.chopped(1));
        QCOMPARE(open(folder.path()).error().code, ErrorCode::Corrupt);
        writeFile(folder.filePath("train-images-idx3-ubyte.gz"), idxFile({3, 3, 2}, pixels));
        QCOMPARE(open(folder.path()).error().code, ErrorCode::Corrupt);
        QVERIFY(QFile::remove(folder.filePath("train-labels-idx1-ubyte")));
        QCOMPARE(open(folder.path()).error().code, ErrorCode::NotFound);
    }

    void anUnusedNumberIsNoClass()
    {
        QTemporaryDir folder;
        writeFile(folder.filePath("letters-images-idx3-ubyte"),
                  idxFile({6, 1, 1}, QByteArray(6, 'x')));
        writeFile(folder.filePath("letters-labels-idx1-ubyte"),
                  idxFile({6}, QByteArray("\1\3\1\3\1\3", 6)));
        const auto source = open(folder.path());
        QVERIFY(source.ok());
        QCOMPARE(source->classNames, (std::vector<std::string>{"1", "3"}));
        QCOMPARE(source->train->size() + source->validation->size(), std::size_t{6});
        QCOMPARE(source->split, SplitKind::Fraction);
        QCOMPARE(source->warnings.size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestBinarySets)
#include "test_binary_sets.moc"
