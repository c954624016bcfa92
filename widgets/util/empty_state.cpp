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
{
    m_title->setProperty("role", "heading");
    m_text->setProperty("role", "secondary");
    m_text->setWordWrap(true);
    m_text->setFixedWidth(textWidth);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_button->hide();
    connect(m_button, &QPushButton::clicked, this, &EmptyState::actionRequested);

    auto* column = new QVBoxLayout(this);
    column->setSpacing(metrics::unit);
    column->addStretch(2);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addSpacing(metrics::unit);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);
}

void EmptyState::setTexts(const QString& title, const QString& text)
{
    m_title->setText(title);
    m_text->setText(text);
    // A layout gives an aligned label one line's height, however many lines its width makes of it.
    m_text->ensurePolished();
    m_text->setMinimumHeight(std::max(0, m_text->heightForWidth(textWidth)));
}

void EmptyState::setAction(const QString& text)
{
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
}

} // namespace weft
