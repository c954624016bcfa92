#include "widgets/images/changed_image_model.h"
#include "widgets/plots/point_labels.h"
#include "widgets/plots/trade_off_chart.h"
#include "widgets/plots/width_chart.h"
#include "widgets/runs/export_model.h"
#include "widgets/runs/export_texts.h"
#include "widgets/util/theme.h"

#include <QAbstractItemModelTester>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace weft;

namespace {

ExportTarget target(ExportFormat format, const char* file)
{
    ExportTarget made;
    made.format = format;
    made.file = file;
    return made;
}

ExportedFile provedFile()
{
    ExportedFile file;
    file.target = target(ExportFormat::Onnx, "/out/a.onnx");
    file.bytes = 2U << 20U;
    ExportProof proof;
    proof.engine = "OpenCV DNN";
    proof.images = 360;
    proof.accuracy = 0.9833;
    proof.exportedAccuracy = 0.9806;
    proof.maxAbsDifference = 3.1e-6;
    proof.milliseconds = 4.25;
    proof.exportedMilliseconds = 12.34;
    proof.runBytes = 2U << 20U;
    proof.changed.push_back({7, "cat/七.png", 1, {1, 0.625F}, {0, 0.55F}});
    file.proof = proof;
    return file;
}

} // namespace

/// What the Export page shows, without the page.
class TestExportModels : public QObject
{
    Q_OBJECT
private slots:
    void aFileHasItsRowBeforeItIsThere()
    {
        ExportModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTargets({target(ExportFormat::Onnx, "/out/a.onnx"),
                          target(ExportFormat::Report, "/out/a-report.html")});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(text(model, 0, ExportModel::VerdictColumn), QStringLiteral("waiting"));
        QVERIFY(model.file(0) == nullptr);
        const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setFile(provedFile());
        QCOMPARE(changed.count(), 1);
        QCOMPARE(text(model, 0, ExportModel::VerdictColumn), QStringLiteral("proved"));
        QCOMPARE(text(model, 0, ExportModel::AccuracyColumn), QStringLiteral("98.06 %"));
        QCOMPARE(text(model, 0, ExportModel::RunAccuracyColumn), QStringLiteral("98.33 %"));
        QCOMPARE(text(model, 0, ExportModel::DifferenceColumn), QStringLiteral("3.1e-06"));
        QCOMPARE(text(model, 0, ExportModel::ChangedColumn), QStringLiteral("1"));
        QCOMPARE(text(model, 0, ExportModel::SizeColumn), QStringLiteral("2.0 MiB"));
        QCOMPARE(text(model, 0, ExportModel::TimeColumn), QStringLiteral("12.3"));
        QCOMPARE(text(model, 0, ExportModel::RunTimeColumn), QStringLiteral("4.25"));
        QVERIFY(model.details(0).contains(QStringLiteral("OpenCV DNN")));
        QVERIFY(model.details(0).contains(QStringLiteral("/out/a.onnx")));
        model.endWaiting();
        QCOMPARE(text(model, 1, ExportModel::VerdictColumn), QStringLiteral("not made"));
        model.retranslate();
    }

    void aRefusedFileSaysWhyAndThatNothingIsLost()
    {
        ExportModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTargets({target(ExportFormat::Onnx, "/out/a.onnx")});
        auto refused = provedFile();
        refused.refused = Error{ErrorCode::WriteFailed, "/out/a.onnx", "the disk is full"};
        model.setFile(refused);
        QCOMPARE(text(model, 0, ExportModel::VerdictColumn), QStringLiteral("refused"));
        QVERIFY(model.index(0, 0).data(ExportModel::RefusedRole).toBool());
        QVERIFY(model.details(0).contains(QStringLiteral("the disk is full")));
        QVERIFY(model.details(0).contains(QStringLiteral("untouched")));
    }

    void whatWasReplacedBeforeItFailedIsNotDenied()
    {
        ExportModel model;
        model.setTargets({target(ExportFormat::SafeTensors, "/out/a.safetensors")});
        auto refused = provedFile();
        refused.target = target(ExportFormat::SafeTensors, "/out/a.safetensors");
        refused.files = {"/out/a.py"};
        refused.refused = Error{ErrorCode::WriteFailed, "/out", "a.py has been replaced already"};
        model.setFile(refused);
        QVERIFY(model.details(0).contains(QStringLiteral("a.py has been replaced already")));
        QVERIFY(!model.details(0).contains(QStringLiteral("untouched")));
    }

    void ofWeightsNoMoreIsSaidThanWasProved()
    {
        ExportModel model;
        model.setTargets({target(ExportFormat::SafeTensors, "/out/a.safetensors")});
        auto proved = provedFile();
        proved.target = target(ExportFormat::SafeTensors, "/out/a.safetensors");
        model.setFile(proved);
        QCOMPARE(text(model, 0, ExportModel::VerdictColumn), QStringLiteral("weights only"));
        QVERIFY(model.details(0).contains(QStringLiteral("was not run")));
    }

    void aTimeThatIsNotInt8sStandsInBracketsAndIsExplained()
    {
        ExportModel model;
        auto file = provedFile();
        file.target.format = ExportFormat::OnnxInt8;
        file.proof->emulated = true;
        model.setTargets({file.target});
        model.setFile(file);
        QCOMPARE(text(model, 0, ExportModel::TimeColumn), QStringLiteral("(12.3)"));
        QVERIFY(model.details(0).contains(QStringLiteral("as float32")));
        QVERIFY(model.headerData(ExportModel::TimeColumn, Qt::Horizontal, Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("brackets")));
    }

