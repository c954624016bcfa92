#include "app/pages/export/trade_off_card.h"

#include "widgets/plots/trade_off_chart.h"
#include "widgets/runs/export_texts.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHBoxLayout>

namespace weft {

TradeOffCard::TradeOffCard(QWidget* parent)
    : Card(parent)
    , m_size(new TradeOffChart(TradeOffChart::Cost::Bytes, this))
    , m_time(new TradeOffChart(TradeOffChart::Cost::Milliseconds, this))
{
    m_size->setObjectName(QStringLiteral("exportSizeChart"));
    m_time->setObjectName(QStringLiteral("exportTimeChart"));
    auto* const row = new QHBoxLayout;
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_size, 1);
    row->addWidget(m_time, 1);
    body()->addLayout(row, 1);
    retranslate();
}

void TradeOffCard::setFiles(const std::vector<ExportedFile>& files)
{
    m_files = files;
    showPoints();
}

void TradeOffCard::showPoints()
{
    QVector<TradeOffPoint> sizes;
    QVector<TradeOffPoint> times;
    bool emulated = false;
    for (const auto& file : m_files) {
        if (!file.proof) {
            continue;
        }
        const auto& proof = *file.proof;
        if (sizes.isEmpty()) {
            sizes.append({tr("the run"), static_cast<double>(proof.runBytes), proof.accuracy, -1});
            times.append({tr("the run"), proof.milliseconds, proof.accuracy, -1});
        }
        const auto name = ExportTexts::shortName(file.target.format);
        const int series = static_cast<int>(file.target.format);
        const bool refused = file.refused.has_value();
        if (file.bytes > 0) {
            sizes.append(
                {name, static_cast<double>(file.bytes), proof.exportedAccuracy, series, refused});
        }
        emulated = emulated || proof.emulated;
        if (proof.exportedMilliseconds > 0 && !proof.emulated) {
            times.append(
                {name, proof.exportedMilliseconds, proof.exportedAccuracy, series, refused});
        }
    }
    // It would make int8 look slow.
    setNote(emulated ? tr("without the time of emulated int8") : QString());
    m_size->setPoints(sizes);
    m_time->setPoints(times);
}

void TradeOffCard::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void TradeOffCard::retranslate()
{
    setTitle(tr("Accuracy, size and time"));
    showPoints();
}

} // namespace weft
