#pragma once

#include "widgets/util/card.h"

#include "core/compress/pruning.h"

#include <optional>

class QLabel;

namespace weft {

class FactRow;
class WidthChart;

/// What a network would be after pruning: its size and its blocks, beside what they are.
class PrunePreview : public Card
{
    Q_OBJECT
public:
    explicit PrunePreview(QWidget* parent = nullptr);

    /// Empty: there is no plan; reason says why.
    void showPlan(const std::optional<weft::PrunePlan>& plan, const QString& reason);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    std::optional<PrunePlan> m_plan;
    QString m_reason;
    FactRow* m_facts = nullptr;
    WidthChart* m_widths = nullptr;
    QLabel* m_text = nullptr;
};

} // namespace weft
