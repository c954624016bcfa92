#include "app/pages/inspect_picture.h"

#include "app/pages/head_chooser.h"

#include "widgets/heatmap/heatmap_painter.h"
#include "widgets/heatmap/heatmap_view.h"
#include "widgets/util/theme.h"

#include "core/inspect/heat_map.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int savedSide = 896; // 7 x 128: cells of the usual grid are whole pixels.
constexpr int defaultOpacity = 75;

QPushButton* makeSwitch(const char* name, QWidget* parent)
{
    auto* button = new QPushButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setCheckable(true);
    button->setAutoExclusive(true);
    return button;
}

} // namespace

InspectPicture::InspectPicture(QWidget* parent)
    : Card(parent)
    , m_view(new HeatMapView(this))
    , m_opacityLabel(new QLabel(this))
    , m_opacity(new QSlider(Qt::Horizontal, this))
    , m_attention(makeSwitch("attentionButton", this))
    , m_gradCam(makeSwitch("gradCamButton", this))
    , m_heads(new HeadChooser(this))
    , m_save(new QPushButton(this))
    , m_mapText(new QLabel(this))
    , m_cell(new QLabel(this))
{
    m_view->setObjectName(QStringLiteral("inspectHeatMap"));
    m_opacity->setObjectName(QStringLiteral("opacitySlider"));
    m_opacity->setRange(0, 100);
    m_opacity->setValue(defaultOpacity);
    m_opacity->setFixedWidth(96);
    m_heads->setObjectName(QStringLiteral("inspectHeads"));
    m_heads->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred); // High as the buttons.
    m_save->setObjectName(QStringLiteral("savePictureButton"));
    m_save->setProperty("flat", true);
    m_save->setEnabled(false);
    m_cell->setObjectName(QStringLiteral("cellReadout"));
    for (auto* label : {m_opacityLabel, m_mapText, m_cell}) {
        label->setProperty("role", "secondary");
    }
    m_mapText->setObjectName(QStringLiteral("mapText"));
    m_mapText->setWordWrap(true);
    addHeaderWidget(m_opacityLabel);
    addHeaderWidget(m_opacity);
    m_attention->setChecked(true);

    auto* footer = new QHBoxLayout;
    footer->setSpacing(metrics::unit);
    footer->addWidget(m_attention);
    footer->addWidget(m_gradCam);
    footer->addWidget(m_heads);
    footer->addStretch(1);
    footer->addWidget(m_save);
    auto* facts = new QHBoxLayout;
    facts->addWidget(m_mapText, 1);
    facts->addWidget(m_cell, 0, Qt::AlignTop);
    body()->addWidget(m_view, 1);
    body()->addSpacing(metrics::unit);
    body()->addLayout(facts);
    body()->addLayout(footer);

    m_view->setOpacity(defaultOpacity / 100.0);
    connect(m_opacity, &QSlider::valueChanged, this,
            [this](int value) { m_view->setOpacity(value / 100.0); });
    connect(m_attention, &QPushButton::toggled, this, &InspectPicture::mapChoiceChanged);
    connect(m_heads, &HeadChooser::headChosen, this, [this](int head) {
        showHead();
        emit headChanged(head);
    });
    connect(m_save, &QPushButton::clicked, this, &InspectPicture::saveRequested);
    connect(m_view, &HeatMapView::cellHovered, this, [this](int row, int column, double value) {
        m_cell->setText(tr("cell (%1, %2): %3").arg(row + 1).arg(column + 1).arg(value, 0, 'f', 3));
    });
    connect(m_view, &HeatMapView::cellLeft, m_cell, &QLabel::clear);
    retranslate();
}

void InspectPicture::setAttentionAvailable(bool available)
{
    m_attention->setEnabled(available);
    (available ? m_attention : m_gradCam)->setChecked(true);
}

int InspectPicture::head() const
{
    return m_heads->head();
}

HeatMapChoice InspectPicture::mapChoice() const
{
    return m_attention->isChecked() ? HeatMapChoice::Attention : HeatMapChoice::GradCam;
}

void InspectPicture::clear(const QString& placeholder)
{
    m_named = false;
    setTitle(tr("Image"));
    m_view->setPicture({});
    m_map = {};
    m_view->setPlaceholder(placeholder);
    m_mapText->clear();
    m_save->setEnabled(false);
}

void InspectPicture::showPicture(const QString& name, const QImage& picture)
{
    m_named = true;
    setTitle(name);
    m_view->setPicture(picture);
    m_map = {};
    m_mapText->clear();
    m_save->setEnabled(!picture.isNull());
}

void InspectPicture::showMap(const HeatMap& map, const QRectF& crop, const QString& mapText)
{
    m_map = map;
    m_crop = crop;
    m_heads->setHeads(static_cast<int>(map.heads.size()));
    m_mapText->setText(mapText);
    showHead();
}

void InspectPicture::showHead()
{
    if (isDrawable(m_map)) {
        m_view->setHeatMap(mapOfHead(m_map, m_heads->head()), m_crop);
    }
}

void InspectPicture::showProblem(const QString& text)
{
    if (m_view->picture().isNull()) {
        m_view->setPlaceholder(text);
    } else {
        m_mapText->setText(text);
    }
}

QImage InspectPicture::composed() const
{
    return composeHeatMap(m_view->picture(), m_view->heatMap(), m_view->crop(), m_view->opacity(),
                          savedSide);
}

void InspectPicture::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void InspectPicture::retranslate()
{
    if (!m_named) {
        setTitle(tr("Image"));
    }
    m_opacityLabel->setText(tr("opacity"));
    m_opacity->setAccessibleName(tr("Opacity of the heat map"));
    m_attention->setText(tr("Attention"));
    m_attention->setToolTip(tr("What the attention head weighs the cells by. Only networks with "
                               "this head have it."));
    m_gradCam->setText(tr("Grad-CAM"));
    m_gradCam->setToolTip(
        tr("Which cells of the last feature grid speak for the predicted class."));
    m_save->setText(tr("Save picture…"));
    m_cell->clear();
}

} // namespace weft
