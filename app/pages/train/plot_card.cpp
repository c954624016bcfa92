#include "app/pages/train/plot_card.h"

#include "widgets/plots/curve_legend.h"

#include <QEvent>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace weft {

PlotCard::PlotCard(CurvePlot::Unit unit, QWidget* parent)
    : Card(parent)
    , m_plot(new CurvePlot(unit, this))
    , m_legend(new CurveLegend(this))
    , m_save(new QToolButton(this))
{
    m_training = m_plot->addSeries({{}, &Tokens::training, CurveKind::Smoothed});
    m_validation = m_plot->addSeries({{}, &Tokens::validation, CurveKind::Points});

    auto* menu = new QMenu(m_save);
    m_savePng = menu->addAction({}, this, [this] { emit saveRequested(FileKind::Png); });
    m_saveCsv = menu->addAction({}, this, [this] { emit saveRequested(FileKind::Csv); });
    m_save->setObjectName(QStringLiteral("savePlotButton"));
    m_save->setMenu(menu);
    m_save->setPopupMode(QToolButton::InstantPopup);
    m_save->setAutoRaise(true);

    addHeaderWidget(m_legend);
    addHeaderWidget(m_save);
    body()->addWidget(m_plot, 1);
    retranslate();
}

void PlotCard::appendTraining(const QVector<QPointF>& points)
{
    m_plot->append(m_training, points);
}

void PlotCard::appendValidation(const QVector<QPointF>& points)
{
    m_plot->append(m_validation, points);
}

void PlotCard::setTeacher(std::optional<double> value)
{
    if (value != m_teacher) {
        m_teacher = value;
        showNames();
    }
}

void PlotCard::addControl(QWidget* control)
{
    addHeaderWidget(control);
    addHeaderWidget(m_save); // The menu stays last.
}

void PlotCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void PlotCard::showNames()
{
    const QString training = tr("training");
    const QString validation = tr("validation");
    m_plot->setSeriesName(m_training, training);
    m_plot->setSeriesName(m_validation, validation);
    QVector<CurveSeries> series{{training, &Tokens::training, CurveKind::Smoothed},
                                {validation, &Tokens::validation, CurveKind::Points}};
    if (m_teacher) {
        series.append({tr("teacher"), &Tokens::secondary, CurveKind::Level});
        m_plot->setLevel(CurveLevel{tr("teacher"), *m_teacher});
    } else {
        m_plot->setLevel({});
    }
    m_legend->setSeries(series);
}

void PlotCard::retranslate()
{
    showNames();
    m_plot->setToolTip(tr("Wheel: zoom. Drag: move. Shift and drag: zoom into a rectangle. "
                          "Double click: show all."));
    m_save->setText(tr("Save"));
    m_save->setToolTip(tr("Save the plot as a picture or its values as a table"));
    m_savePng->setText(tr("Picture (PNG)…"));
    m_saveCsv->setText(tr("Table (CSV)…"));
}

} // namespace weft
