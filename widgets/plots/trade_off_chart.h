#pragma once

#include <QColor>
#include <QString>
#include <QVector>
#include <QWidget>

class QCustomPlot;

namespace weft {

/// One network: what it costs and how right it is.
struct TradeOffPoint
{
    QString name;
    double cost = 0;     ///< Bytes or milliseconds.
    double accuracy = 0; ///< 0..1.
    int series = 0; ///< Its colour and its mark; negative: the one all others are held against.
    bool hollow = false; ///< Refused.
};

/// Networks as labelled points, accuracy upwards, what they cost to the right from 0 on. A colour
/// and a mark each, so that they are told apart without colour.
class TradeOffChart : public QWidget
{
    Q_OBJECT
public:
    enum class Cost { Bytes, Milliseconds };

    explicit TradeOffChart(Cost cost, QWidget* parent = nullptr);
    ~TradeOffChart() override;

    void setPoints(QVector<TradeOffPoint> points);
    [[nodiscard]] const QVector<TradeOffPoint>& points() const { return m_points; }

    [[nodiscard]] QSize sizeHint() const override { return {320, 200}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 140}; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void draw();
    void fitAxes();
    void drawLabels();
    void restyle();
    void describe();

    Cost m_cost;
    QCustomPlot* m_canvas = nullptr;
    QVector<TradeOffPoint> m_points;
};

} // namespace weft
