#pragma once

#include "widgets/images/probability_bars.h"
#include "widgets/util/card.h"

class QLabel;

namespace weft {

/// What the network says of the image beside what is true.
class InspectVerdict : public Card
{
    Q_OBJECT
public:
    explicit InspectVerdict(QWidget* parent = nullptr);

    void clear();
    void setClasses(const QString& truth, const QString& predicted, bool right);
    void setBars(const QVector<ProbabilityBar>& bars);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    ProbabilityBars* m_bars = nullptr;
    QLabel* m_truthLabel = nullptr;
    QLabel* m_truth = nullptr;
    QLabel* m_predictedLabel = nullptr;
    QLabel* m_predicted = nullptr;
    bool m_known = false;
    bool m_right = false;
};

} // namespace weft
