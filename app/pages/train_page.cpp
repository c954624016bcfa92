#include "app/pages/train_page.h"

#include "app/pages/train/confusion_card.h"
#include "app/pages/train/curves_panel.h"
#include "app/pages/train/epoch_pace.h"
#include "app/pages/train/epoch_stepper.h"
#include "app/pages/train/follow_texts.h"
#include "app/pages/train/followed_end.h"
#include "app/pages/train/live_record.h"
#include "app/pages/train/plot_saver.h"
#include "app/pages/train/progress_header.h"
#include "app/pages/train/teacher_warning.h"
#include "app/pages/train/watched_card.h"
#include "app/session/followed_run.h"
#include "app/session/workbench.h"

#include "widgets/runs/network_title.h"
#include "widgets/util/empty_state.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weft {

TrainPage::TrainPage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
    , m_training(workbench.training())
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_header(new ProgressHeader(this))
    , m_curves(new CurvesPanel(this))
    , m_watched(new WatchedCard(this))
    , m_confusion(new ConfusionCard(this))
    , m_pace(new EpochPace(this))
    , m_saver(new PlotSaver(workbench, this))
    , m_run(new FollowedRun(this))
{
    m_empty->button()->setObjectName(QStringLiteral("configureRunButton"));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeContent());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_stack);

    connectTraining();
    connectFollowed();
    connectParts();
    retranslate();
    openRunChanged();
}

QWidget* TrainPage::makeContent()
{
    auto* right = new QSplitter(Qt::Vertical, this);
    right->addWidget(m_watched);
    right->addWidget(m_confusion);
    right->setSizes({1060, 1000});
    auto* halves = new QSplitter(Qt::Horizontal, this);
    halves->addWidget(m_curves);
    halves->addWidget(right);
    halves->setSizes({1000, 1120});
    for (auto* split : {right, halves}) {
        split->setHandleWidth(metrics::cardGap);
        split->setChildrenCollapsible(false);
    }
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(metrics::cardGap, metrics::cardGap, metrics::cardGap,
                               metrics::cardGap);
    column->setSpacing(metrics::cardGap);
    column->addWidget(m_header);
    column->addWidget(halves, 1);
    return content;
}

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
    connect(m_run, &FollowedRun::hasCaughtUp, this, &TrainPage::showAll);
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

void TrainPage::openRunChanged()
{
    const QString run = m_workbench.openRun();
    const auto* live = m_live.get();
    if (live && (run.isEmpty() ? m_training.active()
                               : run == live->directory() || run == m_training.runDirectory())) {
        showLive();
    } else {
        follow(run);
    }
}

void TrainPage::follow(const QString& directory)
{
    m_showsLive = false;
    m_contact = {};
    m_run->stop();
    m_followed.clear();
    if (!directory.isEmpty()) {
        m_followed.begin(directory);
        m_run->follow(directory);
    }
    showAll();
}

void TrainPage::showLive()
{
    m_showsLive = true;
    m_contact = {};
    m_run->stop();
    m_followed.clear();
    showAll();
}

void TrainPage::readLabel()
{
    if (m_showsLive) {
        m_record->readLabel();
    } else {
        m_run->look();
    }
}

void TrainPage::contactChanged(const RunContact& contact)
{
    m_contact = contact;
    if (!story()) {
        retranslate(); // It says why there is nothing yet.
    }
}

const RunStory* TrainPage::story() const
{
    if (m_showsLive) {
        return m_live.get();
    }
    return m_run->caughtUp() ? m_followed.get() : nullptr;
}

bool TrainPage::shows(const HeardStory& heard) const
{
    return heard.get() && heard.get() == story();
}

void TrainPage::showAll()
{
    const auto* shown = story();
    m_stack->setCurrentIndex(shown ? 1 : 0);
    m_watched->closeRun();
    m_picturesStale = true;
    if (shown) {
        m_curves->showStory(*shown);
        m_confusion->stepper().follow();
        showEpochs();
        showProgress();
        openPictures();
    }
    retranslate();
    emit headingChanged();
}

void TrainPage::showProgress()
{
    if (const auto* shown = story()) {
        const bool active = m_training.active();
        m_header->showStory(*shown, !active       ? ProgressHeader::Control::Idle
                                    : m_showsLive ? ProgressHeader::Control::Live
                                                  : ProgressHeader::Control::OtherRun);
    }
}

void TrainPage::showEpochs()
{
    m_pace->shown();
    const auto* shown = story();
    auto& stepper = m_confusion->stepper();
    stepper.setRange(shown->firstEpoch(), shown->lastEpoch());
    showEpoch(); // Also where the place is the same: its matrix may have come only now.
    showProgress();
}

void TrainPage::showEpoch()
{
    if (const auto* shown = story()) {
        const int epoch = m_confusion->stepper().epoch();
        m_confusion->showEpoch(shown->epoch(epoch), shown->classNames());
        m_watched->showEpoch(shown->watched(epoch), shown->classNames());
    }
}

void TrainPage::openPictures()
{
    const auto* shown = story();
    if (m_picturesStale && isVisible() && shown && shown->record()) {
        m_picturesStale = false;
        m_watched->openRun(*shown->record(), m_workbench.data());
    }
}

void TrainPage::showProblem(const ProblemEvent& problem)
{
    const QString text = Format::error(problem.error);
    if (problem.fatal && m_live.get()) {
        m_live.get()->setProblem(text);
        showProgress();
    }
    m_workbench.post(
        {problem.fatal ? MessageKind::Error : MessageKind::Warning,
         problem.fatal ? tr("The training stopped. %1 The last good checkpoint is kept.").arg(text)
                       : text});
}

void TrainPage::save(PlotCard& card, PlotCard::FileKind kind, const QString& what)
{
    const QString run = story() ? story()->name() : QString();
    m_saver->ask(card, kind, run.isEmpty() ? what : run + QLatin1Char(' ') + what);
}

QString TrainPage::heading() const
{
    const auto* shown = story();
    return shown && !shown->name().isEmpty() ? shown->name() : tr("Train");
}

QString TrainPage::subheading() const
{
    const auto* shown = story();
    if (!shown || !shown->record()) {
        return {};
    }
    return tr("%1 · %2", "data set, network")
        .arg(QString::fromStdString(shown->record()->dataTitle),
             networkTitle(shown->record()->config));
}

void TrainPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        emit headingChanged();
    }
}

void TrainPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    openPictures();
}

void TrainPage::retranslate()
{
    if (m_contact.trouble) {
        m_empty->setTexts(tr("This run cannot be read"), Format::error(*m_contact.trouble));
        m_empty->setAction(tr("Choose another run"));
    } else if (!m_run->directory().isEmpty()) {
        m_empty->setTexts(tr("Reading the run…"),
                          FollowTexts::concern(m_contact, RunState::Preparing));
        m_empty->setAction({});
    } else {
        m_empty->setTexts(tr("No run yet"),
                          tr("Start one, and its curves, its mistakes and what it looks at appear "
                             "here while it learns. A run of the library opens here as well."));
        m_empty->setAction(tr("Configure a run"));
    }
}

} // namespace weft
