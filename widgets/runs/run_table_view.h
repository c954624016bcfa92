#pragma once

#include <QTableView>

namespace weft {

class RunFilterModel;
class RunTableModel;

/// The library as a sortable table. Enter or a double click activates a run; F2 edits its name.
class RunTableView : public QTableView
{
    Q_OBJECT
public:
    explicit RunTableView(RunTableModel* runs, QWidget* parent = nullptr);

    void setFilter(const QString& words);
    void editName(); ///< Of the current run.

    [[nodiscard]] QString currentRun() const; ///< Its directory; empty: none.
    /// The first where it is not shown and none is selected.
    void selectRun(const QString& path);

signals:
    void runActivated(const QString& path);
    void currentRunChanged();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fitColumns();
    void noteCurrent();

    RunTableModel* m_runs = nullptr;
    RunFilterModel* m_shown = nullptr;
    QString m_current; ///< What currentRunChanged() last told.
};

} // namespace weft
