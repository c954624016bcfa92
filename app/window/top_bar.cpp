#include "app/window/top_bar.h"

#include "widgets/util/line_icon.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace weft {

namespace {

constexpr int barHeight = 41; ///< Five units and the line below.

} // namespace

TopBar::TopBar(QMenu* menu, QWidget* parent)
    : QWidget(parent)
    , m_heading(new QLabel(this))
    , m_subheading(new QLabel(this))
    , m_menuButton(new QToolButton(this))
{
    setFixedHeight(barHeight);
    m_heading->setObjectName(QStringLiteral("pageHeading"));
    m_heading->setProperty("role", QStringLiteral("heading"));
    m_heading->setTextFormat(Qt::PlainText);
    m_subheading->setObjectName(QStringLiteral("pageSubheading"));
    m_subheading->setProperty("role", QStringLiteral("secondary"));
    m_subheading->setTextFormat(Qt::PlainText);
    m_subheading->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_subheading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_menuButton->setObjectName(QStringLiteral("menuButton"));
    m_menuButton->setAutoRaise(true);
    m_menuButton->setMenu(menu);
    m_menuButton->setIconSize(QSize(18, 18));
    m_menuButton->setPopupMode(QToolButton::InstantPopup);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap, 0, metrics::unit, 1);
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_heading);
    row->addWidget(m_subheading, 1);
    row->addWidget(m_menuButton);
    retranslate();
    recolour();
}

void TopBar::setTexts(const QString& heading, const QString& subheading)
{
    m_heading->setText(heading);
    m_subheadingText = subheading;
    m_subheading->setToolTip(subheading);
    // The subheading's room is known only once the heading has taken its own.
    layout()->activate();
    elide();
}

void TopBar::openMenu()
{
    m_menuButton->showMenu();
}

void TopBar::elide()
{
    m_subheading->setText(m_subheading->fontMetrics().elidedText(m_subheadingText, Qt::ElideRight,
                                                                 m_subheading->width()));
}

void TopBar::retranslate()
{
    m_menuButton->setToolTip(tr("Menu (F10)"));
    m_menuButton->setAccessibleName(tr("Menu"));
}

void TopBar::recolour()
{
    m_menuButton->setIcon(
        lineIcon(QStringLiteral(":/weft/icons/menu.svg"), tokensOf(palette()).secondary, 18));
}

void TopBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    } else if (event->type() == QEvent::PaletteChange) {
        recolour();
    }
    QWidget::changeEvent(event);
}

void TopBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    elide();
}

void TopBar::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.line);
}

} // namespace weft
