#include "app/pages/inspect_verdict.h"

#include "widgets/util/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace weft {

InspectVerdict::InspectVerdict(QWidget* parent)
    : Card(parent)
    , m_bars(new ProbabilityBars(this))
    , m_truthLabel(new QLabel(this))
    , m_truth(new QLabel(this))
    , m_predictedLabel(new QLabel(this))
    , m_predicted(new QLabel(this))
{
    m_bars->setObjectName(QStringLiteral("inspectBars"));
    m_truth->setObjectName(QStringLiteral("trueClass"));
    m_predicted->setObjectName(QStringLiteral("predictedClass"));
    auto* facts = new QGridLayout;
    facts->setHorizontalSpacing(metrics::cardGap);
    facts->setVerticalSpacing(metrics::unit / 2);
    facts->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& [label, value] :
         {std::pair{m_truthLabel, m_truth}, std::pair{m_predictedLabel, m_predicted}}) {
        label->setProperty("role", "secondary");
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // A long name is cut.
        facts->addWidget(label, row, 0);
        facts->addWidget(value, row, 1);
        ++row;
    }
    body()->addLayout(facts);
    body()->addSpacing(metrics::unit);
    body()->addWidget(m_bars);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    retranslate();
}

void InspectVerdict::clear()
{
    m_known = false;
    m_truth->clear();
    m_predicted->clear();
    m_bars->setBars({});
    retranslate();
}

void InspectVerdict::setClasses(const QString& truth, const QString& predicted, bool right)
{
    m_known = true;
    m_right = right;
    m_truth->setText(truth);
    m_truth->setToolTip(truth);
    m_predicted->setText(predicted);
    m_predicted->setToolTip(predicted);
    retranslate();
}

void InspectVerdict::setBars(const QVector<ProbabilityBar>& bars)
{
    m_bars->setBars(bars);
}

void InspectVerdict::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void InspectVerdict::retranslate()
{
    setTitle(tr("Prediction"));
    setNote(m_known ? (m_right ? tr("right") : tr("wrong")) : QString());
    m_truthLabel->setText(tr("True class"));
    m_predictedLabel->setText(tr("Predicted"));
}

} // namespace weft
