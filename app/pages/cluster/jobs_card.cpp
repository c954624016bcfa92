#include "app/pages/cluster/jobs_card.h"

#include "widgets/runs/job_table_model.h"
#include "widgets/util/empty_state.h"
#include "widgets/util/roomy_delegate.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace weft {

namespace {

constexpr int jobRowHeight = 27;

constexpr int nameWidth = 160; ///< Kept for the run's name, where that takes as much.
constexpr int leastWidth = 48; ///< Of the others.

/// What ended before its run was done.
bool endedEarly(JobPhase phase)
{
    return phase == JobPhase::Stopped || phase == JobPhase::Cancelled ||
           phase == JobPhase::TimedOut || phase == JobPhase::NodeFailed ||
           phase == JobPhase::OutOfMemory || phase == JobPhase::Failed;
}

} // namespace

JobsCard::JobsCard(QWidget* parent)
    : Card(parent)
    , m_model(new JobTableModel(this))
{
    build();
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &JobsCard::showChosen);
    m_view->viewport()->installEventFilter(this);
    connect(m_refresh, &QPushButton::clicked, this, &JobsCard::refreshRequested);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (const auto* job = chosen()) {
            emit cancelRequested(*job->record);
        }
    });
    connect(m_carryOn, &QPushButton::clicked, this, [this] {
        if (const auto* job = chosen()) {
            emit carryOnRequested(*job->record);
        }
    });
    const auto follow = [this] {
        if (const auto* job = chosen(); job != nullptr && !job->seen.empty()) {
            emit followRequested(QString::fromStdString(job->seen.string()));
        }
    };
    connect(m_follow, &QPushButton::clicked, this, follow);
    connect(m_view, &QTableView::activated, this, follow);
    retranslate();
    showChosen();
}

void JobsCard::build()
{
    const auto button = [this](const char* name) {
        auto* const made = new QPushButton(this);
        made->setObjectName(QLatin1String(name));
        made->setProperty("flat", true);
        addHeaderWidget(made);
        return made;
    };
    m_follow = button("clusterFollowButton");
    m_carryOn = button("clusterCarryOnButton");
    m_cancel = button("clusterCancelButton");
    m_refresh = button("clusterRefreshButton");
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(m_stack);
    m_view = new QTableView(m_stack);
    m_view->setObjectName(QStringLiteral("clusterTable"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new RoomyDelegate(this));
    m_view->setProperty("compact", true);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(jobRowHeight);
    auto* const header = m_view->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setSectionResizeMode(JobTableModel::NameColumn, QHeaderView::Stretch);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    body()->addWidget(m_stack, 1);
}

void JobsCard::setJobs(std::vector<JobEntry> jobs)
{
    const auto rows = m_view->selectionModel()->selectedRows();
    std::filesystem::path file;
    if (!rows.isEmpty()) {
        file = m_model->entry(rows.first().row()).file;
    } else if (m_model->rowCount() == 0 && !jobs.empty()) {
        file = jobs.front().file;
    }
    m_model->setEntries(std::move(jobs));
    m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 0 : 1);
    choose(file);
    fitColumns();
    showChosen();
}

void JobsCard::setSubmitting(bool submitting)
{
    m_submitting = submitting;
    showChosen();
}

/// A view that gets the focus has a current row that is not highlighted: it counts for nothing.
const JobEntry* JobsCard::chosen() const
{
    const auto rows = m_view->selectionModel()->selectedRows();
    if (rows.isEmpty() || !m_model->entry(rows.first().row()).record) {
        return nullptr;
    }
    return &m_model->entry(rows.first().row());
}

void JobsCard::choose(const std::filesystem::path& file)
{
    if (m_view->selectionModel()->hasSelection() || file.empty()) {
        return; // No row has moved.
    }
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->entry(row).file == file) {
            m_view->setCurrentIndex(m_model->index(row, 0));
            return;
        }
    }
}

/// Where its run is there as far as can be told, and no newer job has carried it on.
bool JobsCard::canCarryOn(const JobEntry& job) const
{
    if (m_submitting || !endedEarly(job.record->state.phase)) {
        return false;
    }
    bool newer = true;
    bool begun = false; // By itself or by an older job.
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const auto& other = m_model->entry(row);
        newer = newer && &other != &job;
        if (!other.record || other.record->run != job.record->run ||
            other.record->host != job.record->host) {
            continue;
        }
        if (newer) {
            return false;
        }
        begun = begun || other.record->state.elapsed > 0;
    }
    return job.record->host.empty() ? !job.seen.empty() : begun || !job.seen.empty();
}

void JobsCard::showChosen()
{
    const auto offer = [this](QPushButton* button, bool offered) {
        if (!offered && window()->focusWidget() == button) {
            m_view->setFocus(); // Else it would go on to any other button.
        }
        button->setEnabled(offered);
    };
    const auto* const job = chosen();
    const auto phase = job != nullptr ? job->record->state.phase : JobPhase::Unknown;
    offer(m_follow, job != nullptr && !job->seen.empty());
    offer(m_cancel, job != nullptr && !hasEnded(phase) && phase != JobPhase::Unknown);
    offer(m_carryOn, job != nullptr && canCarryOn(*job));
}

/// As wide as what stands there; the run's name takes what is left. Where that is little, when and
/// where a job ran are left out, and the widest of the others have less.
void JobsCard::fitColumns()
{
    std::array<int, JobTableModel::Columns> widths{};
    for (int column = 0; column < JobTableModel::Columns; ++column) {
        int width = m_view->horizontalHeader()->sectionSizeHint(column);
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const auto text = m_model->index(row, column).data().toString();
            width = std::max(width, m_view->fontMetrics().horizontalAdvance(text));
        }
        widths.at(column) = width + 3 * metrics::unit;
    }
    auto& name = widths[JobTableModel::NameColumn];
    name = std::min(name, nameWidth);
    int excess = std::accumulate(widths.begin(), widths.end(), 0) - m_view->viewport()->width();
    for (const auto column : {JobTableModel::SubmittedColumn, JobTableModel::NodesColumn}) {
        const bool hidden = excess > 0;
        m_view->setColumnHidden(column, hidden);
        excess -= hidden ? std::exchange(widths.at(column), 0) : 0;
    }
    for (int taken = 0; taken < excess; ++taken) {
        auto* const widest = std::max_element(&name + 1, widths.data() + widths.size());
        *widest = std::max(*widest - 1, leastWidth);
    }
    for (int column = JobTableModel::StateColumn; column < JobTableModel::Columns; ++column) {
        m_view->setColumnWidth(column, widths.at(column));
    }
}

bool JobsCard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && watched == m_view->viewport()) {
        fitColumns();
    }
    return Card::eventFilter(watched, event);
}

void JobsCard::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void JobsCard::retranslate()
{
    setTitle(tr("Jobs"));
    m_view->setAccessibleName(tr("Submitted jobs"));
    m_follow->setText(tr("Follow"));
    m_follow->setToolTip(
        tr("Shows the run as it trains, once its directory can be seen from here"));
    m_carryOn->setText(tr("Carry on"));
    m_carryOn->setToolTip(tr("Submits a job that carries the run on from its last checkpoint, with "
                             "what the form asks for now"));
    m_cancel->setText(tr("Cancel job"));
    m_cancel->setToolTip(tr("Takes it out of the queue, or ends it with a checkpoint"));
    m_refresh->setText(tr("Refresh"));
    m_empty->setTexts(tr("No jobs yet"),
                      tr("What is submitted stands here with its state, also after a restart. "
                         "Weft asks Slurm while this page is shown."));
    m_model->retranslate();
    fitColumns();
}

} // namespace weft
