#pragma once

#include "core/store/run_library.h"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

namespace weft {

/// The runs of a library, a row each. The name can be edited in place; whoever owns the model saves
/// it. A run that cannot be read has its name and the reason only.
class RunTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        StateColumn,
        DataColumn,
        NetworkColumn,
        ParametersColumn,
        AccuracyColumn,
        TimeColumn,
        DateColumn,
        Columns
    };
    enum Role {
        SortRole = Qt::UserRole, ///< The value behind the text.
        FilterRole,              ///< Of any column: name, data, network and notes.
        PathRole,                ///< Of any column: the run directory, a QString.
        ReadableRole             ///< Of any column: false where the run cannot be read.
    };

    explicit RunTableModel(QObject* parent = nullptr);

    /// Rows whose runs stay in place are only updated, so that a selection and an open editor stay.
    void setEntries(std::vector<LibraryEntry> entries);
    [[nodiscard]] const LibraryEntry& entry(int row) const
    {
        return m_entries[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] int rowOf(const QString& path) const; ///< -1: no such run.
    /// Of the run with this id; empty: no such run.
    [[nodiscard]] QString nameOf(const std::string& id) const;
    void setNotes(int row, const QString& notes);
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

signals:
    void renamed(int row); ///< By an edit in place; entry(row).label has the new name.

private:
    [[nodiscard]] static QString text(const LibraryEntry& entry, int column);
    [[nodiscard]] static QVariant sortValue(const LibraryEntry& entry, int column);
    [[nodiscard]] QModelIndex lastOf(int row) const { return index(row, Columns - 1); }

    std::vector<LibraryEntry> m_entries;
};

/// Why a run cannot be read, as a sentence of the window; empty where it can.
[[nodiscard]] QString whyUnreadable(const LibraryEntry& entry);

/// The run directory's path for Qt.
[[nodiscard]] QString pathOf(const LibraryEntry& entry);

} // namespace weft
