#pragma once

#include "app/pages/page.h"

#include "core/data/data_source.h"

#include <QElapsedTimer>
#include <QPointer>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;

namespace weft {

class Card;
class DropZone;
class Job;
class SourceChooser;
class SourceOverview;
class Workbench;

/// Chooses and opens a data source: scans it in the background, then shows what is in it.
class DataPage : public Page
{
    Q_OBJECT
public:
    explicit DataPage(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

    /// Scans the source in the background and makes it the workbench's data. Takes the place of a
    /// scan that is under way.
    void open(const QString& location);

protected:
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildEmpty();
    void buildScan();
    void chooseFolder();
    void chooseFile();
    void openFirst(const QStringList& files);
    void take(Result<DataSource> result);
    void cancelScan();
    void showProgress(qint64 completed, qint64 total);
    void showState();
    void retranslate();

    Workbench& m_workbench;
    QPointer<Job> m_job;
    QString m_location; ///< Of the scan under way.
    QElapsedTimer m_clock;

    SourceChooser* m_chooser;
    QStackedLayout* m_places;
    Card* m_empty;
    QLabel* m_emptyText;
    DropZone* m_dropZone;
    Card* m_scan;
    QLabel* m_scanText;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    SourceOverview* m_overview;
};

} // namespace weft
