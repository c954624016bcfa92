#include "app/pages/runs_page.h"

#include "app/pages/follow_folder_button.h"
#include "app/session/job.h"
#include "app/session/workbench.h"

#include "widgets/runs/run_details.h"
#include "widgets/runs/run_table_model.h"
#include "widgets/runs/run_table_view.h"
#include "widgets/util/card.h"
#include "widgets/util/empty_state.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/store/run_holder.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int againGap = 5000; ///< Milliseconds.

bool canResume(const LibraryEntry& entry)
{
    return entry.record &&
           (entry.status.state == RunState::Stopped || entry.status.state == RunState::Interrupted);
}

bool isTraining(const LibraryEntry& entry)
{
    return entry.record && claimsProcess(entry.status.state);
}

} // namespace

RunsPage::RunsPage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
    , m_keeper(new LibraryKeeper(this))
    , m_runs(new RunTableModel(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(m_stack))
{
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeContent());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::cardGap, metrics::cardGap, metrics::cardGap,
                               metrics::cardGap);
    column->addWidget(m_stack);
    connectParts();
    retranslate();
    currentChanged();
}

RunsPage::~RunsPage()
{
    m_details->handOverNotes();
}

QWidget* RunsPage::makeButtons()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::unit);
    const auto add = [&](const char* name) {
        auto* button = new QPushButton(bar);
        button->setObjectName(QLatin1String(name));
        row->addWidget(button);
        return button;
    };
    m_filter = new QLineEdit(bar);
    m_filter->setObjectName(QStringLiteral("runFilter"));
    m_filter->setClearButtonEnabled(true);
    row->addWidget(m_filter, 1);
    m_open = add("openRunButton");
    m_open->setProperty("primary", true);
    m_follow = add("followRunButton");
    m_resume = add("resumeRunButton");
    m_duplicate = add("duplicateRunButton");
    m_export = add("exportRunButton");
    m_rename = add("renameRunButton");
    m_trash = add("trashRunButton");
    return bar;
}

QWidget* RunsPage::makeContent()
{
    auto* splitter = new QSplitter(Qt::Vertical, m_stack);
    splitter->setHandleWidth(metrics::cardGap);
    splitter->setChildrenCollapsible(false);
    m_card = new Card(splitter);
    m_card->addHeaderWidget(new FollowFolderButton(m_workbench, m_card));
    m_elsewhere = new FollowFolderButton(m_workbench, m_empty);
    m_empty->addBelow(m_elsewhere);
    m_table = new RunTableView(m_runs, m_card);
    m_table->setObjectName(QStringLiteral("runTable"));
    m_card->body()->addWidget(makeButtons());
    m_card->body()->addWidget(m_table, 1);
    m_details = new RunDetails(splitter);
    splitter->addWidget(m_card);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 1);
    return splitter;
}

