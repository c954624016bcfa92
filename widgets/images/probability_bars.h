#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

namespace weft {

struct ProbabilityBar
{
    QString name;
    double probability = 0; ///< 0..1.
    bool truth = false;     ///< Marked as the true class.
};

/// The most probable classes, each with its share as a bar.
class ProbabilityBars : public QWidget
{
    Q_OBJECT
public:
    explicit ProbabilityBars(QWidget* parent = nullptr);

    void setBars(QVector<ProbabilityBar> bars);
    [[nodiscard]] const QVector<ProbabilityBar>& bars() const { return m_bars; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] int rowHeight() const;
    void describe();

    QVector<ProbabilityBar> m_bars;
};

} // namespace weft
