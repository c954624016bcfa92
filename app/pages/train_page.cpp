#include "app/pages/train_page.h"

#include "app/pages/train/confusion_card.h"
#include "app/pages/train/curves_panel.h"
#include "app/pages/train/epoch_pace.h"
#include "app/pages/train/epoch_stepper.h"
#include "app/pages/train/plot_saver.h"
#include "app/pages/train/progress_header.h"
#include "app/pages/train/teacher_warning.h"
#include "app/pages/train/watched_card.h"
#include "app/session/job.h"
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

#include <utility>

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
{
    m_empty->button()->setObjectName(QStringLiteral("configureRunButton"));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeContent());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_stack);

    connectTraining();
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
    connect(&m_training, &TrainingSession::started, this, [this] {
        m_live.emplace();
        showLive();
    });
    connect(&m_training, &TrainingSession::runDirectoryKnown, this, [this](const QString& run) {
        if (m_live) {
            m_live->setDirectory(run);
            readRun(run, true);
        }
    });
    connect(&m_training, &TrainingSession::stepsArrived, this,
            [this](const QVector<StepEvent>& steps) {
                const bool superseded = m_live->addSteps(steps);
                if (showsLive() && superseded) {
                    m_curves->showStory(*m_live);
                } else if (showsLive()) {
                    m_curves->addSteps(steps);
                }
            });
    connect(&m_training, &TrainingSession::epochArrived, this, [this](const EpochPtr& epoch) {
        const bool superseded = m_live->addEpoch(epoch);
        if (showsLive()) {
            if (superseded) {
                m_curves->showStory(*m_live);
            } else {
                m_curves->addEpoch(*epoch);
            }
            m_pace->epochsGrew();
        }
    });
    connect(&m_training, &TrainingSession::watchedArrived, this, [this](const WatchedPtr& watched) {
        m_live->addWatched(watched);
        if (showsLive()) {
            m_pace->epochsGrew();
        }
    });
    connect(&m_training, &TrainingSession::progressChanged, this,
            [this](const ProgressEvent& progress) {
                m_live->setProgress(progress);
                showProgress();
            });
    connect(&m_training, &TrainingSession::stateChanged, this, [this](RunState state) {
        m_live->setState(state);
        showProgress();
    });
    new TeacherWarning(m_workbench, this);
    connect(&m_training, &TrainingSession::problemArose, this, &TrainPage::showProblem);
    connect(&m_training, &TrainingSession::finished, m_pace, &EpochPace::settle);
    connect(&m_training, &TrainingSession::finished, this, &TrainPage::showProgress);
    connect(m_pace, &EpochPace::due, this, [this] {
        if (showsLive()) {
            showEpochs();
        }
    });
}

void TrainPage::connectParts()
{
    connect(&m_workbench, &Workbench::openRunChanged, this, &TrainPage::openRunChanged);
    connect(&m_workbench, &Workbench::runsChanged, this, &TrainPage::readLabel);
    connect(&m_workbench, &Workbench::dataChanged, this, [this] {
        m_picturesStale = true;
        openPictures();
    });
    connect(m_empty, &EmptyState::actionRequested, this,
            [this] { m_workbench.goTo(m_error ? PageId::Runs : PageId::Configure); });
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
    if (m_live &&
        (run.isEmpty() ? m_training.active()
                       : run == m_live->directory() || run == m_training.runDirectory())) {
        showLive();
        return;
    }
    m_showsLive = false;
    m_stored.reset();
    m_error.reset();
    if (m_reading) {
        m_reading->cancel();
        m_reading.clear();
    }
    if (!run.isEmpty()) {
        readRun(run, false);
    }
    showAll();
}

void TrainPage::showLive()
{
    m_showsLive = true;
    m_stored.reset();
    m_error.reset();
    showAll();
}

void TrainPage::readRun(const QString& directory, bool live)
{
    auto* job = Job::run<Result<RunStory>>(
        this,
        [path = directory.toStdString()](const std::stop_token&, const ProgressCallback&) {
            return RunStory::read(path);
        },
        [this, live](Result<RunStory> read) { takeRun(live, std::move(read)); });
    auto& slot = live ? m_readingPast : m_reading;
    if (slot) {
        slot->cancel();
    }
    slot = job;
}

void TrainPage::takeRun(bool live, Result<RunStory> read)
{
    if (live) {
        // A run that cannot be read back is the trainer's to report.
        if (read && m_live) {
            m_live->addPast(*read);
        }
    } else if (read) {
        m_stored = std::move(read).value();
    } else {
        m_error = read.error();
    }
    if (live == showsLive()) {
        showAll();
    }
}

void TrainPage::readLabel()
{
    const auto* shown = story();
    if (!shown || shown->directory().isEmpty()) {
        return;
    }
    Job::run<Result<RunDirectory>>(
        this,
        [path = shown->directory().toStdString()](const std::stop_token&, const ProgressCallback&) {
            return RunDirectory::open(path);
        },
        [this](const Result<RunDirectory>& run) {
            if (run) {
                takeLabel(*run);
            }
        });
}

void TrainPage::takeLabel(const RunDirectory& run)
{
    const QString directory = QString::fromStdString(run.path().string());
    if (showsLive() && m_live->directory() == directory) {
        m_live->setRecord(run.record(), run.label());
        m_live->notePeakMemory(run.status().peakMemoryBytes);
    } else if (!showsLive() && m_stored && m_stored->directory() == directory) {
        m_stored->setRecord(run.record(), run.label());
        m_stored->setState(run.status().state);
        m_stored->notePeakMemory(run.status().peakMemoryBytes);
    }
    showProgress();
    emit headingChanged();
}

const RunStory* TrainPage::story() const
{
    if (m_showsLive) {
        return m_live ? &*m_live : nullptr;
    }
    return m_stored ? &*m_stored : nullptr;
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
                                    : showsLive() ? ProgressHeader::Control::Live
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
    if (problem.fatal && m_live) {
        m_live->setProblem(text);
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
    if (m_error) {
        m_empty->setTexts(tr("This run cannot be read"), Format::error(*m_error));
        m_empty->setAction(tr("Choose another run"));
    } else if (m_reading) {
        m_empty->setTexts(tr("Reading the run…"), {});
        m_empty->setAction({});
    } else {
        m_empty->setTexts(tr("No run yet"),
                          tr("Start one, and its curves, its mistakes and what it looks at appear "
                             "here while it learns. A run of the library opens here as well."));
        m_empty->setAction(tr("Configure a run"));
    }
}

} // namespace weft
