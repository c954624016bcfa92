#pragma once

#include "app/pages/page.h"
#include "app/pages/train/plot_card.h"
#include "app/pages/train/run_story.h"

#include <QPointer>

#include <optional>

class QStackedWidget;

namespace weft {

class ConfusionCard;
class CurvesPanel;
class EmptyState;
class EpochPace;
class Job;
class PlotSaver;
class ProgressHeader;
class TrainingSession;
class WatchedCard;
class Workbench;

/// Shows how a run learns: the one that trains in this window, live, or the one that is open, as
/// its directory tells it. What trains is heard all the time, whatever is shown, so that coming
/// back to it shows everything.
class TrainPage : public Page
{
    Q_OBJECT
public:
    explicit TrainPage(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeContent();
    void connectTraining();
    void connectParts();

    void openRunChanged();
    void showLive();
    void readRun(const QString& directory, bool live);
    void takeRun(bool live, Result<RunStory> read);
    void readLabel();
    void takeLabel(const RunDirectory& run);

    [[nodiscard]] const RunStory* story() const; ///< Null: nothing to show.
    [[nodiscard]] bool showsLive() const { return m_showsLive && m_live.has_value(); }
    void showAll(); ///< Another run, or one that reads differently now.
    void showProgress();
    void showEpochs();
    void showEpoch();
    void openPictures();
    void showProblem(const ProblemEvent& problem);
    void save(PlotCard& card, PlotCard::FileKind kind, const QString& what);
    void retranslate();

    Workbench& m_workbench;
    TrainingSession& m_training;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    ProgressHeader* m_header = nullptr;
    CurvesPanel* m_curves = nullptr;
    WatchedCard* m_watched = nullptr;
    ConfusionCard* m_confusion = nullptr;
    EpochPace* m_pace = nullptr; ///< Of the live run's epochs.
    PlotSaver* m_saver = nullptr;

    std::optional<RunStory> m_live;   ///< Of this window's current or last training.
    std::optional<RunStory> m_stored; ///< Of the open run, where that is another.
    std::optional<Error> m_error;     ///< Why the open run cannot be read.
    bool m_showsLive = false;
    bool m_picturesStale = true; ///< The shown run's images are to be opened when the page shows.
    QPointer<Job> m_reading;
    QPointer<Job> m_readingPast; ///< Of the live run.
};

} // namespace weft
