#pragma once

#include "widgets/plots/curve_plot.h"
#include "widgets/util/card.h"

#include <optional>

class QAction;
class QToolButton;

namespace weft {

class CurveLegend;

/// A card with a plot of the training's and the validation's values, its legend, and a menu to save
/// it.
class PlotCard : public Card
{
    Q_OBJECT
public:
    enum class FileKind { Png, Csv };

    explicit PlotCard(CurvePlot::Unit unit, QWidget* parent = nullptr);

    [[nodiscard]] CurvePlot& plot() { return *m_plot; }
    void appendTraining(const QVector<QPointF>& points);
    void appendValidation(const QVector<QPointF>& points);

    /// The validation's value of another network that this one learns from; empty: there is none.
    void setTeacher(std::optional<double> value);

    /// Puts a control between the legend and the save menu.
    void addControl(QWidget* control);

signals:
    void saveRequested(weft::PlotCard::FileKind kind);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showNames();
    void retranslate();

    CurvePlot* m_plot = nullptr;
    CurveLegend* m_legend = nullptr;
    QToolButton* m_save = nullptr;
    QAction* m_savePng = nullptr;
    QAction* m_saveCsv = nullptr;
    int m_training = 0;
    int m_validation = 0;
    std::optional<double> m_teacher;
};

} // namespace weft
