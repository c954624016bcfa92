#include "widgets/util/style_sheet.h"

#include <QHash>

namespace weft {

namespace {

const char* const surfaces = R"(
QMainWindow, QDialog { background: @window; }
QToolTip { background: @surface; color: @text; border: 1px solid @line; padding: 4px 8px; }
weft--Card { background: @surface; border: 1px solid @line; border-radius: @radiuspx; }
QLabel { background: transparent; }
QLabel#cardTitle, QLabel[role="heading"] { font-weight: 600; color: @text; }
QLabel#cardNote, QLabel[role="secondary"] { color: @secondary; }
QLabel[role="keyFigure"] { font-size: @keyFigurepx; font-weight: 600; color: @text; }
QLabel[role="error"] { color: @error; }
QLabel[role="warning"] { color: @warning; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QSplitter::handle { background: transparent; }
QMenuBar { background: @surface; color: @text; }
QMenu { background: @surface; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 24px; border-radius: 4px; }
QMenu::item:selected { background: @accentSoft; color: @text; }
QMenu::item:disabled { color: @secondary; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
)";

const char* const buttons = R"(
QPushButton, QToolButton { background: @surface; color: @text; border: 1px solid @field; border-radius: 6px;
    padding: 5px 14px; min-height: 18px; }
QToolButton { padding: 4px 8px; }
QPushButton:hover, QToolButton:hover { background: @window; border-color: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @accentSoft; }
QPushButton:checked, QToolButton:checked { background: @accentSoft; border-color: @accent; color: @accent; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @disabled; background: @window; border-color: @line; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[primary="true"]:pressed { background: @accentPressed; border-color: @accentPressed; }
QPushButton[primary="true"]:focus { border: 1px solid @text; }
QPushButton[primary="true"]:disabled { background: @line; border-color: @line; color: @disabled; }
QPushButton[flat="true"], QToolButton[autoRaise="true"] { background: transparent; border-color: transparent; color: @accent; }
QToolButton[autoRaise="true"] { color: @secondary; }
QPushButton[flat="true"]:hover, QToolButton[autoRaise="true"]:hover { background: @accentSoft; }
QPushButton[flat="true"]:focus, QToolButton[autoRaise="true"]:focus { border-color: @accent; }
QPushButton[flat="true"]:disabled { background: transparent; border-color: transparent; color: @disabled; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @control; background: @surface; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:hover, QRadioButton::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked { background: @accentFill; border-color: @accentFill; }
QCheckBox::indicator:checked { image: url(:/weft/theme/check.svg); }
QRadioButton::indicator:checked { image: url(:/weft/theme/dot.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: @line; border-color: @line; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }
QCheckBox:focus, QRadioButton:focus { outline: none; }
)";

const char* const fields = R"(
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit { background: @surface; color: @text; border: 1px solid @field;
    border-radius: 6px; padding: 3px 8px; min-height: 18px; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit QToolButton, QLineEdit QToolButton:hover { background: transparent; border: none; padding: 0; min-height: 0; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: @hover; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled { color: @disabled; background: @window; }
QLineEdit[invalid="true"], QComboBox[invalid="true"], QAbstractSpinBox[invalid="true"] { border-color: @error; }
QComboBox { padding-left: 10px; padding-right: 22px; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 22px; border: none; background: transparent; }
QComboBox::down-arrow { image: url(:/weft/theme/chevron_down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @surface; color: @text; border: 1px solid @line; padding: 4px; outline: none;
    selection-background-color: @accentSoft; selection-color: @text; }
QAbstractSpinBox { padding-right: 20px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 18px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 2px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 2px; }
QAbstractSpinBox::up-arrow { image: url(:/weft/theme/chevron_up.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(:/weft/theme/chevron_down.svg); width: 10px; height: 10px; }
QSlider { min-height: 18px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::sub-page:horizontal:disabled { background: @line; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 7px; background: @surface; border: 1px solid @control; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: @accent; }
QSlider:focus { outline: none; }
QProgressBar { background: @line; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; color: transparent; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
)";

/// A header leaves what its cells do at the right by itself.
const char* const lists = R"(
QAbstractItemView { background: @surface; alternate-background-color: @window; color: @text; border: none; outline: none;
    selection-background-color: @accentSoft; selection-color: @text; }
QTableView, QTreeView { gridline-color: @line; }
QTableView::item, QTreeView::item { padding: 0 5px; border: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: @accentSoft; color: @text; }
QHeaderView { background: @surface; border: none; }
QHeaderView::section { background: @surface; color: @secondary; font-weight: normal; border: none; border-bottom: 1px solid @line; padding: 5px 0 5px 8px; }
QTableView[compact="true"] QHeaderView::section { padding: 3px 0 3px 5px; }
QHeaderView::section:hover { color: @text; }
QHeaderView::down-arrow, QHeaderView::up-arrow { subcontrol-position: top center; width: 8px; height: 8px; }
QHeaderView::down-arrow { image: url(:/weft/theme/chevron_down.svg); }
QHeaderView::up-arrow { image: url(:/weft/theme/chevron_up.svg); }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableCornerButton::section { background: @surface; border: none; border-bottom: 1px solid @line; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @secondary; border: none; border-bottom: 2px solid transparent; padding: 6px 12px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @accent; border-bottom-color: @accent; }
QTabBar::tab:focus { background: @accentSoft; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QGroupBox { border: none; margin-top: 22px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; color: @secondary; }
)";

QColor mix(const QColor& from, const QColor& to, double share)
{
    const auto channel = [share](int a, int b) { return qRound(a + share * (b - a)); };
    return {channel(from.red(), to.red()), channel(from.green(), to.green()),
            channel(from.blue(), to.blue())};
}

QHash<QString, QString> valuesOf(const Tokens& tokens)
{
    const bool dark = tokens.window.lightness() < 128;
    return {
        {QStringLiteral("window"), tokens.window.name()},
        {QStringLiteral("surface"), tokens.surface.name()},
        {QStringLiteral("line"), tokens.line.name()},
        {QStringLiteral("text"), tokens.text.name()},
        {QStringLiteral("secondary"), tokens.secondary.name()},
        {QStringLiteral("accent"), tokens.accent.name()},
        {QStringLiteral("accentSoft"), tokens.accentSoft.name()},
        {QStringLiteral("warning"), tokens.warning.name()},
        {QStringLiteral("error"), tokens.error.name()},
        // The dark theme's accent is light, so that text on it is dark.
        {QStringLiteral("onAccent"), (dark ? tokens.window : tokens.surface).name()},
        // The check mark is white in both themes, so that its ground is the deeper accent.
        {QStringLiteral("accentFill"), lightTokens().accent.name()},
        {QStringLiteral("accentHover"), mix(tokens.accent, tokens.text, 0.12).name()},
        {QStringLiteral("accentPressed"), mix(tokens.accent, tokens.text, 0.24).name()},
        {QStringLiteral("hover"), mix(tokens.line, tokens.secondary, 0.35).name()},
        {QStringLiteral("field"), mix(tokens.line, tokens.secondary, 0.12).name()},
        {QStringLiteral("control"), mix(tokens.line, tokens.secondary, 0.5).name()},
        {QStringLiteral("scroll"), mix(tokens.line, tokens.secondary, 0.25).name()},
        {QStringLiteral("disabled"), mix(tokens.secondary, tokens.surface, 0.4).name()},
        {QStringLiteral("radius"), QString::number(metrics::radius)},
        {QStringLiteral("keyFigure"), QString::number(metrics::keyFigurePixels)},
    };
}

/// Replaces every @name. A number's unit follows its name at once: "@radiuspx".
QString filled(const QString& source, const QHash<QString, QString>& values)
{
    QString result;
    result.reserve(source.size());
    for (qsizetype at = 0; at < source.size();) {
        if (source[at] != QLatin1Char('@')) {
            result += source[at++];
            continue;
        }
        qsizetype end = at + 1;
        while (end < source.size() && source[end].isLetter()) {
            ++end;
        }
        QString name = source.mid(at + 1, end - at - 1);
        const bool pixels = !values.contains(name) && name.endsWith(QLatin1String("px"));
        if (pixels) {
            name.chop(2);
        }
        Q_ASSERT(values.contains(name));
        result += values.value(name) + (pixels ? QStringLiteral("px") : QString());
        at = end;
    }
    return result;
}

} // namespace

QString styleSheetOf(const Tokens& tokens)
{
    const auto source = QString::fromLatin1(surfaces) + QString::fromLatin1(buttons) +
                        QString::fromLatin1(fields) + QString::fromLatin1(lists);
    return filled(source, valuesOf(tokens));
}

} // namespace weft
