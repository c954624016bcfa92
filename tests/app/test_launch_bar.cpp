#include "app/pages/configure_page.h"
#include "app/pages/launch_bar.h"
#include "app/pages/process_paces.h"
#include "app/session/workbench.h"

#include "core/data/data_source.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace weft;

namespace {

/// The first part of the bar that is cut, or stands in another one's place; empty: none.
QString spoiltPart(const LaunchBar& bar)
{
    QVector<QRect> places;
    for (const auto* part : bar.findChildren<QWidget*>()) {
        const bool text =
            qobject_cast<const QLabel*>(part) || qobject_cast<const QPushButton*>(part);
        if (!part->isVisible() || !(text || qobject_cast<const QLineEdit*>(part))) {
            continue;
        }
        const QRect place(part->mapTo(&bar, QPoint()), part->size());
        const bool room = !text || (part->width() >= part->sizeHint().width() &&
                                    part->height() >= part->sizeHint().height());
        const bool apart = std::ranges::none_of(
            places, [&](const QRect& other) { return other.intersects(place); });
        if (!room || !apart || !bar.rect().contains(place)) {
            return QStringLiteral("%1 of %2")
                .arg(part->objectName(), QLatin1String(part->metaObject()->className()));
        }
        places.append(place);
    }
    return {};
}

} // namespace

class TestLaunchBar : public QObject
{
    Q_OBJECT
private slots:
    /// A machine of eight cores has four ways to share them out.
    void theSmallestWindowCutsNothing()
    {
        const QTemporaryDir folder;
        Workbench workbench;
        workbench.settings().setLibraryFolder(folder.path());
        ConfigurePage page(workbench);
        workbench.setData(std::make_shared<const DataSource>(*openDataSource("builtin:digits")));
        page.resize(872, 532); // What it leaves to a page.
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        const auto* const bar = page.findChild<LaunchBar*>();
        auto* const paces = bar->findChild<ProcessPaces*>();
        std::vector<ProbeReport> ways(4);
        for (std::size_t i = 0; i < ways.size(); ++i) {
            ways[i].processes = 1 << i;
            ways[i].threads = 8 >> i;
            ways[i].imagesPerSecond = 345;
        }
        paces->show(ways, ways.data());
        QCOMPARE(page.size(), QSize(872, 532));
        for (const auto& way : ways) {
            const auto name = QStringLiteral("pace_%1").arg(way.processes);
            QTRY_VERIFY(bar->findChild<QPushButton*>(name)->isVisible());
        }
        QTRY_COMPARE(spoiltPart(*bar), QString());
        QVERIFY(page.rect().contains(QRect(bar->mapTo(&page, QPoint()), bar->size())));
    }
};

QTEST_MAIN(TestLaunchBar)
#include "test_launch_bar.moc"
