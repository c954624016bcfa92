#include "cli_support.h"

#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace weft::test;

/// The network's options on the command line.
class TestNetworkCli : public QObject
{
    Q_OBJECT
private slots:
    void describeShowsWhatTheOptionsCost()
    {
        const auto network =
            run({"describe", "--preset", "article-attention", "--set", "model.order=rows-columns",
                 "--set", "model.attention_heads=2", "--set", "model.fusion=concat", "--json"});
        QCOMPARE(network.code, 0);
        const auto object = network.lines().first();
        QCOMPARE(object["grid"].toArray(), QJsonArray({768, 7, 7}));
        // Trunk, projections of 256 and 512 channels to 256, two BiLSTMs of 512 channels, two
        // scores of 1,024 values, and 100 classes of their sums.
        QCOMPARE(object["parameters"].toInteger(),
                 11176512 + (256 + 512 + 2) * 256 + 2 * 3153920 + 2 * 1025 + 2049 * 100);
        QCOMPARE(run({"describe", "--set", "model.order=diagonal"}).code, 2);
        QCOMPARE(run({"describe", "--set", "model.grid=33"}).code, 2);
    }

    void eachAttentionHeadIsToldAndDrawn()
    {
        const auto trained = run(trainDigits(m_folder.filePath("runs"), 1) +
                                 QStringList{"--name", "heads", "--set", "model.attention_heads=2",
                                             "--set", "model.order=hilbert"});
        QVERIFY2(trained.code == 0, trained.error.constData());
        const auto picture = m_folder.filePath("grey square.png");
        QImage grey(8, 8, QImage::Format_Grayscale8);
        grey.fill(128);
        grey.setPixel(2, 5, qRgb(255, 255, 255));
        QVERIFY(grey.save(picture));
        const auto overlays = m_folder.filePath("overlays of heads");
        const auto output = run({"classify", trained.lines().last()["run"].toString(), picture,
                                 "--attention", overlays, "--json"});
        QVERIFY2(output.code == 0, output.error.constData());
        const auto result = output.lines().first();
        const auto heads = result["attention_heads"].toArray();
        QCOMPARE(heads.size(), 2);
        for (int row = 0; row < 4; ++row) {
            for (int column = 0; column < 4; ++column) {
                const auto at = [&](const QJsonValue& map) {
                    return map.toArray()[row].toArray()[column].toDouble();
                };
                QVERIFY(std::abs(at(result["attention"]) - (at(heads[0]) + at(heads[1])) / 2) <
                        1e-6);
            }
        }
        for (const char* name : {"grey square", "grey square-head1", "grey square-head2"}) {
            QVERIFY(QFile::exists(overlays + "/" + name + ".png"));
        }
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestNetworkCli)
#include "test_network_cli.moc"