void RunsPage::connectParts()
{
    connect(m_filter, &QLineEdit::textChanged, m_table, &RunTableView::setFilter);
    connect(m_table, &RunTableView::currentRunChanged, this, &RunsPage::currentChanged);
    connect(m_table, &RunTableView::runActivated, this, &RunsPage::open);
    connect(m_open, &QPushButton::clicked, this, [this] { open(m_table->currentRun()); });
    connect(m_follow, &QPushButton::clicked, this, [this] {
        if (const auto* entry = current()) {
            m_workbench.followRun(pathOf(*entry));
        }
    });
    connect(m_resume, &QPushButton::clicked, this, &RunsPage::resumeCurrent);
    connect(m_duplicate, &QPushButton::clicked, this, &RunsPage::duplicateCurrent);
    connect(m_export, &QPushButton::clicked, this, [this] {
        if (const auto* entry = current()) {
            m_workbench.exportRun(pathOf(*entry));
        }
    });
    connect(m_rename, &QPushButton::clicked, m_table, &RunTableView::editName);
    connect(m_trash, &QPushButton::clicked, this, &RunsPage::trashCurrent);
    auto* remove =
        new QShortcut(QKeySequence::Delete, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, m_trash, &QPushButton::click);

    connect(m_runs, &RunTableModel::renamed, this, &RunsPage::saveLabel);
    connect(m_details, &RunDetails::notesEdited, this,
            [this](const QString& path, const QString& notes) {
                if (const int row = m_runs->rowOf(path); row >= 0) {
                    m_runs->setNotes(row, notes);
                    saveLabel(row);
                }
            });
    connect(m_keeper, &LibraryKeeper::labelSaved, &m_workbench, &Workbench::notifyRunsChanged);
    connect(m_keeper, &LibraryKeeper::trashed, this, &RunsPage::runTrashed);
    connect(m_keeper, &LibraryKeeper::restored, this, [this](const QString& run) {
        m_wanted = run;
        m_workbench.notifyRunsChanged();
    });
    connect(m_keeper, &LibraryKeeper::failed, this, [this](const Error& error) {
        m_workbench.post({MessageKind::Error,
                          tr("%1 Nothing has been changed.").arg(Format::error(error)),
                          {},
                          {}});
        refresh();
    });

    connect(m_empty, &EmptyState::actionRequested, this,
            [this] { m_workbench.goTo(PageId::Data); });
    connect(&m_workbench, &Workbench::runsChanged, this, &RunsPage::refresh);
    connect(&m_workbench.settings(), &Settings::libraryFolderChanged, this, &RunsPage::refresh);
    auto& training = m_workbench.training();
    connect(&training, &TrainingSession::epochArrived, this, &RunsPage::refresh);
    connect(&training, &TrainingSession::stateChanged, this, &RunsPage::refresh);
    connect(&m_workbench, &Workbench::busyChanged, this, &RunsPage::currentChanged);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &RunsPage::refresh);
}

QString RunsPage::heading() const
{
    return tr("Runs");
}

QString RunsPage::subheading() const
{
    return m_listed && !m_error ? tr("%n runs", nullptr, m_runs->rowCount()) : QString();
}

std::filesystem::path RunsPage::library() const
{
    const auto folder = m_workbench.settings().libraryFolder();
    return folder.isEmpty() ? defaultLibrary() : std::filesystem::path(folder.toStdString());
}

void RunsPage::refresh()
{
    m_stale = true;
    if (!isVisible() || m_listing) {
        return; // showEvent() or the listing under way sees to it.
    }
    m_stale = false;
    m_listing = Job::run<Listing>(
        this,
        [folder = library()](std::stop_token, const ProgressCallback&) { return listRuns(folder); },
        [this](Listing listing) { takeListing(std::move(listing)); });
    connect(m_listing, &Job::finished, this, [this] {
        m_listing.clear();
        if (m_stale) {
            refresh();
        }
    });
}

void RunsPage::takeListing(Listing listing)
{
    m_listed = true;
    m_error = listing ? std::nullopt : std::optional(listing.error());
    const auto selected = m_wanted.isEmpty() ? m_table->currentRun() : m_wanted;
    m_runs->setEntries(listing ? std::move(*listing) : std::vector<LibraryEntry>());
    m_wanted.clear();
    m_table->selectRun(selected);
    bool others = false;
    for (int row = 0; row < m_runs->rowCount() && !others; ++row) {
        others = trainsElsewhere(m_runs->entry(row));
    }
    if (others) {
        m_again.start(againGap); // They do not tell this window how far they have come.
    }
    showEmptiness();
    currentChanged();
    emit headingChanged();
}

void RunsPage::showEmptiness()
{
    const bool empty = m_runs->rowCount() == 0;
    m_stack->setCurrentIndex(empty ? 0 : 1);
    m_elsewhere->setVisible(m_listed);
    if (!empty || !m_listed) {
        m_empty->setTexts({}, {});
        m_empty->setAction({});
    } else if (m_error) {
        m_empty->setTexts(tr("The runs cannot be listed"), Format::error(*m_error));
        m_empty->setAction({});
    } else {
        m_empty->setTexts(tr("No runs yet"),
                          tr("Every training is kept here, with its curves, its checkpoints and "
                             "your notes. Choose images to train the first."));
        m_empty->setAction(tr("Choose data"));
    }
}

