#include "app/pages/fact_row.h"

#include "widgets/util/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace weft {

FactRow::FactRow(QWidget* parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(3 * metrics::unit);
}

void FactRow::setFacts(const QVector<Fact>& facts)
{
    while (auto* item = m_row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto& fact : facts) {
        auto* cell = new QWidget(this);
        auto* name = new QLabel(fact.name, cell);
        name->setProperty("role", "secondary");
        auto* value = new QLabel(fact.value, cell);
        value->setProperty("role", "keyFigure");
        auto* column = new QVBoxLayout(cell);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(2);
        column->addWidget(name);
        column->addWidget(value);
        cell->setToolTip(fact.detail);
        // A value in Chinese is taller; the names stay on one line all the same.
        m_row->addWidget(cell, 0, Qt::AlignTop);
    }
    m_row->addStretch(1);
}

} // namespace weft
