#pragma once

#include "app/pages/page.h"
#include "app/pages/train/heard_story.h"
#include "app/pages/train/plot_card.h"

class QStackedWidget;

namespace weft {

class ConfusionCard;
class CurvesPanel;
class EmptyState;
class EpochPace;
class FollowedRun;
class LiveRecord;
class PlotSaver;
class ProgressHeader;
class TrainingSession;
class WatchedCard;
class Workbench;

/// Shows how a run learns: the one that trains in this window, or the one that is open, as its
/// directory tells it, live as well where another process trains it. What trains here is heard all
/// the time, whatever is shown, so that coming back to it shows everything.
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
    void connectFollowed();
    void connectStory(HeardStory& heard);
    void connectParts();

    void openRunChanged();
    void follow(const QString& directory); ///< Empty: none.
    void showLive();
    void stopFollowing();
    void readLabel();
    void contactChanged(const RunContact& contact);

    [[nodiscard]] const RunStory* story() const; ///< Null: nothing to show.
    [[nodiscard]] bool shows(const HeardStory& heard) const;
    void showAll(); ///< Another run, or one that reads differently now.
    void showProgress();
    void showEpochs();
    void showEpoch();
    void openPictures();
    void showProblem(const ProblemEvent& problem);
    void refused(const Error& error);
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
    LiveRecord* m_record = nullptr;
    EpochPace* m_pace = nullptr; ///< Of the shown run's epochs.
    PlotSaver* m_saver = nullptr;

    /// The open run, where it is not this window's training; also while that is to take it up, and
    /// may not be able to.
    FollowedRun* m_run = nullptr;
    HeardStory m_live;     ///< Of this window's current or last training.
    HeardStory m_followed; ///< Of m_run.
    RunContact m_contact;  ///< With m_run; its trouble is why nothing shows.
    bool m_showsLive = false;
    bool m_picturesStale = true; ///< The shown run's images are to be opened when the page shows.
};

} // namespace weft