    void theRunInInt8IsMeasuredAndHasNoFile()
    {
        ExportModel model;
        auto own = provedFile();
        own.target = {ExportFormat::OwnInt8, {}};
        own.bytes = 0;
        model.setTargets({target(ExportFormat::OnnxInt8, "/out/a.onnx"), own.target});
        model.setFile(own);
        QCOMPARE(text(model, 1, ExportModel::NameColumn), QStringLiteral("Weft int8"));
        QCOMPARE(text(model, 1, ExportModel::VerdictColumn), QStringLiteral("measured"));
        QCOMPARE(text(model, 1, ExportModel::AccuracyColumn), QStringLiteral("98.06 %"));
        QCOMPARE(text(model, 1, ExportModel::SizeColumn), QString(QChar(0x2013)));
        QCOMPARE(text(model, 1, ExportModel::TimeColumn), QStringLiteral("12.3"));
        QVERIFY(model.details(1).contains(QStringLiteral("No file")));
        QVERIFY(!model.details(1).contains(QStringLiteral("It lies at")));
        own.refused = Error{ErrorCode::InvalidArgument, {}, "int8 loses too much"};
        model.setFile(own);
        QVERIFY(model.details(1).contains(QStringLiteral("loses too much")));
        QVERIFY(!model.details(1).contains(QStringLiteral("untouched"))); // Nothing could stand.
    }

    void aResultThatNobodyAskedForIsPassedOver()
    {
        ExportModel model;
        model.setTargets({target(ExportFormat::Onnx, "/out/b.onnx")});
        model.setFile(provedFile());
        QVERIFY(model.file(0) == nullptr);
    }

    void eachFormHasAFileOfItsOwn()
    {
        QSet<QString> names;
        for (const auto format : offeredFormats) {
            names.insert(ExportTexts::fileName(format, QStringLiteral("digits")));
            QVERIFY(!ExportTexts::name(format).isEmpty());
            QVERIFY(!ExportTexts::purpose(format).isEmpty());
        }
        QCOMPARE(names.size(), exportFormats - 1); // Weft's own int8 is none.
        QVERIFY(names.contains(QStringLiteral("digits.onnx")));
    }

    void aChangedImageShowsWhatBothSay()
    {
        ChangedImageModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setImages(provedFile().proof->changed, {"dog", "cat"});
        QCOMPARE(text(model, 0, ChangedImageModel::TruthColumn), QStringLiteral("cat"));
        QCOMPARE(text(model, 0, ChangedImageModel::BeforeColumn), QStringLiteral("cat, 62.5 %"));
        QCOMPARE(text(model, 0, ChangedImageModel::AfterColumn), QStringLiteral("dog, 55.0 %"));
        const auto picture = model.index(0, ChangedImageModel::PictureColumn);
        QVERIFY(picture.data(Qt::DecorationRole).value<QImage>().isNull());
        model.setPicture(3, QImage(4, 4, QImage::Format_RGB888)); // Of none that is shown.
        model.setPicture(7, QImage(5, 5, QImage::Format_RGB888));
        QCOMPARE(picture.data(Qt::DecorationRole).value<QImage>().width(), 5);
        model.setImages({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void labelsCoverNeitherOneAnotherNorAPoint()
    {
        // As it is with exact exports: all of one size and one accuracy.
        const QRectF area(0, 0, 320, 160);
        const QVector<QPointF> points{{250, 40}, {250, 40}, {250, 40}, {250, 40},
                                      {251, 40}, {60, 120}, {315, 5}};
        const QVector<QSizeF> sizes(points.size(), QSizeF(90, 14));
        const auto places = placeLabels(points, sizes, area);
        QCOMPARE(places.size(), points.size());
        for (qsizetype i = 0; i < places.size(); ++i) {
            QVERIFY(area.contains(places[i]));
            QVERIFY(!places[i].contains(points[i]));
            for (qsizetype other = 0; other < i; ++other) {
                QVERIFY(!places[i].intersects(places[other]));
            }
        }
    }

    void theChartShowsEachPointInAColourOfItsOwn()
    {
        TradeOffChart chart(TradeOffChart::Cost::Bytes);
        chart.resize(360, 220);
        chart.setPoints({{"run", 4e6, 0.98, -1}, {"ONNX", 8e6, 0.98, 0}, {"int8", 2e6, 0.97, 1}});
        const auto picture = chart.grab().toImage();
        for (const auto& colour : {seriesColour(0), seriesColour(1)}) {
            bool found = false;
            for (int y = 0; y < picture.height() && !found; ++y) {
                for (int x = 0; x < picture.width() && !found; ++x) {
                    found = picture.pixelColor(x, y) == colour;
                }
            }
            QVERIFY2(found, qPrintable(colour.name()));
        }
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("int8: 97.0 %, 1.9 MiB")));
    }

    void theBlocksAreAsHighAsTheirChannels()
    {
        applyTheme(*qApp, false);
        WidthChart chart;
        chart.resize(300, 200);
        chart.setWidths({16, 32}, {8, 32});
        const auto picture = chart.grab().toImage();
        const auto filled = [&picture](int x) {
            int rows = 0;
            for (int y = 0; y < picture.height(); ++y) {
                rows += picture.pixelColor(x, y) == lightTokens().accent ? 1 : 0;
            }
            return rows;
        };
        const int left = filled(33);   // The middle of the first bar.
        const int right = filled(100); // Of the second.
        QVERIFY2(left > 0 && qAbs(right - 4 * left) <= 4, qPrintable(QString::number(left)));
    }

private:
    static QString text(const QAbstractItemModel& model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }
};

QTEST_MAIN(TestExportModels)
#include "test_export_models.moc"
