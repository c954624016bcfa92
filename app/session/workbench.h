#pragma once

#include "app/session/settings.h"
#include "app/session/training_session.h"

#include "widgets/util/message.h"

#include "core/data/data_source.h"

#include <QObject>
#include <QString>

#include <array>
#include <memory>

namespace weft {

/// What takes the whole processor for a while: two at once spoil what either measures.
enum class HeavyWork { Training, Comparing, Measuring, Exporting };

enum class PageId { Data, Configure, Train, Inspect, Classify, Runs, Compare, Export, Cluster };

/// What the pages share: the opened data, the draft configuration, the training and the run that is
/// looked at. Lives in the window's thread; pages talk to one another through it only.
class Workbench : public QObject
{
    Q_OBJECT
public:
    explicit Workbench(QObject* parent = nullptr);
    ~Workbench() override;

    [[nodiscard]] Settings& settings();
    [[nodiscard]] TrainingSession& training();

    /// The source that Data opened; null before.
    [[nodiscard]] std::shared_ptr<const DataSource> data() const;
    void setData(std::shared_ptr<const DataSource> data);

    /// What Configure shows and Start takes.
    [[nodiscard]] const RunConfig& draft() const;
    void setDraft(const RunConfig& config);

    /// The run that Train, Inspect and Classify look at; empty: none.
    [[nodiscard]] QString openRun() const;
    void setOpenRun(const QString& directory);

    /// Told by whoever does it; of the training the workbench knows.
    void setBusy(HeavyWork work, bool busy);
    /// Why work cannot begin beside what goes on, translated; empty: it can. Only an export may
    /// begin beside a training, and a training beside an export: the times that are taken then are
    /// not to be relied on. A prune, which takes some first, has to ask for Measuring, too.
    [[nodiscard]] QString obstacleTo(HeavyWork work) const;

    /// Carries on a stopped or interrupted run and shows Train, or posts why it cannot begin now.
    void resumeRun(const QString& directory);
    /// Shows Train, which follows a run directory that another process may be writing; it need not
    /// exist yet.
    void followRun(const QString& directory);

    void post(const Message& message);
    void withdraw(const QString& text); ///< Of a message that is no longer true.
    void goTo(PageId page);
    void notifyRunsChanged(); ///< After a run was renamed, removed or brought back.
    void notifyOpenRunGrew(); ///< By another process: it has an epoch more.

    /// Opens Inspect on one cell of the confusion matrix (both -1: all images).
    void inspectCell(int truth, int predicted);
    /// Opens Export on a run.
    void exportRun(const QString& directory);

signals:
    void dataChanged();
    void draftChanged();
    void openRunChanged(const QString& directory);
    void openRunGrew(); ///< By notifyOpenRunGrew(); the training tells of itself.
    void followRequested(const QString& directory);
    void busyChanged(); ///< By setBusy(); the training tells of itself.
    void runsChanged(); ///< A run began, ended, was renamed or removed.
    void messagePosted(const weft::Message& message);
    void messageWithdrawn(const QString& text);
    void pageRequested(weft::PageId page);
    void inspectCellRequested(int truth, int predicted);
    void exportRequested(const QString& directory);

private:
    Settings* m_settings;
    TrainingSession* m_training;
    std::shared_ptr<const DataSource> m_data;
    RunConfig m_draft;
    QString m_openRun;
    std::array<bool, 4> m_busy{}; ///< As HeavyWork is; the first is not used.
};

} // namespace weft
