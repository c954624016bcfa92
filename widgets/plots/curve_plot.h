#pragma once

#include "widgets/plots/curve_series.h"

#include <QImage>
#include <QPointF>
#include <QRectF>
#include <QVector>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace weft {

/// Curves over epochs that grow while one looks at them.
///
/// The wheel zooms at the cursor, dragging pans, dragging with Shift zooms into a rectangle, a
/// double click shows everything again; until then the axes follow the data. Hovering reads every
/// series out. Repaints are coalesced to at most 30 a second, whatever the rate of append(), and
/// while curves only grow to fewer; nothing is drawn while nobody sees it.
class CurvePlot : public QWidget
{
    Q_OBJECT
public:
    /// What the values are.
    enum class Unit {
        Number, ///< From 0 up, such as a loss.
        Share,  ///< 0..1, shown in percent; the axis spans all of it.
    };

    explicit CurvePlot(Unit unit, QWidget* parent = nullptr);
    ~CurvePlot() override;

    /// Returns the series' index. Later series are drawn over earlier ones.
    int addSeries(const CurveSeries& series);
    void setSeriesName(int series, const QString& name);

    /// Points are (epoch, value), in the order of their epochs.
    void append(int series, const QVector<QPointF>& points);
    /// A dashed line across the plot, under the curves, in the secondary colour; empty: none. It
    /// stays when the values are dropped.
    void setLevel(const std::optional<CurveLevel>& level);
    [[nodiscard]] const std::optional<CurveLevel>& level() const;

    void clear(); ///< Drops all values, keeps the series and how they are shown.

    /// Share of the past in the smoothed series, 0..0.99; see CausalSmoothing.
    void setSmoothing(double weight);
    void setLogarithmic(bool on);
    [[nodiscard]] bool logarithmic() const;

    void showAll();
    [[nodiscard]] bool showsAll() const; ///< False while zoomed or panned.
    [[nodiscard]] QRectF view() const;   ///< Epochs from x(), values from y(), y upwards.

    [[nodiscard]] std::vector<CurveReading> readingsAt(double epoch) const;
    [[nodiscard]] std::vector<CurveTable> tables() const;

    /// The plot as it is shown, without the read-out, scale times as many pixels a side.
    [[nodiscard]] QImage picture(double scale) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void repainted(); ///< The curves were drawn anew.

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Parts;
    void scheduleRepaint(int gap); ///< So many milliseconds after the last one, or later.
    void repaintCurves();
    void fitAxes();
    void restyle();
    void updateReadout();

    std::unique_ptr<Parts> m_parts;
};

} // namespace weft
