#include "app/pages/export_page.h"

#include "app/pages/export/export_form.h"
#include "app/pages/export/export_results.h"
#include "app/pages/export/prune_form.h"
#include "app/pages/export/prune_preview.h"
#include "app/pages/network_chooser.h"
#include "app/session/export_session.h"
#include "app/session/job.h"
#include "app/session/open_target.h"
#include "app/session/workbench.h"

#include "widgets/util/card.h"
#include "widgets/util/empty_state.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace weft {

namespace {

constexpr int leftWidth = 416;
enum Tab { FilesTab, PruneTab };

/// The run directory that is dragged in; empty: something else is.
QString draggedRun(const QMimeData& dragged)
{
    const auto urls = dragged.urls();
    const auto path = urls.isEmpty() ? QString() : urls.front().toLocalFile();
    return !path.isEmpty() && openTargetOf({path}) == OpenTarget::Run ? path : QString();
}

} // namespace

ExportPage::ExportPage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
    , m_session(new ExportSession(this))
{
    setAcceptDrops(true);
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap, metrics::cardGap, metrics::cardGap, metrics::cardGap);
    row->setSpacing(metrics::cardGap);
    row->addWidget(makeLeft());
    m_right = new QStackedWidget(this);
    m_empty = new EmptyState(m_right);
    m_empty->button()->setObjectName(QStringLiteral("exportConfigureButton"));
    m_results = new ExportResults(m_right);
    m_preview = new PrunePreview(m_right);
    m_right->addWidget(m_empty);
    m_right->addWidget(m_results);
    m_right->addWidget(m_preview);
    row->addWidget(m_right, 1);
    connectParts();
    connectSession();
    retranslate();
    showRun(tr("Looking for runs…"));
}

QWidget* ExportPage::makeLeft()
{
    auto* const left = new QWidget(this);
    left->setFixedWidth(leftWidth);
    m_chooser = new NetworkChooser(m_workbench, left);
    auto* const card = new Card(left);
    m_tabs = new QTabBar(card);
    m_tabs->setObjectName(QStringLiteral("exportTabs"));
    m_tabs->setExpanding(false);
    m_tabs->addTab({});
    m_tabs->addTab({});
    m_forms = new QStackedWidget(card);
    m_form = new ExportForm(m_workbench, m_forms);
    m_prune = new PruneForm(m_workbench, m_forms);
    m_forms->addWidget(m_form);
    m_forms->addWidget(m_prune);
    card->body()->addWidget(m_tabs);
    card->body()->addWidget(m_forms, 1);
    auto* const column = new QVBoxLayout(left);
    column->setContentsMargins({});
    column->setSpacing(metrics::cardGap);
    column->addWidget(m_chooser);
    column->addWidget(card, 1);
    return left;
}

void ExportPage::connectParts()
{
    connect(m_chooser, &NetworkChooser::chosen, this, &ExportPage::takeChoice);
    connect(m_chooser, &NetworkChooser::nothingToChoose, this, [this] {
        m_facts.reset();
        showRun(tr("No run has a trained network yet"));
    });
    connect(m_tabs, &QTabBar::currentChanged, this, &ExportPage::showState);
    connect(m_form, &ExportForm::exportRequested, this, &ExportPage::start);
    connect(m_prune, &PruneForm::planned, m_preview, &PrunePreview::showPlan);
    connect(m_results, &ExportResults::cancelRequested, m_session, &ExportSession::cancel);
    connect(m_empty, &EmptyState::actionRequested, this,
            [this] { m_workbench.goTo(PageId::Configure); });
    connect(&m_workbench, &Workbench::exportRequested, m_chooser, &NetworkChooser::choose);
    connect(&m_workbench, &Workbench::runsChanged, this, [this] {
        if (isVisible()) {
            m_chooser->refresh();
        }
    });
}

void ExportPage::connectSession()
{
    connect(m_session, &ExportSession::started, this, [this] {
        m_cancelled = false;
        m_failed = false;
        m_form->setActive(true);
        m_workbench.setBusy(HeavyWork::Exporting, true);
        showState();
    });
    connect(m_session, &ExportSession::imagesOpened, m_results, &ExportResults::setImages);
    connect(m_session, &ExportSession::fileArrived, m_results,
            [this] { m_results->setFiles(m_session->files()); });
    connect(m_session, &ExportSession::progressed, m_results, &ExportResults::setProgress);
    connect(m_session, &ExportSession::stopping, m_results, &ExportResults::showStopping);
    connect(m_session, &ExportSession::failed, this, [this](const Error& error) {
        m_failed = true;
        m_workbench.post(
            {MessageKind::Error, tr("The export has failed. %1").arg(Format::error(error))});
    });
    connect(m_session, &ExportSession::cancelled, this, [this] { m_cancelled = true; });
    connect(m_session, &ExportSession::finished, this, &ExportPage::showEnd);
}

