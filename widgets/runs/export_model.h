#pragma once

#include "core/deploy/export_run.h"

#include <QAbstractTableModel>
#include <QString>

#include <optional>
#include <vector>

namespace weft {

/// What came of an export: a row a file that was asked for, also before it is there.
class ExportModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        VerdictColumn,
        AccuracyColumn,
        RunAccuracyColumn, ///< Of the run's own network, on the same images.
        DifferenceColumn,
        ChangedColumn,
        SizeColumn,
        TimeColumn,    ///< Of one picture, by the second engine; in brackets where emulated.
        RunTimeColumn, ///< By Weft's own predictor.
        ColumnCount
    };
    enum Role {
        RefusedRole = Qt::UserRole, ///< Of any column: nothing was written.
        PathRole,                   ///< Of any column: the file that was asked for, a QString;
                                    ///< empty where there is none to be.
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// What is asked for; drops all results.
    void setTargets(std::vector<ExportTarget> targets);
    /// Takes the place of the target of the same file; ignored where there is none.
    void setFile(const ExportedFile& file);
    void endWaiting(); ///< What has no result will get none.
    void retranslate();

    /// Null while there is no result.
    [[nodiscard]] const ExportedFile* file(int row) const;
    /// A sentence or two: how it was proved and where it lies, or why there is none.
    [[nodiscard]] QString details(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    struct Row
    {
        ExportTarget target;
        std::optional<ExportedFile> result;
    };

    [[nodiscard]] QString text(const Row& row, int column) const;
    [[nodiscard]] QString verdict(const Row& row) const;

    std::vector<Row> m_rows;
    bool m_waiting = false; ///< Rows without a result may still get one.
};

} // namespace weft
