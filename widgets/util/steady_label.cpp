#include "widgets/util/steady_label.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace weft {

namespace {

/// Keeps its whole text, and draws of it what there is room for.
class ElidedLabel : public QLabel
{
public:
    using QLabel::QLabel;

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        const QRect room = contentsRect();
        style()->drawItemText(&painter, room, static_cast<int>(alignment()) | Qt::TextSingleLine,
                              palette(), isEnabled(),
                              fontMetrics().elidedText(text(), Qt::ElideRight, room.width()),
                              foregroundRole());
    }
};

} // namespace

SteadyLabel::SteadyLabel(Room room, QWidget* parent)
    : QWidget(parent)
    , m_room(room)
    , m_label(room == Room::Left ? new ElidedLabel(this) : new QLabel(this))
{
    setSizePolicy(room == Room::Left ? QSizePolicy::Ignored : QSizePolicy::Preferred,
                  QSizePolicy::Preferred);
    m_label->installEventFilter(this);
    measure();
}

void SteadyLabel::setText(const QString& text)
{
    if (text == m_label->text()) {
        return;
    }
    m_label->setText(text);
    measure();
}

QSize SteadyLabel::sizeHint() const
{
    return m_wanted;
}

QSize SteadyLabel::minimumSizeHint() const
{
    return m_room == Room::Left ? QSize(0, m_wanted.height()) : m_wanted;
}

void SteadyLabel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_label->setGeometry(rect());
}

bool SteadyLabel::eventFilter(QObject* watched, QEvent* event)
{
    // The style sheet gives the label its font, and tells nobody else.
    if (watched == m_label &&
        (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange ||
         event->type() == QEvent::LanguageChange)) {
        m_wanted = {};
        measure();
    }
    return QWidget::eventFilter(watched, event);
}

void SteadyLabel::measure()
{
    const QSize now = m_label->sizeHint();
    const QSize wanted = m_label->text().isEmpty() || m_room == Room::Left
                             ? QSize(0, now.height())
                             : now.expandedTo({m_wanted.width(), 0});
    if (wanted != m_wanted) {
        m_wanted = wanted;
        updateGeometry();
    }
}

} // namespace weft
