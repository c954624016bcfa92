#pragma once

#include "core/cluster/job_record.h"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

namespace weft {

/// The jobs that were submitted to Slurm, a row each. One that cannot be read has its folder's name
/// and the reason only.
class JobTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        NameColumn, ///< Of the run.
        StateColumn,
        ElapsedColumn,
        NodesColumn,
        JobColumn, ///< Its number, and on which host.
        SubmittedColumn,
        Columns
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows are only updated where all jobs stay in place; else the model is reset.
    void setEntries(std::vector<JobEntry> entries);
    [[nodiscard]] const JobEntry& entry(int row) const
    {
        return m_entries[static_cast<std::size_t>(row)];
    }
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] static QString elapsed(double seconds);
    [[nodiscard]] static QString text(const JobEntry& entry, int column);
    [[nodiscard]] static QString toolTip(const JobEntry& entry, int column);

    std::vector<JobEntry> m_entries;
};

} // namespace weft
