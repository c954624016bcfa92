#pragma once

#include "widgets/util/card.h"

#include "core/deploy/export_run.h"

#include <vector>

namespace weft {

class TradeOffChart;

/// The run and its exports as points: accuracy against size, and against time.
class TradeOffCard : public Card
{
    Q_OBJECT
public:
    explicit TradeOffCard(QWidget* parent = nullptr);

    /// Those without a proof are passed over.
    void setFiles(const std::vector<ExportedFile>& files);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showPoints();
    void retranslate();

    std::vector<ExportedFile> m_files;
    TradeOffChart* m_size = nullptr;
    TradeOffChart* m_time = nullptr;
};

} // namespace weft
