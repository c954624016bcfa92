#include "widgets/util/loading_state.h"

#include "widgets/util/theme.h"

#include <QEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace weft {

LoadingState::LoadingState(QWidget* parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    m_text->setProperty("role", "secondary");
    m_progress->setFixedWidth(320);
    m_progress->setTextVisible(false);
    setProgress(0, 0);
    connect(m_cancel, &QPushButton::clicked, this, &LoadingState::cancelRequested);

    auto* column = new QVBoxLayout(this);
    column->setSpacing(metrics::unit);
    column->addStretch(2);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addWidget(m_progress, 0, Qt::AlignHCenter);
    column->addSpacing(metrics::unit);
    column->addWidget(m_cancel, 0, Qt::AlignHCenter);
    column->addStretch(3);
}

void LoadingState::setText(const QString& text)
{
    m_text->setText(text);
    m_progress->setAccessibleName(text);
}

void LoadingState::setProgress(qint64 done, qint64 total)
{
    m_progress->setRange(0, static_cast<int>(total));
    m_progress->setValue(static_cast<int>(done));
}

void LoadingState::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        m_cancel->setText(tr("Cancel"));
    }
}

} // namespace weft
