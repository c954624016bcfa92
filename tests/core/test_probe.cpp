#include "training_support.h"

#include "core/data/data_source.h"
#include "core/train/probe.h"

#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

/// What a run will cost, measured ahead.
class TestProbe : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        writeColourFolder(path("images"), 20);
        m_data = *openDataSource(path("images"));
    }

    void aFewStepsAreMeasured()
    {
        const auto report = probeRun(tinyConfig(path("images")), m_data);
        QVERIFY2(report.ok(), report ? "" : toString(report.error()).c_str());
        QVERIFY(report->imagesPerSecond > 0);
        QVERIFY(report->secondsPerEpoch > 0);
        QVERIFY(report->peakBytes > 0);
        QCOMPARE(report->threads, 2);
    }

    /// The epochs that train the backbone take longest: there a teacher is asked in every step, and
    /// this one is not there. While features are kept it is asked ahead, and once.
    void theUnfrozenEpochsAreMeasured()
    {
        auto config = tinyConfig(path("images"));
        config.train.freeze = Freeze::Backbone;
        config.train.teacher = path("no such run");
        config.train.distillation = 0.5;
        config.data.cachedViews = 2;
        QVERIFY(probeRun(config, m_data).ok());
        config.train.unfreezeEpoch = 2;
        const auto thawed = probeRun(config, m_data);
        QVERIFY(!thawed.ok());
        QCOMPARE(thawed.error().code, ErrorCode::NotFound);
    }

private:
    [[nodiscard]] std::string path(const char* name) const
    {
        return m_folder.filePath(name).toStdString();
    }

    QTemporaryDir m_folder;
    DataSource m_data;
};

QTEST_GUILESS_MAIN(TestProbe)
#include "test_probe.moc"
