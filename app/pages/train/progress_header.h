#pragma once

#include "app/pages/train/run_story.h"

#include "widgets/util/card.h"

#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;

namespace weft {

class SteadyLabel;

/// Where a run stands and how it does, in one row, with the buttons that steer it; below, where
/// something is wrong, a line that says what.
class ProgressHeader : public Card
{
    Q_OBJECT
public:
    /// What the buttons may do.
    enum class Control {
        Live,     ///< The run trains in this window: pause, stop.
        Idle,     ///< No training in this window: a stopped run can be resumed.
        OtherRun, ///< Another run trains; offers the way to it.
    };

    explicit ProgressHeader(QWidget* parent = nullptr);

    /// A change of state shows at once; figures alone change twice a second or so, as one can read
    /// them, and not at all while nobody sees them.
    void showStory(const RunStory& story, Control control);

signals:
    void pauseRequested();
    void unpauseRequested();
    void stopRequested();
    void resumeRequested();
    void liveRequested();
    void exportRequested();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Figure
    {
        QLabel* name = nullptr;
        SteadyLabel* value = nullptr;
        SteadyLabel* unit = nullptr;
    };

    [[nodiscard]] Figure addFigure();
    void addButtons();
    void showButtons();
    void showFigures();
    void showWhere();
    void showAll();
    void showTrouble(const QString& text);
    [[nodiscard]] QString epochText() const;
    [[nodiscard]] QString stepText() const;
    [[nodiscard]] QString scaleText() const;
    void retranslate();

    SteadyLabel* m_state = nullptr;
    SteadyLabel* m_detail = nullptr;
    SteadyLabel* m_remaining = nullptr;
    QLabel* m_trouble = nullptr; ///< Hidden where there is none.
    QProgressBar* m_bar = nullptr;
    Figure m_best;
    Figure m_speed;
    Figure m_memory;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_live = nullptr;
    QPushButton* m_export = nullptr;

    // What is shown, for a change of language. Without the story's steps, which may be many.
    struct Shown
    {
        RunState state = RunState::Preparing;
        std::optional<ProgressEvent> progress;
        QString problem;
        EpochPtr best;
        int lastEpoch = 0;
        int plannedEpochs = 0;
        double share = 0;
        double seconds = 0;
        double imagesPerSecond = 0;
        std::size_t peakMemoryBytes = 0;
        double lossScale = 0; ///< Of fp16.
        std::int64_t skippedSteps = 0;
        bool resumable = false;
        std::optional<RunContact> contact; ///< Of a run that is followed.
    } m_shown;
    Control m_control = Control::Idle;
    QTimer m_figuresTimer; ///< Runs while the figures rest.
    bool m_figuresStale = false;
    bool m_stopping = false; ///< Asked for; takes effect at the next batch.
};

} // namespace weft
