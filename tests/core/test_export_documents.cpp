#include "tests/support/learning_run.h"
#include "tests/support/tiny_run.h"

#include "core/base/atomic_file.h"
#include "core/base/base64.h"
#include "core/base/csv.h"
#include "core/deploy/export_run.h"
#include "core/deploy/html_text.h"
#include "core/deploy/report.h"
#include "core/deploy/report_chart.h"

#include <QDir>
#include <QImage>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

using namespace weft;
namespace fs = std::filesystem;

namespace {

/// The rows of a file as RFC 4180 reads them.
QVector<QStringList> rowsOf(const QByteArray& csv)
{
    QVector<QStringList> rows;
    QStringList row;
    QByteArray field;
    bool quoted = false;
    for (qsizetype i = 0; i < csv.size(); ++i) {
        const char letter = csv[i];
        if (quoted) {
            if (letter == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
                field += csv[++i];
            } else if (letter == '"') {
                quoted = false;
            } else {
                field += letter;
            }
        } else if (letter == '"') {
            quoted = true;
        } else if (letter == ',') {
            row.append(QString::fromUtf8(field));
            field.clear();
        } else if (letter == '\r' && i + 1 < csv.size() && csv[i + 1] == '\n') {
            ++i;
            row.append(QString::fromUtf8(field));
            field.clear();
            rows.append(row);
            row.clear();
        } else {
            field += letter;
        }
    }
    return rows;
}

QByteArray contentOf(const fs::path& file)
{
    return QByteArray::fromStdString(readFile(file).value());
}

const std::vector<std::string> hostile{"<script>alert(1)</script>",
                                       "\"><img src=x onerror='alert(2)'>",
                                       "猫と犬",
                                       "a, \"b\"\r\nc",
                                       std::string(300, 'W'),
                                       "&amp;",
                                       "\xff\xfe not UTF-8",
                                       "\xe2\x80\xae txt.exe",
                                       "=1+1",
                                       ""};

} // namespace

