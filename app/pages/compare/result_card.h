#pragma once

#include "widgets/util/card.h"

#include "core/compare/comparison_table.h"

#include <QImage>

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
    /// Chart and table as they stand, twice as large, on the theme's surface.
    [[nodiscard]] QImage picture();
    /// Writes the table by the ending: .md, .csv, .png; in the background. Tells the message bar
    /// how it went.
    void save(const QString& file);
    void saveRuns(const QString& file); ///< The same for a line a run, comma-separated.

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    using Save = void (ResultCard::*)(const QString& file);
    void ask(const QString& ending, const QString& filter, Save save = &ResultCard::save);
    void retranslate();
    void showMatched();

    Workbench& m_workbench;
    ComparisonTable m_table;
    std::string m_runsCsv;
    ComparisonModel* m_model = nullptr;
    QWidget* m_content = nullptr;
    IntervalChart* m_chart = nullptr;
    QTableView* m_view = nullptr;
    QLabel* m_matched = nullptr;
    QLabel* m_method = nullptr;
    QPushButton* m_markdown = nullptr;
    QPushButton* m_csv = nullptr;
    QPushButton* m_runs = nullptr;
    QPushButton* m_png = nullptr;
};

} // namespace weft
