#pragma once

#include <QVector>
#include <QWidget>

namespace weft {

/// Channels of a network's blocks, a bar each: what there is as an outline, what remains filled.
class WidthChart : public QWidget
{
    Q_OBJECT
public:
    explicit WidthChart(QWidget* parent = nullptr);

    /// As long as one another.
    void setWidths(QVector<int> before, QVector<int> after);
    [[nodiscard]] const QVector<int>& after() const { return m_after; }

    [[nodiscard]] QSize sizeHint() const override { return {480, 200}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 100}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVector<int> m_before;
    QVector<int> m_after;
};

} // namespace weft
