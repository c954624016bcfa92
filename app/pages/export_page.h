#pragma once

#include "app/pages/page.h"
#include "app/session/checkpoint_facts.h"

#include "core/deploy/export_run.h"

#include <QPointer>

#include <memory>
#include <optional>

class QStackedWidget;
class QTabBar;

namespace weft {

class EmptyState;
class ExportForm;
class ExportResults;
class ExportSession;
class Job;
class NetworkChooser;
class PruneForm;
class PrunePreview;
class Workbench;

/// Where a run's network leaves Weft: as files, each proved by a second engine, or pruned into a
/// smaller one. What is to be done at the left, what came of it at the right.
class ExportPage : public Page
{
    Q_OBJECT
public:
    explicit ExportPage(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    [[nodiscard]] QWidget* makeLeft();
    void connectParts();
    void connectSession();

    void takeChoice(const QString& run, const NetworkChoice& choice);
    void takeFacts(const Result<CheckpointFacts>& facts);
    void showRun(const QString& obstacle);
    void start();
    void showEnd();
    void showState();
    void retranslate();

    Workbench& m_workbench;
    ExportSession* m_session = nullptr;
    std::optional<CheckpointFacts> m_facts; ///< Of the choice; empty while they are read.
    QString m_exported;                     ///< Name of the run that the results are of.
    bool m_cancelled = false;
    bool m_failed = false;
    QPointer<Job> m_reading;

    NetworkChooser* m_chooser = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_forms = nullptr;
    ExportForm* m_form = nullptr;
    PruneForm* m_prune = nullptr;
    QStackedWidget* m_right = nullptr;
    EmptyState* m_empty = nullptr;
    ExportResults* m_results = nullptr;
    PrunePreview* m_preview = nullptr;
};

} // namespace weft
