#include "widgets/util/card.h"
#include "widgets/util/message_bar.h"
#include "widgets/util/navigation_rail.h"
#include "widgets/util/style_sheet.h"
#include "widgets/util/theme.h"

#include <QAbstractButton>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace weft;

/// The look, the message bar and the rail.
class TestTheme : public QObject
{
    Q_OBJECT
private slots:
    void init() { applyTheme(*qApp, false); }

    void theTokensFollowThePaletteOfAnyWidget()
    {
        Card card;
        QPushButton primary(&card);
        primary.setProperty("primary", true);
        card.ensurePolished();
        primary.ensurePolished();
        QCOMPARE(tokensOf(card.palette()).surface, QColor(0xFFFFFF));
        QCOMPARE(tokensOf(primary.palette()).text, lightTokens().text);
        applyTheme(*qApp, true);
        QCOMPARE(tokensOf(card.palette()).surface, QColor(0x1D2127));
        // Its ground is the accent, which is a light colour in the dark theme.
        QCOMPARE(tokensOf(primary.palette()).text, darkTokens().text);
    }

    void aCardIsPaintedInTheSurfaceColourOfTheTheme()
    {
        Card card;
        card.resize(200, 120);
        QCOMPARE(card.grab().toImage().pixelColor(100, 100), lightTokens().surface);
        applyTheme(*qApp, true);
        QCOMPARE(card.grab().toImage().pixelColor(100, 100), darkTokens().surface);
    }

    void theStyleSheetNamesNoUnknownToken()
    {
        QVERIFY(!styleSheetOf(lightTokens()).contains(QLatin1Char('@')));
        QVERIFY(!styleSheetOf(lightTokens()).contains(QLatin1String(": ;")));
        QVERIFY(styleSheetOf(lightTokens()) != styleSheetOf(darkTokens()));
    }

    void textStandsOutInBothThemes()
    {
        // Contrast ratio of WCAG 2.1, section 1.4.3: at least 4.5 for text of this size.
        const auto luminance = [](const QColor& colour) {
            const auto linear = [](double c) {
                return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
            };
            return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
                   0.0722 * linear(colour.blueF());
        };
        const auto contrast = [&](const QColor& a, const QColor& b) {
            const double lighter = std::max(luminance(a), luminance(b));
            const double darker = std::min(luminance(a), luminance(b));
            return (lighter + 0.05) / (darker + 0.05);
        };
        for (const auto& tokens : {lightTokens(), darkTokens()}) {
            for (const auto& text :
                 {tokens.text, tokens.secondary, tokens.accent, tokens.warning, tokens.error}) {
                QVERIFY2(contrast(text, tokens.surface) >= 4.5, qPrintable(text.name()));
            }
        }
    }

    void theNewestMessageShowsAndClosingBringsBackTheOneBefore()
    {
        MessageBar bar;
        QVERIFY(bar.isHidden());
        bar.post({.kind = MessageKind::Warning, .text = QStringLiteral("first")});
        bar.post({.kind = MessageKind::Error, .text = QStringLiteral("second")});
        bar.post({.kind = MessageKind::Error, .text = QStringLiteral("second")});
        QVERIFY(!bar.isHidden());
        QCOMPARE(bar.count(), 2);
        const auto* text = bar.findChild<QLabel*>(QStringLiteral("messageText"));
        QCOMPARE(text->text(), QStringLiteral("second"));
        auto* close = bar.findChild<QToolButton*>(QStringLiteral("messageClose"));
        QTest::mouseClick(close, Qt::LeftButton);
        QCOMPARE(text->text(), QStringLiteral("first"));
        QTest::mouseClick(close, Qt::LeftButton);
        QVERIFY(bar.isHidden());
    }

    void aMessageThatIsNoLongerTrueIsTakenAway()
    {
        MessageBar bar;
        bar.post({.kind = MessageKind::Warning, .text = QStringLiteral("first")});
        bar.post({.kind = MessageKind::Warning, .text = QStringLiteral("second")});
        bar.withdraw(QStringLiteral("first"));
        QCOMPARE(bar.count(), 1);
        QCOMPARE(bar.text(), QStringLiteral("second"));
        QVERIFY(bar.findChild<QLabel*>(QStringLiteral("messageMore"))->isHidden());
        bar.withdraw(QStringLiteral("another"));
        QVERIFY(!bar.isHidden());
        bar.withdraw(QStringLiteral("second"));
        QVERIFY(bar.isHidden());
    }

    void theActionOfAMessageRunsAndTheMessageGoes()
    {
        MessageBar bar;
        bool undone = false;
        bar.post({.text = QStringLiteral("Moved to the wastebasket."),
                  .actionText = QStringLiteral("Undo"),
                  .action = [&] { undone = true; }});
        auto* action = bar.findChild<QPushButton*>(QStringLiteral("messageAction"));
        QCOMPARE(action->text(), QStringLiteral("Undo"));
        QTest::mouseClick(action, Qt::LeftButton);
        QVERIFY(undone);
        QCOMPARE(bar.count(), 0);
        bar.post({.text = QStringLiteral("plain")});
        QVERIFY(action->isHidden());
    }

    void theRailGoesWhereItIsClicked()
    {
        NavigationRail rail;
        rail.addPlace(QStringLiteral("onePlace"), {});
        rail.addPlace(QStringLiteral("twoPlace"), {});
        rail.setLabel(0, QStringLiteral("One"), {});
        rail.setLabel(1, QStringLiteral("Two"), {});
        const QSignalSpy changed(&rail, &NavigationRail::currentChanged);
        QTest::mouseClick(rail.findChild<QAbstractButton*>(QStringLiteral("twoPlace")),
                          Qt::LeftButton);
        QCOMPARE(rail.current(), 1);
        rail.setCurrent(0);
        rail.setCurrent(0);
        QCOMPARE(changed.count(), 2);
        QVERIFY(rail.findChild<QAbstractButton*>(QStringLiteral("onePlace"))->isChecked());
    }
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
