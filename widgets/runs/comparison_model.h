#pragma once

#include "core/compare/comparison_table.h"

#include <QAbstractTableModel>

namespace weft {

/// A comparison's result: a row a configuration.
class ComparisonModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        AccuracyColumn,
        VerdictColumn,
        ParametersColumn,
        MultiplyAddsColumn,
        TrainingColumn,
        OneColumn,  ///< Milliseconds for one picture.
        ManyColumn, ///< For 32.
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setTable(const ComparisonTable& table);
    void retranslate(); ///< After the language has changed.

    [[nodiscard]] static QString verdict(const Judgement& judgement);
    /// The figures behind it.
    [[nodiscard]] static QString reason(const Judgement& judgement, const QString& baseline);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const ComparisonRow& row, int column) const;

    std::vector<ComparisonRow> m_rows;
};

} // namespace weft
