#include "app/pages/export/prune_preview.h"

#include "app/pages/fact_row.h"

#include "widgets/plots/width_chart.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <numeric>

namespace weft {

namespace {

double shareOf(std::int64_t rest, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(rest) / static_cast<double>(whole) : 0;
}

std::int64_t sumOf(const std::vector<int>& widths)
{
    return std::accumulate(widths.begin(), widths.end(), std::int64_t{0});
}

} // namespace

PrunePreview::PrunePreview(QWidget* parent)
    : Card(parent)
    , m_facts(new FactRow(this))
    , m_widths(new WidthChart(this))
    , m_text(new QLabel(this))
{
    m_widths->setObjectName(QStringLiteral("pruneWidths"));
    m_text->setObjectName(QStringLiteral("prunePreviewText"));
    m_text->setProperty("role", "secondary");
    m_text->setWordWrap(true);
    body()->setSpacing(2 * metrics::unit);
    body()->addWidget(m_facts);
    body()->addWidget(m_widths, 1);
    body()->addWidget(m_text);
    retranslate();
}

void PrunePreview::showPlan(const std::optional<PrunePlan>& plan, const QString& reason)
{
    m_plan = plan;
    m_reason = reason;
    retranslate();
}

void PrunePreview::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void PrunePreview::retranslate()
{
    setTitle(tr("What remains"));
    m_facts->setVisible(m_plan.has_value());
    m_widths->setVisible(m_plan.has_value());
    if (!m_plan) {
        m_widths->setWidths({}, {});
        m_text->setText(m_reason);
        return;
    }
    const auto change = [](std::int64_t before, std::int64_t after) {
        return tr("%1 of %2", "what remains, what there is")
            .arg(Format::magnitude(after), Format::magnitude(before));
    };
    const auto channels = sumOf(m_plan->widths);
    const auto channelsBefore = sumOf(m_plan->before);
    m_facts->setFacts({
        {tr("parameters"),
         tr("%1 of %2", "what remains, what there is")
             .arg(Format::count(m_plan->parameters), Format::count(m_plan->parametersBefore)),
         {}},
        {tr("share"), Format::percent(shareOf(m_plan->parameters, m_plan->parametersBefore), 0),
         tr("Of the parameters")},
        {tr("multiply-adds"), change(m_plan->flopsBefore / 2, m_plan->flops / 2), {}},
        {tr("share"), Format::percent(shareOf(m_plan->flops, m_plan->flopsBefore), 0),
         tr("Of the multiply-adds")},
        {tr("channels"), change(channelsBefore, channels), tr("Within the blocks")},
    });
    m_widths->setWidths({m_plan->before.begin(), m_plan->before.end()},
                        {m_plan->widths.begin(), m_plan->widths.end()});
    m_text->setText(tr("Each bar is a block of the backbone: the outline its channels now, filled "
                       "what remains. The channels are taken out for good, and the smaller network "
                       "is fine-tuned as a run of its own that names its parent."));
}

} // namespace weft
