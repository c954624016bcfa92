#include "app/pages/process_paces.h"

#include "widgets/runs/process_text.h"
#include "widgets/util/flow_layout.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

#include <algorithm>

namespace weft {

ProcessPaces::ProcessPaces(QWidget* parent)
    : QWidget(parent)
    , m_caption(new QLabel(this))
    , m_ways(new FlowLayout(metrics::unit))
    , m_buttons(new QButtonGroup(this))
{
    m_caption->setProperty("role", QStringLiteral("secondary"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::unit);
    row->addWidget(m_caption, 0, Qt::AlignTop);
    row->addLayout(m_ways, 1);
    connect(m_buttons, &QButtonGroup::idClicked, this, [this](int id) {
        const auto& report = m_reports.at(static_cast<std::size_t>(id));
        emit chosen(report.processes, report.threads);
    });
    hide();
}

void ProcessPaces::show(const std::vector<ProbeReport>& reports, const ProbeReport* current)
{
    m_current = -1;
    for (std::size_t i = 0; i < reports.size(); ++i) {
        if (current != nullptr && reports[i].processes == current->processes &&
            reports[i].threads == current->threads) {
            m_current = static_cast<int>(i);
        }
    }
    m_reports = reports;
    fill();
    setVisible(m_reports.size() > 1);
}

void ProcessPaces::fill()
{
    for (auto* button : m_buttons->buttons()) {
        m_buttons->removeButton(button);
        m_ways->removeWidget(button);
        button->hide(); // It may be the one whose click is being handled.
        button->deleteLater();
    }
    m_caption->setText(tr("measured"));
    for (std::size_t i = 0; i < m_reports.size(); ++i) {
        const auto& report = m_reports[i];
        auto* button =
            new QPushButton(tr("%1: %2 images/s", "processes and threads, speed")
                                .arg(ProcessText::of(report.processes, report.threads),
                                     QLocale().toString(report.imagesPerSecond, 'f',
                                                        report.imagesPerSecond < 10 ? 1 : 0)),
                            this);
        button->setObjectName(QStringLiteral("pace_%1").arg(report.processes));
        button->setCheckable(true);
        button->setChecked(static_cast<int>(i) == m_current);
        button->setToolTip(
            report.processes == 1
                ? tr("One process that computes with %n threads", nullptr, report.threads)
                : tr("A step of all processes takes %1, of which %2 are spent on waiting for the "
                     "others' gradients")
                      .arg(Format::milliseconds(1000 * report.stepSeconds),
                           Format::milliseconds(1000 * report.waitSeconds)));
        m_buttons->addButton(button, static_cast<int>(i));
        m_ways->addWidget(button);
        m_caption->setMinimumHeight(button->sizeHint().height()); // Beside the first row.
    }
}

void ProcessPaces::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        fill();
    }
    QWidget::changeEvent(event);
}

} // namespace weft
