#pragma once

#include "widgets/confusion/class_scores_model.h"

#include <QTableView>

class QSortFilterProxyModel;

namespace weft {

/// The scores of each class as a table that sorts by any column at a click.
class ClassScoresView : public QTableView
{
    Q_OBJECT
public:
    explicit ClassScoresView(QWidget* parent = nullptr);

    void setScores(std::vector<ClassScores> scores, const QStringList& names);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 100}; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitColumns();
    /// The images' column is the first to go where not all of them have room.
    void showWhatFits();

    ClassScoresModel* m_scores = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    int m_numbersWidth = 0; ///< Of all columns but the class's.
};

} // namespace weft
