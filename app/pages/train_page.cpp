#include "app/pages/train_page.h"

#include "app/pages/train/confusion_card.h"
#include "app/pages/train/curves_panel.h"
#include "app/pages/train/epoch_pace.h"
#include "app/pages/train/epoch_stepper.h"
#include "app/pages/train/follow_texts.h"
#include "app/pages/train/live_record.h"
#include "app/pages/train/plot_saver.h"
#include "app/pages/train/progress_header.h"
#include "app/pages/train/watched_card.h"
#include "app/session/followed_run.h"
#include "app/session/workbench.h"

#include "widgets/runs/network_title.h"
#include "widgets/runs/process_text.h"
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
    stopFollowing();
    if (!directory.isEmpty()) {
        m_followed.begin(directory);
        m_run->follow(directory);
    }
    showAll();
}

void TrainPage::showLive()
{
    m_showsLive = true;
    if (!m_training.takingUp()) {
        stopFollowing();
    }
    showAll();
}

void TrainPage::stopFollowing()
{
    m_contact = {};
    m_run->stop();
    m_followed.clear();
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
    if (problem.fatal && m_training.takingUp()) {
        refused(problem.error);
        return;
    }
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

/// The run was not taken up: what was shown of it still is, and goes on.
void TrainPage::refused(const Error& error)
{
    m_live.clear();
    if (m_showsLive) {
        const auto open = m_workbench.openRun();
        m_showsLive = false;
        if (open == m_run->directory()) {
            showAll();
        } else {
            follow(open);
        }
    }
    m_workbench.post(
        {MessageKind::Error, tr("The run could not be resumed. %1").arg(Format::error(error))});
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
    const auto& record = *shown->record();
    const auto what =
        tr("%1 · %2", "data set, network")
            .arg(QString::fromStdString(record.dataTitle), networkTitle(record.config));
    const int processes = record.config.train.processes;
    return processes > 1 ? tr("%1 · %2", "data set and network, processes")
                               .arg(what, ProcessText::of(processes, record.environment.threads))
                         : what;
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
