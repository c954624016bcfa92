#include "widgets/util/card.h"

#include "widgets/util/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace weft {

Card::Card(QWidget* parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_note(new QLabel(this))
    , m_header(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    m_title->setObjectName(QStringLiteral("cardTitle"));
    m_note->setObjectName(QStringLiteral("cardNote"));
    m_header->addWidget(m_title);
    m_header->addStretch(1);
    m_header->addWidget(m_note);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::cardGap, 12, metrics::cardGap, metrics::cardGap);
    column->setSpacing(metrics::unit);
    column->addLayout(m_header);
    column->addLayout(m_body, 1);
    // A card without a heading gives its whole room to the body.
    m_title->hide();
    m_note->hide();
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
}

void Card::setNote(const QString& note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void Card::addHeaderWidget(QWidget* widget)
{
    m_header->addWidget(widget);
}

} // namespace weft