QString ExportPage::heading() const
{
    return tr("Export");
}

QString ExportPage::subheading() const
{
    return m_chooser->run().isEmpty()
               ? QString()
               : m_chooser->runName() + QStringLiteral(" · ") + m_chooser->checkpointText();
}

void ExportPage::takeChoice(const QString& run, const NetworkChoice& choice)
{
    if (m_reading) {
        m_reading->cancel();
    }
    m_facts.reset();
    showRun(tr("Reading the run…"));
    m_reading = Job::run<Result<CheckpointFacts>>(
        this,
        [path = run.toStdString(), checkpoint = choice.checkpoint](const std::stop_token&,
                                                                   const ProgressCallback&) {
            return readCheckpointFacts(path, checkpoint);
        },
        [this](const Result<CheckpointFacts>& facts) {
            m_reading.clear();
            takeFacts(facts);
        });
    emit headingChanged();
}

void ExportPage::takeFacts(const Result<CheckpointFacts>& facts)
{
    if (!facts) {
        m_chooser->showProblem(Format::error(facts.error()));
        showRun(tr("This run cannot be read"));
        return;
    }
    m_facts = *facts;
    OpenedPredictor network;
    network.run = m_chooser->run();
    network.epoch = facts->epoch;
    network.accuracy = facts->accuracy;
    m_chooser->showNetwork(network);
    showRun({});
}

void ExportPage::showRun(const QString& obstacle)
{
    m_form->setRun(m_chooser->runName(), obstacle);
    m_prune->setRun(m_chooser->run(), m_chooser->choice().checkpoint, m_facts, obstacle);
    showState();
}

void ExportPage::start()
{
    if (!m_facts) {
        return;
    }
    auto request = m_form->request();
    request.run = m_chooser->run().toStdString();
    request.checkpoint = m_chooser->choice().checkpoint;
    m_exported = m_chooser->runName();
    QStringList names;
    for (const auto& name : m_facts->record.classNames) {
        names.append(QString::fromStdString(name));
    }
    m_results->begin(m_exported, request.targets, names);
    m_session->start(request);
}

void ExportPage::showEnd()
{
    m_results->end();
    m_form->setActive(false);
    m_workbench.setBusy(HeavyWork::Exporting, false);
    const auto& files = m_session->files();
    const auto refused = std::ranges::count_if(
        files, [](const ExportedFile& file) { return file.refused.has_value(); });
    const int good = static_cast<int>(
        std::ranges::count_if(files, [](const ExportedFile& file) { return !file.files.empty(); }));
    if (m_cancelled) {
        m_workbench.post(
            {MessageKind::Info,
             tr("The export was cancelled; %n file(s) had been made and stay.", nullptr, good)});
    } else if (refused > 0) {
        m_workbench.post(
            {MessageKind::Warning, tr("%n file(s) could not be exported; the proof says why.",
                                      nullptr, static_cast<int>(refused))});
    } else if (!m_failed) {
        m_workbench.post(
            {MessageKind::Info, tr("%n file(s) of “%1” exported.", nullptr, good).arg(m_exported)});
    }
    showState();
}

void ExportPage::showState()
{
    m_forms->setCurrentIndex(m_tabs->currentIndex());
    const bool none = m_chooser->run().isEmpty();
    if (m_tabs->currentIndex() == PruneTab && !none) {
        m_right->setCurrentWidget(m_preview);
    } else {
        m_right->setCurrentWidget(m_results->empty() ? static_cast<QWidget*>(m_empty) : m_results);
    }
    m_empty->setTexts(none ? tr("Nothing to export yet") : tr("Nothing exported yet"),
                      none ? tr("Train a network first. Then hand it over from here: as a file for "
                                "other engines, for PyTorch, for a spreadsheet or to read.")
                           : tr("A second engine runs every network on the run's validation images "
                                "before its file is called good. What it finds is shown here."));
    m_empty->setAction(none ? tr("Configure a run") : QString());
}

void ExportPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_chooser->refresh();
}

void ExportPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (!draggedRun(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void ExportPage::dropEvent(QDropEvent* event)
{
    if (const auto run = draggedRun(*event->mimeData()); !run.isEmpty()) {
        event->acceptProposedAction();
        m_chooser->choose(run);
    }
}

void ExportPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        m_chooser->refresh(true); // What is said of the run comes anew.
    }
}

void ExportPage::retranslate()
{
    m_tabs->setTabText(FilesTab, tr("Export files"));
    m_tabs->setTabText(PruneTab, tr("Prune"));
    m_tabs->setAccessibleName(tr("What to do with the network"));
    showState();
    emit headingChanged();
}

} // namespace weft
