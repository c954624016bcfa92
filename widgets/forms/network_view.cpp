#include "widgets/forms/network_view.h"

#include "widgets/forms/config_texts.h"
#include "widgets/forms/reading_glyph.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/config/training_phase.h"

#include <QEvent>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace weft {

namespace {

constexpr qreal plainHeight = 84; ///< Of a box without remarks.
constexpr qreal remarksTop = 70;
constexpr qreal remarkHeight = 15;
constexpr qreal boxMargin = 10; ///< Between a box's edge and its text.
constexpr qreal widestGap = 26; ///< Between two boxes, for the arrow.
constexpr qreal narrowestGap = 18;
constexpr qreal rowGap = 16;
constexpr qreal leastWidth = 64;
constexpr qreal glyphSide = 13;
const QLatin1String timesInName(" x "); ///< In a stage's own name.
const QString timesSign = QStringLiteral(" × ");

QFont nameFont(const QWidget& widget)
{
    QFont font = widget.font();
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont shapeFont(const QWidget& widget)
{
    QFont font = widget.font();
    font.setPixelSize(metrics::textPixels - 1);
    return font;
}

QString shapeText(const NetworkStage& stage)
{
    QStringList sides;
    for (const auto side : stage.shape) {
        sides += QString::number(side);
    }
    return sides.join(QStringLiteral(" × "));
}

QString parametersText(const NetworkStage& stage)
{
    return stage.parameters > 0 ? Format::magnitude(stage.parameters) : QString();
}

} // namespace

NetworkView::NetworkView(QWidget* parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void NetworkView::setNetwork(const NetworkDescription& network, const TrainConfig& training)
{
    m_network = network;
    m_training = training;
    m_problem.clear();
    describe();
    updateGeometry();
    update();
}

void NetworkView::setProblem(const QString& text)
{
    m_network = {};
    m_problem = text;
    describe();
    updateGeometry();
    update();
}

QRectF NetworkView::stageRect(int stage) const
{
    return layOut(width()).value(stage);
}

QSize NetworkView::sizeHint() const
{
    return {640, heightForWidth(640)};
}

QSize NetworkView::minimumSizeHint() const
{
    return {240, static_cast<int>(boxHeight())};
}

int NetworkView::heightForWidth(int width) const
{
    const auto boxes = layOut(width);
    return static_cast<int>(boxes.isEmpty() ? boxHeight() : boxes.last().bottom()) + 2;
}

QString NetworkView::nameOf(const NetworkStage& stage) const
{
    switch (stage.kind) {
    case StageKind::Image:
        return tr("Image");
    case StageKind::Grid:
        return tr("Grid");
    case StageKind::Sequence:
        return tr("Sequence");
    case StageKind::Classes:
        return tr("Classes");
    case StageKind::Fusion:
        return m_network.model.fusion == Fusion::Sum ? tr("Fusion, added")
                                                     : tr("Fusion, concatenated");
    case StageKind::Head:
        return headName();
    case StageKind::Hidden:
        return tr("Hidden layer");
    case StageKind::BiLstm:
        return QString::fromStdString(stage.name).replace(timesInName, timesSign);
    case StageKind::Backbone:
        break;
    }
    return QString::fromStdString(stage.name);
}

QString NetworkView::fullNameOf(const NetworkStage& stage) const
{
    const auto remarks = remarksOn(stage);
    return remarks.isEmpty() ? nameOf(stage)
                             : tr("%1 (%2)").arg(nameOf(stage), remarks.join(QStringLiteral(", ")));
}

QString NetworkView::headName() const
{
    const auto& model = m_network.model;
    switch (model.head) {
    case Head::Attention:
        return model.attentionHeads == 1 ? tr("Attention")
                                         : tr("Attention × %1").arg(model.attentionHeads);
    case Head::Final:
        return tr("Final states");
    case Head::Mean:
        return tr("Mean");
    case Head::Gap:
        return tr("Average");
    case Head::Last:
        break;
    }
    return tr("Last step");
}

/// What is done beyond what the box says otherwise.
QStringList NetworkView::remarksOn(const NetworkStage& stage) const
{
    const auto& model = m_network.model;
    const auto number = [](double value) { return QLocale().toString(value); };
    if (stage.kind == StageKind::Sequence) {
        RunConfig config;
        config.model = model;
        return {ConfigTexts::choice("model.order", configValue(config, "model.order"))};
    }
    if (stage.kind == StageKind::Fusion) {
        return {tr("of the last %1 stages").arg(model.fusionStages)};
    }
    if (stage.kind == StageKind::Backbone) {
        return backboneRemarks();
    }
    QStringList remarks;
    if (stage.kind == StageKind::Head && model.head == Head::Attention) {
        if (model.attentionHidden > 0) {
            remarks += tr("hidden units: %1").arg(model.attentionHidden);
        }
        if (model.attentionTemperature != 1) {
            remarks += tr("temperature %1").arg(number(model.attentionTemperature));
        }
    }
    const bool between = stage.kind == StageKind::BiLstm && model.layers > 1;
    if (model.dropout > 0 && (between || stage.kind == StageKind::Classes)) {
        remarks += (between ? tr("dropout %1 between layers") : tr("dropout %1 before"))
                       .arg(number(model.dropout));
    }
    return remarks;
}

QStringList NetworkView::backboneRemarks() const
{
    const auto& model = m_network.model;
    QStringList remarks;
    if (!model.weights.empty()) {
        remarks += tr("learned first weights");
    }
    if (backboneThaws(m_training)) {
        remarks += tr("frozen before epoch %1").arg(m_training.unfreezeEpoch);
    } else if (backboneStaysFrozen(m_training)) {
        remarks += tr("frozen");
    }
    if (!backboneStaysFrozen(m_training) && m_training.backboneRate != 1) {
        remarks += tr("rate × %1").arg(QLocale().toString(m_training.backboneRate));
    }
    if (!backboneStaysFrozen(m_training) && m_training.freezeNorms) {
        remarks += tr("frozen norms");
    }
    if (model.stochasticDepth > 0) {
        remarks += tr("stochastic depth %1").arg(QLocale().toString(model.stochasticDepth));
    }
    return remarks;
}

/// Those that are drawn as text: the reading order has a sign of its own.
QStringList NetworkView::linesOf(const NetworkStage& stage) const
{
    return stage.kind == StageKind::Sequence ? QStringList() : remarksOn(stage);
}

qreal NetworkView::boxHeight() const
{
    qsizetype most = 0;
    for (const auto& stage : m_network.stages) {
        most = std::max(most, linesOf(stage).size());
    }
    return plainHeight + remarkHeight * static_cast<qreal>(most);
}

QVector<QRectF> NetworkView::layOut(int width) const
{
    const QFontMetricsF names(nameFont(*this));
    const QFontMetricsF shapes(shapeFont(*this));
    QVector<qreal> widths;
    for (const auto& stage : m_network.stages) {
        qreal text = std::max({names.horizontalAdvance(nameOf(stage)),
                               shapes.horizontalAdvance(shapeText(stage)),
                               shapes.horizontalAdvance(parametersText(stage))});
        for (const auto& remark : linesOf(stage)) {
            text = std::max(text, shapes.horizontalAdvance(remark));
        }
        widths.append(std::max(leastWidth, text + 2 * boxMargin));
    }
    // Gaps shrink a little before the chain breaks into a second row.
    const qreal free = width - 2 - std::accumulate(widths.cbegin(), widths.cend(), qreal(0));
    const qreal gap = std::clamp(free / std::max<qreal>(1, static_cast<qreal>(widths.size() - 1)),
                                 narrowestGap, widestGap);
    QVector<QRectF> boxes;
    const qreal height = boxHeight();
    qreal x = 0;
    qreal y = 1;
    for (const qreal boxWidth : widths) {
        if (x > 0 && x + boxWidth > width - 1) {
            x = 0;
            y += height + rowGap;
        }
        boxes.append(QRectF(x + 0.5, y + 0.5, boxWidth, height - 2));
        x += boxWidth + gap;
    }
    return boxes;
}

void NetworkView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!m_problem.isEmpty()) {
        painter.setPen(tokensOf(palette()).secondary);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_problem);
        return;
    }
    const auto boxes = layOut(width());
    for (int i = 0; i < boxes.size(); ++i) {
        paintStage(painter, boxes[i], m_network.stages[static_cast<std::size_t>(i)]);
    }
    paintArrows(painter, boxes);
}

