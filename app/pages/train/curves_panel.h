#pragma once

#include "app/pages/train/plot_card.h"
#include "app/pages/train/run_story.h"

#include <QWidget>

class QLabel;
class QSlider;
class QToolButton;

namespace weft {

/// Loss and accuracy over the epochs, one above the other, with one smoothing for both.
class CurvesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit CurvesPanel(QWidget* parent = nullptr);

    void showStory(const RunStory& story); ///< Draws everything anew.
    void addSteps(const QVector<StepEvent>& steps);
    void addEpoch(const EpochEvent& epoch);

    [[nodiscard]] PlotCard& lossCard() { return *m_loss; }
    [[nodiscard]] PlotCard& accuracyCard() { return *m_accuracy; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void applySmoothing();
    void retranslate();

    PlotCard* m_loss = nullptr;
    PlotCard* m_accuracy = nullptr;
    QToolButton* m_logarithmic = nullptr;
    QLabel* m_smoothingText = nullptr;
    QSlider* m_smoothing = nullptr;
};

} // namespace weft
