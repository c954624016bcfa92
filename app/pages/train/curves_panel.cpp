#include "app/pages/train/curves_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>

namespace weft {

namespace {

constexpr int finest = 99; ///< Hundredths of the past's share at the slider's right end.
constexpr int usual = 90;  ///< About the mean of the last ten batches.

} // namespace

CurvesPanel::CurvesPanel(QWidget* parent)
    : QWidget(parent)
    , m_loss(new PlotCard(CurvePlot::Unit::Number, this))
    , m_accuracy(new PlotCard(CurvePlot::Unit::Share, this))
    , m_logarithmic(new QToolButton(this))
    , m_smoothingText(new QLabel(this))
    , m_smoothing(new QSlider(Qt::Horizontal, this))
{
    m_loss->plot().setObjectName(QStringLiteral("lossPlot"));
    m_accuracy->plot().setObjectName(QStringLiteral("accuracyPlot"));
    m_logarithmic->setObjectName(QStringLiteral("logAxisButton"));
    m_logarithmic->setCheckable(true);
    m_logarithmic->setAutoRaise(true);
    m_smoothing->setObjectName(QStringLiteral("smoothingSlider"));
    m_smoothing->setRange(0, finest);
    m_smoothing->setFixedWidth(10 * metrics::unit);
    m_smoothingText->setProperty("role", QStringLiteral("secondary"));
    m_smoothingText->setContentsMargins(metrics::cardGap, 0, 0, 0);
    m_loss->addControl(m_logarithmic);
    m_accuracy->addControl(m_smoothingText);
    m_accuracy->addControl(m_smoothing);

    auto* split = new QSplitter(Qt::Vertical, this);
    split->setHandleWidth(metrics::cardGap);
    split->setChildrenCollapsible(false);
    split->addWidget(m_loss);
    split->addWidget(m_accuracy);
    split->setSizes({1000, 1000});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(split);

    connect(m_logarithmic, &QToolButton::toggled, this,
            [this](bool on) { m_loss->plot().setLogarithmic(on); });
    connect(m_smoothing, &QSlider::valueChanged, this, &CurvesPanel::applySmoothing);
    m_smoothing->setValue(usual);
    retranslate();
}

void CurvesPanel::showStory(const RunStory& story)
{
    m_loss->plot().clear();
    m_accuracy->plot().clear();
    m_accuracy->setTeacher(story.teacherAccuracy());
    addSteps(story.steps());
    for (const auto& [number, epoch] : story.epochs()) {
        addEpoch(*epoch);
    }
}

void CurvesPanel::addSteps(const QVector<StepEvent>& steps)
{
    QVector<QPointF> loss;
    QVector<QPointF> accuracy;
    loss.reserve(steps.size());
    accuracy.reserve(steps.size());
    for (const auto& step : steps) {
        loss.append({step.epochPosition, step.loss});
        accuracy.append({step.epochPosition, step.runningAccuracy});
    }
    m_loss->appendTraining(loss);
    m_accuracy->appendTraining(accuracy);
}

void CurvesPanel::addEpoch(const EpochEvent& epoch)
{
    const double end = epoch.epoch;
    m_loss->appendValidation({{end, epoch.valLoss}});
    m_accuracy->appendValidation({{end, epoch.valTop1}});
}

void CurvesPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void CurvesPanel::applySmoothing()
{
    const double weight = m_smoothing->value() / 100.0;
    m_loss->plot().setSmoothing(weight);
    m_accuracy->plot().setSmoothing(weight);
    m_smoothingText->setText(tr("smoothing %1").arg(weight, 0, 'f', 2));
}

void CurvesPanel::retranslate()
{
    m_loss->setTitle(tr("Loss"));
    m_accuracy->setTitle(tr("Accuracy"));
    m_logarithmic->setText(tr("Log"));
    m_logarithmic->setToolTip(tr("Logarithmic axis"));
    m_smoothing->setToolTip(
        tr("Share of the past in the bold training lines of both plots. They look backwards only; "
           "the raw values stay visible behind them."));
    applySmoothing();
}

} // namespace weft
