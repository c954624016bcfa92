#include "app/pages/train/epoch_stepper.h"

#include "widgets/util/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace weft {

EpochStepper::EpochStepper(QWidget* parent)
    : QWidget(parent)
    , m_earlier(new QToolButton(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_later(new QToolButton(this))
    , m_text(new QLabel(this))
{
    m_slider->setObjectName(QStringLiteral("epochSlider"));
    m_slider->setFixedWidth(10 * metrics::unit);
    m_slider->setRange(0, 0);
    m_slider->setPageStep(1);
    m_earlier->setText(QStringLiteral("◂"));
    m_later->setText(QStringLiteral("▸"));
    for (auto* button : {m_earlier, m_later}) {
        button->setAutoRaise(true);
        button->setAutoRepeat(true);
    }
    m_text->setProperty("role", QStringLiteral("secondary"));
    m_text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(2);
    row->addWidget(m_text);
    row->addWidget(m_earlier);
    row->addWidget(m_slider);
    row->addWidget(m_later);

    connect(m_slider, &QSlider::valueChanged, this, &EpochStepper::moved);
    connect(m_earlier, &QToolButton::clicked, this,
            [this] { m_slider->setValue(m_slider->value() - 1); });
    connect(m_later, &QToolButton::clicked, this,
            [this] { m_slider->setValue(m_slider->value() + 1); });
    retranslate();
}

void EpochStepper::setRange(int first, int last)
{
    const int before = epoch();
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(first, last);
        if (m_following) {
            m_slider->setValue(last);
        }
    }
    // A shorter run may have taken the place from under the slider.
    m_following = m_following || epoch() == last;
    showPlace();
    if (epoch() != before) {
        emit epochChanged(epoch());
    }
}

void EpochStepper::follow()
{
    m_following = true;
    m_slider->setValue(m_slider->maximum());
    showPlace();
}

int EpochStepper::epoch() const
{
    return m_slider->value();
}

void EpochStepper::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void EpochStepper::moved()
{
    m_following = m_slider->value() == m_slider->maximum();
    showPlace();
    emit epochChanged(epoch());
}

void EpochStepper::retranslate()
{
    m_earlier->setToolTip(tr("Earlier epoch"));
    m_later->setToolTip(tr("Later epoch"));
    m_slider->setToolTip(tr("The epoch that the matrix, the scores and the watched images show. "
                            "At the right end they follow the training."));
    showPlace();
}

void EpochStepper::showPlace()
{
    m_earlier->setEnabled(m_slider->value() > m_slider->minimum());
    m_later->setEnabled(m_slider->value() < m_slider->maximum());
    m_slider->setEnabled(m_slider->maximum() > m_slider->minimum());
    const auto text = m_following ? tr("epoch %1, latest") : tr("epoch %1");
    m_text->setText(text.arg(epoch()));
}

} // namespace weft
