#include "widgets/util/theme.h"

#include "widgets/util/style_sheet.h"

#include "core/inspect/heat_map.h"

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QStyleFactory>

#include <array>

namespace weft {

namespace {

QPalette paletteOf(const Tokens& tokens)
{
    QPalette palette;
    palette.setColor(QPalette::Window, tokens.window);
    palette.setColor(QPalette::WindowText, tokens.text);
    palette.setColor(QPalette::Base, tokens.surface);
    palette.setColor(QPalette::AlternateBase, tokens.window);
    palette.setColor(QPalette::Text, tokens.text);
    palette.setColor(QPalette::PlaceholderText, tokens.secondary);
    palette.setColor(QPalette::Button, tokens.surface);
    palette.setColor(QPalette::ButtonText, tokens.text);
    palette.setColor(QPalette::BrightText, tokens.surface);
    palette.setColor(QPalette::ToolTipBase, tokens.surface);
    palette.setColor(QPalette::ToolTipText, tokens.text);
    palette.setColor(QPalette::Highlight, tokens.accent);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, tokens.accent);
    palette.setColor(QPalette::LinkVisited, tokens.accent);
    palette.setColor(QPalette::Light, tokens.surface);
    palette.setColor(QPalette::Midlight, tokens.line);
    palette.setColor(QPalette::Mid, tokens.line);
    palette.setColor(QPalette::Dark, tokens.secondary);
    palette.setColor(QPalette::Shadow, tokens.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, tokens.secondary);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, tokens.line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, tokens.secondary);
    return palette;
}

QFont textFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    const QString inter = QStringLiteral("Inter");
    if (QFontDatabase::hasFamily(inter)) {
        // The system's own family stands behind it for what Inter lacks, such as Chinese.
        font.setFamilies({inter, font.family()});
    }
    font.setPixelSize(metrics::textPixels);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

} // namespace

const Tokens& lightTokens()
{
    static const Tokens tokens{
        .window = QColor(0xF6F7F9),
        .surface = QColor(0xFFFFFF),
        .line = QColor(0xE3E6EB),
        .text = QColor(0x1B1F27),
        .secondary = QColor(0x5B6472),
        .accent = QColor(0x2F6FDE),
        .accentSoft = QColor(0xE6EEFC),
        .training = QColor(0x0072B2),
        .validation = QColor(0xE69F00),
        .warning = QColor(0x9A6700),
        .error = QColor(0xB3261E),
    };
    return tokens;
}

const Tokens& darkTokens()
{
    static const Tokens tokens{
        .window = QColor(0x15181D),
        .surface = QColor(0x1D2127),
        .line = QColor(0x2C323B),
        .text = QColor(0xE7EAEF),
        .secondary = QColor(0x9AA4B2),
        .accent = QColor(0x6AA1FF),
        .accentSoft = QColor(0x22304A),
        .training = QColor(0x0072B2),
        .validation = QColor(0xE69F00),
        .warning = QColor(0xE3B341),
        .error = QColor(0xFF8A80),
    };
    return tokens;
}

const Tokens& tokensOf(const QPalette& palette)
{
    // A style sheet may repaint a widget's window colour, but it leaves the link colour alone.
    const QColor link = palette.color(QPalette::Link);
    if (link == darkTokens().accent) {
        return darkTokens();
    }
    if (link == lightTokens().accent) {
        return lightTokens();
    }
    return palette.color(QPalette::Window).lightness() < 128 ? darkTokens() : lightTokens();
}

void applyTheme(QApplication& application, bool dark)
{
    const Tokens& tokens = dark ? darkTokens() : lightTokens();
    if (application.styleSheet().isEmpty()) {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QApplication::setFont(textFont());
    }
    QApplication::setPalette(paletteOf(tokens));
    application.setStyleSheet(styleSheetOf(tokens));
}

QColor seriesColour(int series)
{
    static constexpr std::array<QRgb, 6> colours{0x0072B2, 0xE69F00, 0x009E73,
                                                 0xCC79A7, 0x56B4E9, 0xD55E00};
    return {colours.at(static_cast<std::size_t>(series) % colours.size())};
}

QColor viridis(double value)
{
    const auto [red, green, blue] = viridisRgb(value);
    return {red, green, blue};
}

} // namespace weft
