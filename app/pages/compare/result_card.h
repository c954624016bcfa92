#pragma once

#include "widgets/util/card.h"

#include "core/compare/comparison_table.h"

class QLabel;
class QPushButton;
class QTableView;

namespace weft {

class ComparisonModel;
class IntervalChart;
class Workbench;

/// What has come of a comparison: the chart of the accuracies, the table with its verdicts, and the
/// files that it can be saved as.
class ResultCard : public Card
{
    Q_OBJECT
public:
    explicit ResultCard(Workbench& workbench, QWidget* parent = nullptr);

    void setComparison(const Comparison& comparison, const ComparisonTable& table);
    /// Encodes on this thread: chart and table as they stand, twice as large, on the theme's
    /// surface.
    [[nodiscard]] QByteArray picture();
    /// Writes by the ending: .md, .csv, .png; in the background. Tells the message bar how it went.
    void save(const QString& file);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void ask(const QString& ending, const QString& filter);
    void retranslate();
    void showMatched();

    Workbench& m_workbench;
    ComparisonTable m_table;
    std::string m_csv;
    ComparisonModel* m_model = nullptr;
    QWidget* m_content = nullptr;
    IntervalChart* m_chart = nullptr;
    QTableView* m_view = nullptr;
    QLabel* m_matched = nullptr;
    QLabel* m_method = nullptr;
    QPushButton* m_markdown = nullptr;
    QPushButton* m_csvButton = nullptr;
    QPushButton* m_png = nullptr;
};

} // namespace weft
