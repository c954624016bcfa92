#include "app/pages/inspect_page.h"

#include "app/pages/inspect_board.h"
#include "app/pages/save_dialog.h"
#include "app/session/job.h"
#include "app/session/workbench.h"

#include "widgets/images/image_convert.h"
#include "widgets/util/empty_state.h"
#include "widgets/util/format.h"
#include "widgets/util/loading_state.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weft {

InspectPage::InspectPage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_waiting(new LoadingState(this))
    , m_board(new InspectBoard(this))
{
    m_empty->button()->setObjectName(QStringLiteral("inspectShowRunsButton"));
    m_waiting->cancelButton()->setObjectName(QStringLiteral("cancelInspectButton"));
    for (QWidget* state : {static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_waiting),
                           static_cast<QWidget*>(m_board)}) {
        m_stack->addWidget(state);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connectAll();
    retranslate();
}

void InspectPage::connectAll()
{
    connect(&m_workbench, &Workbench::openRunChanged, this, &InspectPage::refresh);
    connect(&m_workbench, &Workbench::runsChanged, this, &InspectPage::refresh);
    connect(&m_workbench, &Workbench::inspectCellRequested, this, [this](int truth, int predicted) {
        m_pending = {truth, predicted};
        applyPendingCell();
    });
    connect(&m_workbench.training(), &TrainingSession::epochArrived, this, [this] {
        runGrew(m_workbench.openRun() == m_workbench.training().runDirectory());
    });
    connect(&m_workbench, &Workbench::openRunGrew, this, [this] { runGrew(true); });
    connect(m_empty, &EmptyState::actionRequested, this,
            [this] { m_workbench.goTo(PageId::Runs); });
    connect(m_waiting, &LoadingState::cancelRequested, this, [this] {
        if (m_loading) {
            m_loading->cancel();
            m_loading.clear();
        }
        m_error = Error{ErrorCode::Cancelled, {}, "reading it was cancelled"};
        m_stale = true;
        showState();
    });
    connect(m_board, &InspectBoard::saveRequested, this, &InspectPage::askForPicture);
    connect(m_board, &InspectBoard::networkOpened, this, [this](const OpenedPredictor& network) {
        m_network = network;
        emit headingChanged();
    });
    connect(m_board, &InspectBoard::networkFailed, this, [this](const Error& error) {
        report(true, tr("The network of this run cannot be loaded. %1").arg(Format::error(error)));
    });
}

void InspectPage::refresh()
{
    m_stale = true;
    if (isVisible()) {
        reload();
    }
}

void InspectPage::runGrew(bool open)
{
    // Whoever is looking at an image is not interrupted; an empty page fills itself.
    m_stale = m_stale || open;
    if (m_stale && isVisible() && !ready() && !m_loading) {
        reload();
    }
}

void InspectPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale) {
        reload();
    }
}

bool InspectPage::ready() const
{
    return m_run && m_run->epoch > 0;
}

void InspectPage::reload()
{
    m_stale = false;
    m_error.reset();
    if (m_loading) {
        m_loading->cancel();
        m_loading.clear();
    }
    const QString run = m_workbench.openRun();
    auto known = m_workbench.data();
    if (m_run && m_run->path == run.toStdString()) {
        known = m_run->data ? m_run->data : known;
    } else {
        m_board->clear();
        m_run.reset();
        m_network.reset();
    }
    if (!run.isEmpty()) {
        m_loading = Job::run<Result<InspectedRun>>(
            this,
            [run, known](const std::stop_token& stop, const ProgressCallback& report) {
                return readInspectedRun(run.toStdString(), known, stop, report);
            },
            [this](Result<InspectedRun> result) { takeRun(std::move(result)); });
        m_waiting->setProgress(0, 0);
        connect(m_loading, &Job::progressed, m_waiting, &LoadingState::setProgress);
    }
    showState();
}

void InspectPage::takeRun(Result<InspectedRun> result)
{
    m_loading.clear();
    if (result.ok()) {
        m_run = std::make_shared<const InspectedRun>(std::move(result).value());
    } else {
        m_run.reset();
        m_board->clear();
        m_error = result.error();
    }
    if (ready()) {
        if (m_run->dataError) {
            report(true, tr("The images of this run cannot be shown. %1")
                             .arg(Format::error(*m_run->dataError)));
        }
        m_board->showRun(m_run);
    }
    showState();
    applyPendingCell();
}

void InspectPage::showState()
{
    if (m_error) {
        m_empty->setTexts(tr("This run cannot be shown"), Format::error(*m_error));
    } else if (m_run) {
        m_empty->setTexts(tr("No epoch is finished yet"),
                          tr("The predictions on the validation images appear here after the "
                             "first epoch."));
    } else {
        m_empty->setTexts(tr("No run is open"),
                          tr("Open a run to see its validation images, what the network said of "
                             "them, and where it looked."));
    }
    m_empty->setAction(tr("Show the runs"));
    m_stack->setCurrentWidget(ready()     ? static_cast<QWidget*>(m_board)
                              : m_loading ? static_cast<QWidget*>(m_waiting)
                                          : static_cast<QWidget*>(m_empty));
    emit headingChanged();
}

void InspectPage::applyPendingCell()
{
    if (m_pending && ready() && !m_stale && !m_loading) {
        m_board->showCell(m_pending->first, m_pending->second);
        m_pending.reset();
    }
}

void InspectPage::askForPicture()
{
    const QString name = QFileInfo(m_board->chosenName()).completeBaseName();
    askWhereToSave(
        this, m_workbench.settings(),
        {tr("Save picture"), tr("%1 with heat map.png").arg(name), tr("PNG picture (*.png)")},
        [this](const QString& file) { savePicture(file); });
}

void InspectPage::savePicture(const QString& file)
{
    Job::run<Result<void>>(
        this,
        [file, picture = m_board->composedPicture()](const std::stop_token&,
                                                     const ProgressCallback&) {
            return writePng(fromQImage(picture), file.toStdString());
        },
        [this, file](const Result<void>& result) {
            if (result.ok()) {
                report(false, tr("Saved the picture as %1.").arg(QDir::toNativeSeparators(file)));
            } else {
                report(true,
                       tr("The picture was not saved. %1").arg(Format::error(result.error())));
            }
        });
}

void InspectPage::report(bool failed, const QString& text)
{
    m_workbench.post({failed ? MessageKind::Error : MessageKind::Info, text, {}, {}});
}

QString InspectPage::heading() const
{
    return m_run ? QString::fromStdString(m_run->label.name) : tr("Inspect");
}

QString InspectPage::subheading() const
{
    if (!ready()) {
        return {};
    }
    return tr("best checkpoint, epoch %1 · %2 validation images")
        .arg(m_network ? m_network->epoch : m_run->epoch)
        .arg(Format::count(static_cast<qint64>(m_run->predictions.size())));
}

void InspectPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void InspectPage::retranslate()
{
    m_waiting->setText(tr("Reading the run and its images…"));
    showState();
}

} // namespace weft
