#pragma once

#include "app/pages/page.h"

#include <QStringList>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace weft {

class Card;
class ClassifyDetail;
class ClassifyWork;
class DropZone;
class EmptyState;
class NetworkChooser;
class ResultModel;
class ResultTable;
class Workbench;

/// Classifies images that are dropped, pasted or opened, with the network of a run or of an
/// exported file.
class ClassifyPage : public Page
{
    Q_OBJECT
public:
    explicit ClassifyPage(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

    /// Writes the table in the background; the message bar tells.
    void saveCsv(const QString& file);

public slots:
    /// Adds images, and the images in folders and below, to the table.
    void classifyFiles(const QStringList& files);
    /// From now on the network of this exported file answers.
    void openNetwork(const QString& file);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void layOut();
    void connectAll();
    void paste();
    void openFiles();
    void openFolder();
    void askForTable();
    void showDetail();
    void showState();
    void retranslate();

    Workbench& m_workbench;
    ResultModel* m_results = nullptr;
    ClassifyWork* m_work = nullptr;
    DropZone* m_dropZone = nullptr;
    NetworkChooser* m_chooser = nullptr;
    Card* m_card = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_clear = nullptr;
    QStackedWidget* m_stack = nullptr;
    ResultTable* m_table = nullptr;
    EmptyState* m_empty = nullptr;
    QWidget* m_progressRow = nullptr;
    QLabel* m_progressText = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_cancel = nullptr;
    ClassifyDetail* m_detail = nullptr;

    int m_pasted = 0; ///< Pictures pasted so far, for their names.
};

} // namespace weft
