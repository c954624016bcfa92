#pragma once

#include <QTableView>

class QSortFilterProxyModel;

namespace weft {

class ResultModel;

/// The results as rows with a small picture; a click on a column's heading sorts.
class ResultTable : public QTableView
{
    Q_OBJECT
public:
    explicit ResultTable(ResultModel& results, QWidget* parent = nullptr);

    [[nodiscard]] int currentRow() const; ///< In the model of the results; -1: none.
    void setCurrentRow(int row);

signals:
    void rowChosen(int row); ///< -1: none.

private:
    ResultModel& m_results;
    QSortFilterProxyModel* m_sorted = nullptr;
};

} // namespace weft
