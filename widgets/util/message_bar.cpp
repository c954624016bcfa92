#include "widgets/util/message_bar.h"

#include "widgets/util/line_icon.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace weft {

namespace {

constexpr int infoMilliseconds = 12'000; ///< Long enough to read it and to reach for Undo.
constexpr std::size_t maxMessages = 20;
constexpr int iconSide = 18;

QColor colourOf(MessageKind kind, const Tokens& tokens)
{
    switch (kind) {
    case MessageKind::Warning:
        return tokens.warning;
    case MessageKind::Error:
        return tokens.error;
    case MessageKind::Info:
        break;
    }
    return tokens.accent;
}

QString iconOf(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Warning:
        return QStringLiteral(":/weft/theme/warning.svg");
    case MessageKind::Error:
        return QStringLiteral(":/weft/theme/error.svg");
    case MessageKind::Info:
        break;
    }
    return QStringLiteral(":/weft/theme/info.svg");
}

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_more(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setTextFormat(Qt::PlainText);
    m_more->setObjectName(QStringLiteral("messageMore"));
    m_more->setProperty("role", QStringLiteral("secondary"));
    m_action->setObjectName(QStringLiteral("messageAction"));
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setAutoRaise(true);
    m_timer.setSingleShot(true);
    m_timer.setInterval(infoMilliseconds);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap + 3, metrics::unit, metrics::unit, metrics::unit);
    row->setSpacing(metrics::unit + metrics::unit / 2);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_more);
    row->addWidget(m_action);
    row->addWidget(m_close);

    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    connect(m_action, &QPushButton::clicked, this, &MessageBar::act);
    connect(&m_timer, &QTimer::timeout, this, &MessageBar::dismiss);
    retranslate();
    hide();
}

void MessageBar::post(const Message& message)
{
    std::erase_if(m_messages, [&](const Message& old) { return old.text == message.text; });
    if (m_messages.size() >= maxMessages) {
        m_messages.pop_front();
    }
    m_messages.push_back(message);
    showNewest();
}

void MessageBar::dismiss()
{
    if (!m_messages.empty()) {
        m_messages.pop_back();
    }
    showNewest();
}

void MessageBar::withdraw(const QString& text)
{
    const bool shown = this->text() == text;
    std::erase_if(m_messages, [&](const Message& message) { return message.text == text; });
    if (shown) {
        showNewest();
    } else {
        retranslate(); // There are fewer behind it.
    }
}

void MessageBar::clear()
{
    m_messages.clear();
    showNewest();
}

QString MessageBar::text() const
{
    return m_messages.empty() ? QString() : m_messages.back().text;
}

void MessageBar::act()
{
    const auto action = m_messages.empty() ? nullptr : m_messages.back().action;
    dismiss();
    if (action) {
        action();
    }
}

void MessageBar::showNewest()
{
    m_timer.stop();
    if (m_messages.empty()) {
        hide();
        return;
    }
    const Message& message = m_messages.back();
    m_text->setText(message.text);
    setAccessibleName(message.text);
    m_action->setText(message.actionText);
    m_action->setVisible(!message.actionText.isEmpty());
    retranslate();
    recolour();
    show();
    if (message.kind == MessageKind::Info && !message.stays) {
        m_timer.start();
    }
}

void MessageBar::retranslate()
{
    const int others = count() - 1;
    m_more->setVisible(others > 0);
    m_more->setText(others > 0 ? tr("%n more", "messages behind this one", others) : QString());
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(m_close->toolTip());
}

void MessageBar::recolour()
{
    const Tokens& tokens = tokensOf(palette());
    m_close->setIcon(lineIcon(QStringLiteral(":/weft/theme/close.svg"), tokens.secondary, 16));
    if (!m_messages.empty()) {
        const auto kind = m_messages.back().kind;
        m_icon->setPixmap(
            lineIcon(iconOf(kind), colourOf(kind, tokens), iconSide, devicePixelRatioF()));
    }
    update();
}

void MessageBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    } else if (event->type() == QEvent::PaletteChange) {
        recolour();
    }
    QFrame::changeEvent(event);
}

void MessageBar::paintEvent(QPaintEvent* /*event*/)
{
    if (m_messages.empty()) {
        return;
    }
    const Tokens& tokens = tokensOf(palette());
    const QColor colour = colourOf(m_messages.back().kind, tokens);
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    QColor tint = colour;
    tint.setAlphaF(0.08F);
    painter.fillRect(rect(), tint);
    painter.fillRect(QRect(0, 0, 3, height()), colour);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.line);
}

} // namespace weft
