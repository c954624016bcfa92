#include "app/pages/train/confusion_card.h"
#include "app/pages/train/curves_panel.h"
#include "app/pages/train/epoch_pace.h"
#include "app/pages/train/epoch_stepper.h"
#include "app/pages/train/followed_end.h"
#include "app/pages/train/live_record.h"
#include "app/pages/train/progress_header.h"
#include "app/pages/train/teacher_warning.h"
#include "app/pages/train_page.h"
#include "app/session/followed_run.h"
#include "app/session/workbench.h"

#include "widgets/util/empty_state.h"

namespace weft {

// What the page hears of, and which of its parts acts upon it.

void TrainPage::connectTraining()
{
    m_live.hear(m_training);
    connectStory(m_live);
    connect(&m_training, &TrainingSession::started, this, &TrainPage::showLive);
    m_record = new LiveRecord(m_training, m_live, this);
    connect(m_record, &LiveRecord::pastRead, this, [this] {
        if (shows(m_live)) {
            showAll();
        }
    });
    new TeacherWarning(m_workbench, this);
    connect(&m_training, &TrainingSession::problemArose, this, &TrainPage::showProblem);
    connect(&m_training, &TrainingSession::stateChanged, this, [this] {
        if (m_showsLive && !m_training.takingUp()) {
            stopFollowing();
        }
    });
    connect(&m_training, &TrainingSession::finished, m_pace, &EpochPace::settle);
    connect(&m_training, &TrainingSession::finished, this, &TrainPage::showProgress);
}

void TrainPage::connectFollowed()
{
    m_followed.hear(*m_run);
    connectStory(m_followed);
    new FollowedEnd(m_workbench, *m_run, this);
    connect(&m_workbench, &Workbench::followRequested, this, [this](const QString& run) {
        if (run == m_run->directory()) {
            m_run->look();
        } else if (!m_training.active() || run != m_training.runDirectory()) {
            follow(run);
        }
    });
    connect(&m_followed, &HeardStory::epochGrew, this, [this] {
        if (m_run->caughtUp()) {
            m_workbench.notifyOpenRunGrew();
        }
    });
    connect(m_run, &FollowedRun::hasCaughtUp, this, [this] {
        if (!m_showsLive) {
            showAll();
        }
    });
    connect(m_run, &FollowedRun::contactChanged, this, &TrainPage::contactChanged);
}

/// What is shown of a run follows its story.
void TrainPage::connectStory(HeardStory& heard)
{
    const auto whenShown = [this, &heard](auto act) {
        return [this, &heard, act](const auto&... what) {
            if (shows(heard)) {
                act(what...);
            }
        };
    };
    connect(&heard, &HeardStory::stepsGrew, this,
            whenShown([this](const QVector<StepEvent>& steps) { m_curves->addSteps(steps); }));
    connect(&heard, &HeardStory::rewritten, this, whenShown([this] {
        m_curves->showStory(*story());
        m_pace->epochsGrew();
    }));
    connect(&heard, &HeardStory::epochGrew, this, whenShown([this](const EpochPtr& epoch) {
        m_curves->addEpoch(*epoch);
        m_pace->epochsGrew();
    }));
    connect(&heard, &HeardStory::watchedGrew, this, whenShown([this] { m_pace->epochsGrew(); }));
    connect(&heard, &HeardStory::progressed, this, &TrainPage::showProgress);
    connect(&heard, &HeardStory::recordChanged, this, whenShown([this] {
        showProgress();
        openPictures();
        emit headingChanged();
    }));
}

void TrainPage::connectParts()
{
    connect(&m_workbench, &Workbench::openRunChanged, this, &TrainPage::openRunChanged);
    connect(&m_workbench, &Workbench::runsChanged, this, &TrainPage::readLabel);
    connect(&m_workbench, &Workbench::dataChanged, this, [this] {
        m_picturesStale = true;
        openPictures();
    });
    connect(m_pace, &EpochPace::due, this, [this] {
        if (story()) {
            showEpochs();
        }
    });
    connect(m_empty, &EmptyState::actionRequested, this,
            [this] { m_workbench.goTo(m_contact.trouble ? PageId::Runs : PageId::Configure); });
    connect(m_header, &ProgressHeader::pauseRequested, &m_training, &TrainingSession::pause);
    connect(m_header, &ProgressHeader::unpauseRequested, &m_training, &TrainingSession::unpause);
    connect(m_header, &ProgressHeader::stopRequested, &m_training, &TrainingSession::stop);
    connect(m_header, &ProgressHeader::resumeRequested, this, [this] {
        if (const auto* run = story()) {
            m_workbench.resumeRun(QString(run->directory()));
        }
    });
    connect(m_header, &ProgressHeader::exportRequested, this, [this] {
        if (const auto* run = story()) {
            m_workbench.exportRun(run->directory());
        }
    });
    connect(m_header, &ProgressHeader::liveRequested, this, [this] {
        showLive();
        m_workbench.setOpenRun(m_training.runDirectory());
    });
    connect(&m_confusion->stepper(), &EpochStepper::epochChanged, this, &TrainPage::showEpoch);
    connect(m_confusion, &ConfusionCard::cellClicked, this,
            [this](int truth, int predicted) { m_workbench.inspectCell(truth, predicted); });
    const auto saves = [this](PlotCard& card, const QString& name) {
        connect(&card, &PlotCard::saveRequested, this,
                [this, &card, name](PlotCard::FileKind kind) { save(card, kind, name); });
    };
    saves(m_curves->lossCard(), QStringLiteral("loss"));
    saves(m_curves->accuracyCard(), QStringLiteral("accuracy"));
}

} // namespace weft
