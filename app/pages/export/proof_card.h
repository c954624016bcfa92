#pragma once

#include "widgets/util/card.h"

#include "core/deploy/export_run.h"

class QLabel;
class QPushButton;
class QTableView;

namespace weft {

class ExportModel;

/// What the proof found, a row a file; of the chosen one how it was proved or why it was refused,
/// and the ways to it.
class ProofCard : public Card
{
    Q_OBJECT
public:
    explicit ProofCard(QWidget* parent = nullptr);

    [[nodiscard]] ExportModel& model() { return *m_model; }
    [[nodiscard]] int currentRow() const; ///< -1: none.
    void choose(int row);

signals:
    void chosen(int row); ///< -1: none. Also where the row's result has come.

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void fitColumns();
    void showCurrent();
    void openFolder();
    void copyPath();
    void retranslate();

    ExportModel* m_model = nullptr;
    QTableView* m_view = nullptr;
    QLabel* m_details = nullptr;
    QPushButton* m_show = nullptr;
    QPushButton* m_copy = nullptr;
};

} // namespace weft
