#pragma once

#include "core/metrics/confusion_matrix.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace weft {

/// Precision, recall, F1 and support of each class; one row a class, in the data set's order. Sort
/// through a QSortFilterProxyModel on SortRole.
class ClassScoresModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { ClassColumn, PrecisionColumn, RecallColumn, F1Column, SupportColumn, Columns };

    /// The number behind the text (double, or qint64 of images); the name for ClassColumn.
    static constexpr int SortRole = Qt::UserRole;

    explicit ClassScoresModel(QObject* parent = nullptr);

    /// Classes that names leaves out are called by their number.
    void setScores(std::vector<ClassScores> scores, const QStringList& names);

    /// Tells the views that the headings read differently now.
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QVariant value(int row, int column) const;
    [[nodiscard]] QString text(int row, int column, int decimals) const;

    std::vector<ClassScores> m_scores;
    QStringList m_names;
};

} // namespace weft