/// The tables and the report of a run.
class TestExportDocuments : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const auto data = path("colours");
        QVERIFY(samples::makeColourFolder(data));
        const auto run = samples::trainTinyRun(data, path("runs"), "tiny", Head::Attention);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        m_run = *run;
    }

    void fieldsAreQuotedWhereTheyMustBe()
    {
        QCOMPARE(csvLine({"plain", "a,b", "say \"so\"", "two\nlines", ""}),
                 std::string("plain,\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\r\n"));
        QCOMPARE(csvLine({"", "b"}), std::string(",b\r\n"));
        QCOMPARE(csvNumber(0.1), std::string("0.1"));
        QCOMPARE(csvNumber(0.1F), std::string("0.1"));
        QCOMPARE(csvNumber(std::nan("")), std::string());
    }

    void base64IsThatOfTheStandard() // RFC 4648, section 10.
    {
        const auto encoded = [](std::string_view text) {
            return toBase64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
        };
        QCOMPARE(encoded(""), std::string());
        QCOMPARE(encoded("f"), std::string("Zg=="));
        QCOMPARE(encoded("fo"), std::string("Zm8="));
        QCOMPARE(encoded("foo"), std::string("Zm9v"));
        QCOMPARE(encoded("foobar"), std::string("Zm9vYmFy"));
    }

    void theTablesTellWhatTheRunTells()
    {
        const auto folder = path("tables");
        const auto exported = exportTo(folder, ExportFormat::Tables);
        QVERIFY2(!exported.refused, exported.refused ? toString(*exported.refused).c_str() : "");
        QCOMPARE(exported.files.size(), std::size_t{5});
        std::uint64_t bytes = 0;
        for (const auto& file : exported.files) {
            QVERIFY(contentOf(file).endsWith("\r\n"));
            bytes += fs::file_size(file);
        }
        QCOMPARE(exported.bytes, bytes);

        const auto evaluation = evaluateRun(m_run).value();
        const auto confusion = rowsOf(contentOf(folder / "confusion.csv"));
        QCOMPARE(confusion[0], (QStringList{"true class", "blue", "red"}));
        for (int truth = 0; truth < 2; ++truth) {
            for (int predicted = 0; predicted < 2; ++predicted) {
                QCOMPARE(confusion[1 + truth][1 + predicted].toLongLong(),
                         evaluation.confusion.at(truth, predicted));
            }
        }
        const auto history = RunDirectory::open(m_run)->history().value();
        const auto epochs = rowsOf(contentOf(folder / "epochs.csv"));
        QCOMPARE(epochs.size(), 1 + qsizetype(history.epochs.size()));
        const auto loss = epochs[0].indexOf("val_loss");
        QCOMPARE(epochs[2][loss].toDouble(), history.epochs[1].valLoss);
        const auto steps = rowsOf(contentOf(folder / "steps.csv"));
        QCOMPARE(steps.size(), 1 + qsizetype(history.steps.size()));
        QCOMPARE(steps[1][steps[0].indexOf("loss")].toDouble(), history.steps[0].loss);

        const auto predictions = rowsOf(contentOf(folder / "predictions.csv"));
        QCOMPARE(predictions.size(), 1 + qsizetype(evaluation.predictions.size()));
        QCOMPARE(predictions[0], (QStringList{"index", "image", "class", "predicted", "probability",
                                              "p(blue)", "p(red)"}));
        for (qsizetype i = 1; i < predictions.size(); ++i) {
            const auto& row = predictions[i];
            const auto& said = evaluation.predictions[static_cast<std::size_t>(i - 1)];
            QCOMPARE(row[2], QString(said.label == 0 ? "blue" : "red"));
            QCOMPARE(row[3], QString(said.predicted == 0 ? "blue" : "red"));
            QVERIFY(row[1].contains("square"));
            QVERIFY(std::abs(row[4].toDouble() - said.confidence) < 1e-4);
            QVERIFY(std::abs(row[5].toDouble() + row[6].toDouble() - 1) < 1e-5);
        }
    }

    void aFolderOfTheUsersKeepsWhatElseIsInIt()
    {
        const auto folder = path("mine");
        fs::create_directories(folder);
        QVERIFY(writeFileAtomically(folder / "letter.txt", "dear friend").ok());
        QVERIFY(!exportTo(folder, ExportFormat::Tables).refused);
        QVERIFY(writeFileAtomically(folder / "steps.csv", "mine").ok());
        const auto refused = exportTo(folder, ExportFormat::Tables);
        QCOMPARE(refused.refused.value().code, ErrorCode::AlreadyExists);
        QCOMPARE(contentOf(folder / "steps.csv"), QByteArray("mine"));
        QVERIFY(!exportTo(folder, ExportFormat::Tables, true).refused);
        QVERIFY(contentOf(folder / "steps.csv") != "mine");
        QCOMPARE(contentOf(folder / "letter.txt"), QByteArray("dear friend"));
        QCOMPARE(QDir(QString::fromStdString(folder.string()))
                     .entryList(QDir::Files | QDir::Hidden)
                     .size(),
                 6);
        const auto file = path("letter.txt");
        QVERIFY(writeFileAtomically(file, "x").ok());
        QCOMPARE(exportTo(file, ExportFormat::Tables, true).refused.value().code,
                 ErrorCode::WriteFailed);
    }

    void theReportNeedsNothingElse()
    {
        const auto file = path("report.html");
        const auto exported = exportTo(file, ExportFormat::Report);
        QVERIFY2(!exported.refused, exported.refused ? toString(*exported.refused).c_str() : "");
        const auto html = QString::fromUtf8(contentOf(file));
        QCOMPARE(exported.bytes, std::uint64_t(contentOf(file).size()));
        for (const char* outside :
             {"http:", "https:", "<script", "<link", "@import", "url(", "file:", "<iframe"}) {
            QVERIFY2(!html.contains(QLatin1String(outside)), outside);
        }
        checkDrawings(html, 3);
        QVERIFY(html.contains("<h1><bdi>tiny</bdi></h1>"));
        QVERIFY(html.contains("Confusion matrix after epoch"));
        QVERIFY(html.contains("prefers-color-scheme: dark"));
        QVERIFY(html.contains("@media print"));
        QVERIFY(html.contains("<th scope=\"row\">backbone</th><td><bdi>resnet20</bdi>"));
        // Two watched images, each beside its heat map; those are not the same picture.
        const QRegularExpression picture("src=\"data:image/png;base64,([^\"]+)\"");
        QVector<QImage> pictures;
        auto found = picture.globalMatch(html);
        while (found.hasNext()) {
            pictures.append(QImage::fromData(
                QByteArray::fromBase64(found.next().captured(1).toLatin1()), "PNG"));
        }
        QCOMPARE(pictures.size(), 4);
        for (const auto& shown : pictures) {
            QCOMPARE(shown.size(), QSize(16, 16));
        }
        QVERIFY(pictures[0] != pictures[1]);
    }

    void theReportTellsOfTheFilesThatWereExportedWithIt()
    {
        ExportRequest request;
        request.run = m_run;
        request.tolerance = 0;
        request.targets = {{ExportFormat::Report, path("with.html"), false, false},
                           {ExportFormat::TorchScript, path("refused.pt"), false, false}};
        std::vector<ExportFormat> order;
        const auto files = exportRun(request, {}, {}, [&](const ExportedFile& file) {
            order.push_back(file.target.format);
        });
        QVERIFY(files.ok());
        QCOMPARE(order, (std::vector{ExportFormat::TorchScript, ExportFormat::Report}));
        const auto html = contentOf(path("with.html"));
        QVERIFY(html.contains("refused.pt"));
        QVERIFY(html.contains("not written: a score of the exported network differs"));
    }

    void aReportNeedsNoImages()
    {
        const auto away = path("elsewhere");
        fs::rename(path("colours"), away);
        const auto exported = exportTo(path("blind.html"), ExportFormat::Report);
        fs::rename(away, path("colours"));
        QVERIFY(!exported.refused);
        const auto html = QString::fromUtf8(contentOf(path("blind.html")));
        QVERIFY(html.contains("The pictures cannot be shown"));
        checkDrawings(html, 3);
    }

    void namesMayHoldAnything()
    {
        const auto library = path("hostile");
        const auto data = openDataSource("builtin:digits").value();
        RunRecord record;
        record.config.data.size = 32;
        record.config.model.backbone = Backbone::ResNet20;
        record.dataTitle = "<b>bold</b>";
        record.classNames = hostile;
        record.preprocessing.size = 32;
        record.environment.processor = "</td></table><script>";
        auto writer = RunWriter::create(library, record, {"<i>name</i>", "<u>notes</u>\n\"two\""});
        QVERIFY(writer.ok());
        for (int epoch = 1; epoch <= 3; ++epoch) {
            QVERIFY(writer->write(samples::learningStep(epoch, 1)).ok());
            QVERIFY(writer->write(samples::learningEpoch(epoch, 1, *data.validation)).ok());
        }
        QVERIFY(writer->write(samples::learningWatched(3, *data.validation)).ok());
        QVERIFY(writer->flush().ok());
        const auto run = RunDirectory::open(writer->path()).value();
        const auto history = run.history().value();
        const auto pictures =
            watchedPictures(history, *data.validation, run.record().preprocessing);
        QCOMPARE(pictures.size(), std::size_t{8});
        const auto html = QString::fromStdString(
            makeReport({run, history, CheckpointKind::Best, 3, pictures, {}, {}}));
        for (const char* tag :
             {"<script", "<img src=x", "<b>bold", "<i>name", "<u>", "<td></table"}) {
            QVERIFY2(!html.contains(QLatin1String(tag)), tag);
        }
        QVERIFY(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        QVERIFY(html.contains("猫と犬"));
        QVERIFY(html.contains("&amp;amp;"));
        checkDrawings(html, 3);
        // A name as long as that is cut where it stands beside the matrix.
        QVERIFY(html.contains(QString(16, 'W') + "…</text>"));
    }

    void aChartBearsWhatIsNoNumber()
    {
        Chart chart{"Loss", "Epoch", false, {{"Training", "training", {}}}};
        QVERIFY(chartSvg(chart).empty());
        auto& points = chart.lines.front().points;
        points = {{1, std::nan("")}, {2, INFINITY}};
        QVERIFY(chartSvg(chart).empty());
        points = {{1, 0.5}, {2, std::nan("")}, {3, 0.25}, {4, 0.25}};
        const auto svg = QString::fromStdString(chartSvg(chart));
        checkDrawings(svg, 1);
        QVERIFY(!svg.contains("nan"));
        QCOMPARE(QRegularExpression("d=\"M[^M\"]*M[^M\"]*\"").match(svg).hasMatch(), true);
        points = {{1, 3}};
        QVERIFY(QString::fromStdString(chartSvg(chart)).contains("<circle"));
        for (const auto& [low, high] : {std::pair(1e-9, 2e-9), std::pair(5.0, 5.0),
                                        std::pair(-3.0, 1e12), std::pair(0.0, 0.0)}) {
            points = {{0, low}, {1000, high}};
            const auto wide = QString::fromStdString(chartSvg(chart));
            QVERIFY(wide.count("class=\"grid\"") >= 2);
            QVERIFY(wide.count("class=\"grid\"") < 12);
        }
        std::vector<std::pair<double, double>> many(100'000, {1, 2});
        QCOMPARE(thinned(many, 400).size(), std::size_t{400});
        QCOMPARE(thinned(many, 400).back().second, 2.0);
    }

private:
    [[nodiscard]] fs::path path(const char* name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    ExportedFile exportTo(const fs::path& file, ExportFormat format, bool replace = false)
    {
        ExportRequest request;
        request.run = m_run;
        request.targets = {{format, file, false, replace}};
        return exportRun(request).value().front();
    }

    /// Each drawing is XML by itself.
    static void checkDrawings(const QString& html, qsizetype count)
    {
        const QRegularExpression drawing("<svg.*?</svg>",
                                         QRegularExpression::DotMatchesEverythingOption);
        auto found = drawing.globalMatch(html);
        qsizetype drawings = 0;
        while (found.hasNext()) {
            QXmlStreamReader reader(found.next().captured());
            while (!reader.atEnd()) {
                reader.readNext();
            }
            QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
            ++drawings;
        }
        QCOMPARE(drawings, count);
    }

    QTemporaryDir m_folder;
    fs::path m_run;
};

QTEST_GUILESS_MAIN(TestExportDocuments)
#include "test_export_documents.moc"
