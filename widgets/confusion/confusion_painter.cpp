#include "widgets/confusion/confusion_painter.h"

#include "widgets/confusion/confusion_model.h"

#include <QFontMetrics>
#include <QHash>
#include <QImage>
#include <QStaticText>

#include <algorithm>
#include <array>
#include <cmath>

namespace weft {

namespace {

constexpr int shades = 256;
constexpr int gapFrom = metrics::unit + 2; ///< Cells as high as that stand apart.
constexpr std::array numberPixels{11, 9};  ///< Tried in this order; where neither fits, no number.

QColor mixed(const QColor& from, const QColor& to, double share)
{
    const auto mix = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(mix(from.redF(), to.redF()), mix(from.greenF(), to.greenF()),
                            mix(from.blueF(), to.blueF()));
}

/// The numbers of one painting: a large matrix shows the same few over and over.
class NumberTexts
{
public:
    NumberTexts(const QFont& font, int room)
        : m_room(room)
    {
        for (std::size_t i = 0; i < m_fonts.size(); ++i) {
            m_fonts[i] = font;
            m_fonts[i].setPixelSize(numberPixels[i]);
        }
    }

    void draw(QPainter& painter, const QRect& cell, const QString& number)
    {
        auto known = m_texts.find(number);
        if (known == m_texts.end()) {
            known = m_texts.insert(number, layOut(number));
        }
        if (known->font < 0) {
            return;
        }
        painter.setFont(m_fonts[static_cast<std::size_t>(known->font)]);
        painter.drawStaticText(cell.left() + (cell.width() - known->size.width()) / 2,
                               cell.top() + (cell.height() - known->size.height()) / 2,
                               known->text);
    }

private:
    struct Text
    {
        QStaticText text;
        QSize size;
        int font = -1; ///< None fits.
    };

    Text layOut(const QString& number) const
    {
        for (std::size_t i = 0; i < m_fonts.size(); ++i) {
            const QFontMetrics metrics(m_fonts[i]);
            const int width = metrics.horizontalAdvance(number);
            if (width <= m_room) {
                Text text{QStaticText(number), {width, metrics.height()}, static_cast<int>(i)};
                text.text.setTextFormat(Qt::PlainText);
                text.text.prepare({}, m_fonts[i]);
                return text;
            }
        }
        return {};
    }

    std::array<QFont, numberPixels.size()> m_fonts;
    QHash<QString, Text> m_texts;
    int m_room = 0;
};

} // namespace

ConfusionPainter::ConfusionPainter(const ConfusionModel& model, const ConfusionGeometry& geometry,
                                   const Tokens& tokens, QPoint offset, const QRect& area)
    : m_model(model)
    , m_geometry(geometry)
    , m_tokens(tokens)
    , m_offset(offset)
    , m_area(area)
{
}

void ConfusionPainter::paintCells(QPainter& painter, const QFont& font, const QRect& dirty) const
{
    const QRect part = m_area.intersected(dirty);
    const QRect first = placed(0, 0);
    const auto rows = inSight(part.top(), part.bottom(), first.top(), first.height());
    const auto columns = inSight(part.left(), part.right(), first.left(), first.width());
    if (part.isEmpty() || rows.count() <= 0 || columns.count() <= 0) {
        return;
    }
    if (first.height() < gapFrom) {
        paintPicture(painter, rows, columns);
    } else {
        paintTiles(painter, font, rows, columns);
    }
}

void ConfusionPainter::paintPicture(QPainter& painter, Span rows, Span columns) const
{
    std::array<QRgb, shades> palette{};
    for (int i = 0; i < shades; ++i) {
        palette[static_cast<std::size_t>(i)] = shade(i / (shades - 1.0)).rgb();
    }
    QImage picture(columns.count(), rows.count(), QImage::Format_RGB32);
    for (int row = rows.first; row <= rows.last; ++row) {
        auto* line = reinterpret_cast<QRgb*>(picture.scanLine(row - rows.first));
        for (int column = columns.first; column <= columns.last; ++column) {
            const auto step = std::lround(m_model.rate(row, column) * (shades - 1));
            *line++ = palette[static_cast<std::size_t>(std::clamp<long>(step, 0, shades - 1))];
        }
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(placed(rows.first, columns.first).united(placed(rows.last, columns.last)),
                      picture);
}

void ConfusionPainter::paintTiles(QPainter& painter, const QFont& font, Span rows,
                                  Span columns) const
{
    const QSize size = m_geometry.cell() - QSize(1, 1);
    const bool rounded = m_geometry.cell().height() >= 2 * metrics::unit;
    const bool numbered = size.height() >= numberPixels.back() + 3;
    NumberTexts numbers(font, size.width() - 2);
    for (int row = rows.first; row <= rows.last; ++row) {
        for (int column = columns.first; column <= columns.last; ++column) {
            const QRect tile(placed(row, column).topLeft(), size);
            const double rate = m_model.rate(row, column);
            if (rounded) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(shade(rate));
                painter.drawRoundedRect(tile, 2, 2);
            } else {
                painter.fillRect(tile, shade(rate));
            }
            if (numbered) {
                painter.setPen(rate > 0.5 ? m_tokens.surface : m_tokens.secondary);
                numbers.draw(painter, tile, m_model.number(row, column));
            }
        }
    }
}

void ConfusionPainter::paintNames(QPainter& painter, const QFont& font) const
{
    painter.setFont(font);
    painter.setPen(m_tokens.secondary);
    const QFontMetrics text(font);
    const QRect first = placed(0, 0);
    // Where rows are lower than a line of text, every second label or fewer.
    const int step = std::max(1, (text.height() - 2 + first.height() - 1) / first.height());
    const auto rows = inSight(m_area.top() - text.height(), m_area.bottom() + text.height(),
                              first.top(), first.height());
    for (int row = (rows.first + step - 1) / step * step; row <= rows.last; row += step) {
        const QRect line(0, placed(row, 0).center().y() - text.height() / 2,
                         m_area.left() - labelGap, text.height());
        const auto name = m_model.headerData(row, Qt::Vertical, Qt::DisplayRole).toString();
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                         text.elidedText(name, Qt::ElideRight, line.width()));
    }
}

QRect ConfusionPainter::placed(int row, int column) const
{
    return m_geometry.cellRect(row, column).translated(-m_offset);
}

ConfusionPainter::Span ConfusionPainter::inSight(int from, int to, int origin, int size) const
{
    return {std::max(0, (from - origin) / size),
            std::min(m_model.rowCount() - 1, (to - origin) / size)};
}

QColor ConfusionPainter::shade(double rate) const
{
    return mixed(mixed(m_tokens.surface, m_tokens.accent, 0.06), m_tokens.accent, rate);
}

} // namespace weft
