// clang-format off: torch's headers come before Qt's, whose "slots" they do not stand.
#include "core/deploy/tables_p.h"
// clang-format on

#include "tests/support/tiny_run.h"

#include "core/base/atomic_file.h"
#include "core/deploy/table_files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

namespace {

/// How many calls of fsync go well before one fails; none does below 0.
std::atomic<int> goodSyncs{-1};

} // namespace

/// The disk of these tests: the program's own fsync goes before the C library's.
extern "C" int fsync(int descriptor)
{
    if (goodSyncs >= 0 && goodSyncs-- == 0) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

using namespace weft;
namespace fs = std::filesystem;

namespace {

/// Somebody asks for an end as its hundredth name is read.
class LongSet final : public Dataset
{
public:
    explicit LongSet(std::stop_source stop)
        : m_stop(std::move(stop))
    {
    }

    [[nodiscard]] std::size_t size() const override { return 100'000; }
    [[nodiscard]] int label(std::size_t index) const override
    {
        return static_cast<int>(index % 2);
    }
    [[nodiscard]] std::string name(std::size_t index) const override
    {
        if (++names == 100) {
            m_stop.request_stop();
        }
        return std::to_string(index);
    }
    [[nodiscard]] Result<Image> image(std::size_t /*index*/) const override { return Image(); }
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_classes; }

    mutable std::atomic<int> names{0};

private:
    mutable std::stop_source m_stop;
    std::vector<std::string> m_classes{"blue", "red"};
};

} // namespace

/// What is left where the disk fails, or somebody cancels, amid several files.
class TestExportFaults : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const auto data = path("colours");
        QVERIFY(samples::makeColourFolder(data));
        const auto run = samples::trainTinyRun(data, path("runs"), "tiny", Head::Last);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        m_run = *run;
    }

    void init()
    {
        m_out = path("out");
        fs::remove_all(m_out);
        fs::create_directories(m_out);
    }

    void noFileGetsItsNameBeforeAllAreOnTheDisk()
    {
        QVERIFY(writeFileAtomically(m_out / "net.py", "my program").ok());
        QVERIFY(writeFileAtomically(m_out / "net.safetensors", "its weights").ok());
        const auto file = exportWith(1, ExportFormat::SafeTensors, "net.safetensors", true);
        QCOMPARE(file.refused.value().code, ErrorCode::WriteFailed);
        QVERIFY(file.files.empty());
        QCOMPARE(readFile(m_out / "net.py").value(), std::string("my program"));
        QCOMPARE(readFile(m_out / "net.safetensors").value(), std::string("its weights"));
        QCOMPARE(entries(), (QStringList{"net.py", "net.safetensors"}));
    }

    void whatHasBeenReplacedIsSaid()
    {
        QVERIFY(writeFileAtomically(m_out / "net.py", "my program").ok());
        QVERIFY(writeFileAtomically(m_out / "net.safetensors", "its weights").ok());
        // Both files, and then the folder behind the first one's name.
        const auto file = exportWith(2, ExportFormat::SafeTensors, "net.safetensors", true);
        QCOMPARE(file.files, std::vector{m_out / "net.py"});
        QVERIFY2(file.refused.value().reason.ends_with("; net.py has been replaced already"),
                 file.refused->reason.c_str());
        QVERIFY(readFile(m_out / "net.py").value() != "my program");
        QCOMPARE(readFile(m_out / "net.safetensors").value(), std::string("its weights"));
    }

    void whatWasNewIsTakenAwayAgain()
    {
        for (const int good : {0, 1, 2, 3}) {
            const auto file = exportWith(good, ExportFormat::SafeTensors, "net.safetensors", false);
            QVERIFY(file.refused.has_value());
            QVERIFY(file.files.empty());
            QCOMPARE(entries(), QStringList());
        }
    }

    void newTablesAreTakenAwayAgain()
    {
        // The files, their names, and the folder's own name.
        for (const int good : {0, 4, 5, 9, 10}) {
            const auto file = exportWith(good, ExportFormat::Tables, "tables", false);
            QVERIFY2(file.refused.has_value(), qPrintable(QString::number(good)));
            QVERIFY(file.files.empty());
            QCOMPARE(entries(), QStringList());
        }
    }

    void tablesChangeTogether()
    {
        const auto folder = m_out / "tables";
        fs::create_directories(folder);
        for (const char* name : tableFiles) {
            QVERIFY(writeFileAtomically(folder / name, "mine").ok());
        }
        const auto file = exportWith(4, ExportFormat::Tables, "tables", true);
        QVERIFY(file.refused.has_value());
        QVERIFY(file.files.empty());
        for (const char* name : tableFiles) {
            QCOMPARE(readFile(folder / name).value(), std::string("mine"));
        }
        const auto half = exportWith(6, ExportFormat::Tables, "tables", true);
        QCOMPARE(half.files, (std::vector{folder / tableFiles[0], folder / tableFiles[1]}));
        QVERIFY(half.refused.value().reason.find("classes.csv has been replaced already") !=
                std::string::npos);
        QCOMPARE(readFile(folder / tableFiles[2]).value(), std::string("mine"));
    }

    void tablesEndAmidTheLines()
    {
        std::stop_source stop;
        const auto set = std::make_shared<LongSet>(stop);
        ProofImages images;
        images.images = set;
        images.classes = 2;
        images.scores.resize(set->size() * 2);
        images.read.resize(set->size(), true);
        RunRecord record;
        record.classNames = set->classNames();
        const RunHistory history;
        ExportedFile exported{
            {ExportFormat::Tables, m_out / "tables", false, false}, {}, 0, {}, {}};
        const auto written = writeTables({record, history, images}, stop.get_token(), exported);
        QVERIFY(!written.ok());
        QCOMPARE(written.error().code, ErrorCode::Cancelled);
        QVERIFY2(set->names < 1000, qPrintable(QString::number(set->names)));
        QVERIFY(exported.files.empty());
        QCOMPARE(entries(), QStringList());
    }

private:
    [[nodiscard]] fs::path path(const char* name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    [[nodiscard]] QStringList entries() const
    {
        return QDir(QString::fromStdString(m_out.string()))
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    }

    ExportedFile exportWith(int good, ExportFormat format, const char* name, bool replace)
    {
        ExportRequest request;
        request.run = m_run;
        request.targets = {{format, m_out / name, false, replace}};
        goodSyncs = good;
        auto files = exportRun(request);
        goodSyncs = -1;
        return files.value().front();
    }

    QTemporaryDir m_folder;
    fs::path m_run;
    fs::path m_out;
};

QTEST_GUILESS_MAIN(TestExportFaults)
#include "test_export_faults.moc"
