#include "widgets/util/navigation_rail.h"

#include "widgets/util/line_icon.h"
#include "widgets/util/theme.h"

#include <QAbstractButton>
#include <QPainter>
#include <QVBoxLayout>

#include <utility>

namespace weft {

namespace {

constexpr int railWidth = 88;
constexpr int placeHeight = 56;
constexpr int railIconSide = 20;
constexpr int barWidth = 3;

class PlaceButton : public QAbstractButton
{
public:
    PlaceButton(QString iconResource, QWidget* parent)
        : QAbstractButton(parent)
        , m_iconResource(std::move(iconResource))
    {
        setCheckable(true);
        setAutoExclusive(true);
        setFixedHeight(placeHeight);
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::TabFocus); // A click goes there; the ring is for the keyboard.
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        const Tokens& tokens = tokensOf(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked()) {
            painter.fillRect(rect(), tokens.accentSoft);
            painter.fillRect(QRect(0, 0, barWidth, height()), tokens.accent);
        } else if (underMouse()) {
            painter.fillRect(rect(), tokens.window);
        }
        const QColor colour = isChecked()    ? tokens.accent
                              : underMouse() ? tokens.text
                                             : tokens.secondary;
        const QPoint corner((width() - railIconSide) / 2, 8);
        painter.drawPixmap(corner,
                           lineIcon(m_iconResource, colour, railIconSide, devicePixelRatioF()));
        painter.setPen(colour);
        painter.drawText(QRect(0, 31, width(), 20), Qt::AlignHCenter | Qt::AlignVCenter, text());
        if (hasFocus()) {
            painter.setPen(QPen(tokens.accent, 1));
            painter.drawRoundedRect(QRectF(rect()).adjusted(6.5, 4.5, -6.5, -4.5), 6, 6);
        }
    }

private:
    QString m_iconResource;
};

} // namespace

NavigationRail::NavigationRail(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    setFixedWidth(railWidth);
    m_column->setContentsMargins(0, metrics::unit, 1, metrics::unit);
    m_column->setSpacing(0);
    m_column->addStretch(1);
}

void NavigationRail::addPlace(const QString& objectName, const QString& iconResource)
{
    auto* button = new PlaceButton(iconResource, this);
    button->setObjectName(objectName);
    const int place = static_cast<int>(m_places.size());
    m_places.append(button);
    m_column->insertWidget(place, button);
    connect(button, &QAbstractButton::clicked, this, [this, place] { setCurrent(place); });
}

void NavigationRail::setLabel(int place, const QString& text, const QString& toolTip)
{
    auto* button = m_places.at(place);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(toolTip);
    button->update();
}

int NavigationRail::current() const
{
    return m_current;
}

void NavigationRail::setCurrent(int place)
{
    if (place == m_current || place < 0 || place >= m_places.size()) {
        return;
    }
    m_current = place;
    m_places.at(place)->setChecked(true);
    emit currentChanged(place);
}

void NavigationRail::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), tokens.line);
}

} // namespace weft