void NetworkView::paintStage(QPainter& painter, const QRectF& box, const NetworkStage& stage) const
{
    const auto& tokens = tokensOf(palette());
    painter.setPen(tokens.line);
    painter.setBrush(stage.parameters > 0 ? tokens.window : tokens.surface);
    painter.drawRoundedRect(box, metrics::radius, metrics::radius);
    const auto line = [&](qreal top, const QFont& font, const QColor& colour, const QString& text) {
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRectF(box.left(), box.top() + top, box.width(), 20), Qt::AlignCenter,
                         text);
    };
    line(11, nameFont(*this), tokens.text, nameOf(stage));
    line(32, shapeFont(*this), tokens.secondary, shapeText(stage));
    line(52, shapeFont(*this), tokens.accent, parametersText(stage));
    qreal top = remarksTop;
    for (const auto& remark : linesOf(stage)) {
        line(top, shapeFont(*this), tokens.secondary, remark);
        top += remarkHeight;
    }
    if (stage.kind == StageKind::Sequence) {
        paintReadingGlyph(painter, QRectF(box.left(), box.top() + 56, box.width(), glyphSide),
                          m_network.model.order, tokens.accent);
    }
}

void NetworkView::paintArrows(QPainter& painter, const QVector<QRectF>& boxes) const
{
    painter.setPen(QPen(tokensOf(palette()).secondary, 1.2, Qt::SolidLine, Qt::RoundCap));
    for (int i = 0; i + 1 < boxes.size(); ++i) {
        // Before a new row the arrow leads out of the box at the right edge.
        const bool sameRow = boxes[i + 1].top() == boxes[i].top();
        const qreal gap = sameRow ? boxes[i + 1].left() - boxes[i].right() : narrowestGap;
        const qreal y = boxes[i].center().y();
        const qreal from = boxes[i].right() + gap / 5;
        const qreal to = boxes[i].right() + gap * 4 / 5;
        painter.drawLine(QPointF(from, y), QPointF(to, y));
        painter.drawLine(QPointF(to - 4, y - 3.5), QPointF(to, y));
        painter.drawLine(QPointF(to - 4, y + 3.5), QPointF(to, y));
    }
}

bool NetworkView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* const help = static_cast<QHelpEvent*>(event);
    const auto boxes = layOut(width());
    for (int i = 0; i < boxes.size(); ++i) {
        const auto& stage = m_network.stages[static_cast<std::size_t>(i)];
        if (boxes[i].contains(help->pos())) {
            QToolTip::showText(help->globalPos(),
                               tr("%1: %2 parameters, %3 multiply-adds an image")
                                   .arg(fullNameOf(stage), Format::count(stage.parameters),
                                        Format::count(stage.multiplyAdds)),
                               this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

void NetworkView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) {
        describe();
        updateGeometry();
        update();
    }
    QWidget::changeEvent(event);
}

/// The chain in words, for screen readers.
void NetworkView::describe()
{
    QStringList stages;
    for (const auto& stage : m_network.stages) {
        stages += fullNameOf(stage) + QLatin1Char(' ') + shapeText(stage);
    }
    setAccessibleName(tr("Network"));
    setAccessibleDescription(m_problem.isEmpty() ? stages.join(QStringLiteral(", ")) : m_problem);
}

} // namespace weft