const LibraryEntry* RunsPage::current() const
{
    const int row = m_runs->rowOf(m_table->currentRun());
    return row < 0 ? nullptr : &m_runs->entry(row);
}

void RunsPage::currentChanged()
{
    const auto* const shown = current();
    const bool pruned = shown != nullptr && shown->record && shown->record->parent;
    m_details->showRun(shown, pruned ? m_runs->nameOf(shown->record->parent->id) : QString());
    // Handing over the last run's notes may have changed the rows; look again.
    const auto* entry = current();
    const bool readable = entry != nullptr && entry->record;
    m_open->setEnabled(readable);
    m_follow->setEnabled(readable && trainsElsewhere(*entry));
    m_resume->setEnabled(readable && canResume(*entry) &&
                         m_workbench.obstacleTo(HeavyWork::Training).isEmpty());
    m_duplicate->setEnabled(readable);
    m_export->setEnabled(readable && entry->status.hasBest());
    m_rename->setEnabled(readable);
    m_trash->setEnabled(entry != nullptr && !isTraining(*entry));
}

void RunsPage::open(const QString& path)
{
    const int row = m_runs->rowOf(path);
    if (row < 0) {
        return;
    }
    if (!m_runs->entry(row).record) {
        m_workbench.post({MessageKind::Warning, whyUnreadable(m_runs->entry(row)), {}, {}});
        return;
    }
    m_workbench.setOpenRun(path);
    m_workbench.goTo(PageId::Train);
}

bool RunsPage::trainsElsewhere(const LibraryEntry& entry) const
{
    const auto& training = m_workbench.training();
    return isTraining(entry) && !(training.active() && training.runDirectory() == pathOf(entry));
}

void RunsPage::resumeCurrent()
{
    if (const auto* entry = current()) {
        m_workbench.resumeRun(pathOf(*entry));
    }
}

void RunsPage::duplicateCurrent()
{
    const auto* entry = current();
    if (entry != nullptr && entry->record) {
        m_workbench.setDraft(entry->record->config);
        m_workbench.goTo(PageId::Configure);
    }
}

void RunsPage::trashCurrent()
{
    if (const auto* entry = current()) {
        m_details->handOverNotes();
        m_keeper->moveToTrash(pathOf(*entry));
    }
}

void RunsPage::saveLabel(int row)
{
    const auto& entry = m_runs->entry(row);
    m_keeper->saveLabel(pathOf(entry), entry.label);
    currentChanged();
}

void RunsPage::runTrashed(const TrashedRun& run)
{
    const int row = m_runs->rowOf(run.original);
    const auto name =
        row < 0 ? run.original : QString::fromStdString(m_runs->entry(row).label.name);
    if (m_workbench.openRun() == run.original) {
        m_workbench.setOpenRun({});
    }
    m_workbench.post({MessageKind::Info, tr("“%1” is in the wastebasket.").arg(name), tr("Undo"),
                      [keeper = QPointer(m_keeper), run] {
                          if (keeper) {
                              keeper->restore(run);
                          }
                      }});
    m_workbench.notifyRunsChanged();
}

void RunsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    refresh(); // Another process may have trained meanwhile.
}

void RunsPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void RunsPage::retranslate()
{
    m_card->setTitle(tr("Library"));
    m_filter->setPlaceholderText(tr("Filter by name, data, network or notes"));
    m_open->setText(tr("Open"));
    m_follow->setText(tr("Follow"));
    m_follow->setToolTip(tr("Shows a run that another program trains, live, on Train"));
    m_resume->setText(tr("Resume"));
    m_resume->setToolTip(tr("Carries on a stopped or interrupted run from its last checkpoint"));
    m_duplicate->setText(tr("Duplicate"));
    m_duplicate->setToolTip(tr("Takes this run's configuration for a new one"));
    m_export->setText(tr("Export…"));
    m_export->setToolTip(tr("Hands the network over as a file, or prunes it"));
    m_rename->setText(tr("Rename"));
    m_trash->setText(tr("Move to wastebasket"));
    m_runs->retranslate();
    showEmptiness();
    emit headingChanged();
}

} // namespace weft
