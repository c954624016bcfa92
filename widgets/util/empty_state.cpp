#include "widgets/util/empty_state.h"

#include "widgets/util/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weft {

namespace {

constexpr int textWidth = 440; // Short lines read better than a sentence across the window.

} // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_button(new QPushButton(this))
    , m_column(new QVBoxLayout(this))
{
    m_title->setProperty("role", "heading");
    m_text->setProperty("role", "secondary");
    m_text->setWordWrap(true);
    m_text->setFixedWidth(textWidth);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_button->hide();
    connect(m_button, &QPushButton::clicked, this, &EmptyState::actionRequested);

    m_column->setSpacing(metrics::unit);
    m_column->addStretch(2);
    m_column->addWidget(m_title, 0, Qt::AlignHCenter);
    m_column->addWidget(m_text, 0, Qt::AlignHCenter);
    m_column->addSpacing(metrics::unit);
    m_column->addWidget(m_button, 0, Qt::AlignHCenter);
    m_column->addStretch(3);
}

void EmptyState::setTexts(const QString& title, const QString& text)
{
    m_title->setText(title);
    m_text->setText(text);
    // A layout gives an aligned label one line's height, however many lines its width makes of it.
    m_text->ensurePolished();
    m_text->setMinimumHeight(std::max(0, m_text->heightForWidth(textWidth)));
}

void EmptyState::addBelow(QWidget* widget)
{
    m_column->insertWidget(m_column->count() - 1, widget, 0, Qt::AlignHCenter);
}

void EmptyState::setAction(const QString& text)
{
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
}

} // namespace weft
