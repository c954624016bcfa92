#pragma once

#include "app/pages/train/run_story.h"

#include "widgets/util/card.h"

class QLabel;
class QToolButton;

namespace weft {

class ClassScoresView;
class ConfusionModel;
class ConfusionView;
class EpochStepper;

/// The confusion matrix of an epoch beside the scores of each class, and the stepper that picks the
/// epoch.
class ConfusionCard : public Card
{
    Q_OBJECT
public:
    explicit ConfusionCard(QWidget* parent = nullptr);

    void showEpoch(const EpochPtr& epoch, const QStringList& classNames); ///< Null: nothing yet.
    [[nodiscard]] EpochStepper& stepper() { return *m_stepper; }

signals:
    void cellClicked(int truth, int predicted);

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyMode();
    void retranslate();

    EpochStepper* m_stepper = nullptr;
    QToolButton* m_counts = nullptr;
    ConfusionModel* m_model = nullptr;
    ConfusionView* m_matrix = nullptr;
    ClassScoresView* m_scores = nullptr;
    QLabel* m_nothing = nullptr;
    QWidget* m_content = nullptr;
    EpochPtr m_epoch; ///< That is shown.
    QStringList m_names;
};

} // namespace weft
