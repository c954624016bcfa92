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
#include <utility>

namespace weft {

namespace {

constexpr int jobRowHeight = 27;

/// What ended before its run was done.
bool canCarryOn(JobPhase phase)
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
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &JobsCard::showCurrent);
    connect(m_model, &QAbstractItemModel::modelReset, this, &JobsCard::showCurrent);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &JobsCard::showCurrent);
    connect(m_refresh, &QPushButton::clicked, this, &JobsCard::refreshRequested);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (const auto* job = current()) {
            emit cancelRequested(*job->record);
        }
    });
    connect(m_carryOn, &QPushButton::clicked, this, [this] {
        if (const auto* job = current()) {
            emit carryOnRequested(*job->record);
        }
    });
    const auto follow = [this] {
        if (const auto* job = current(); job != nullptr && !job->seen.empty()) {
            emit followRequested(QString::fromStdString(job->seen.string()));
        }
    };
    connect(m_follow, &QPushButton::clicked, this, follow);
    connect(m_view, &QTableView::activated, this, follow);
    retranslate();
    showCurrent();
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
    m_model->setEntries(std::move(jobs));
    m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 0 : 1);
    if (m_model->rowCount() > 0 && !m_view->currentIndex().isValid()) {
        m_view->setCurrentIndex(m_model->index(0, 0));
    }
    fitColumns();
    showCurrent();
}

void JobsCard::setRefreshing(bool refreshing)
{
    m_refresh->setEnabled(!refreshing);
}

bool JobsCard::anyOpen() const
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const auto& record = m_model->entry(row).record;
        if (record && !hasEnded(record->state.phase) && record->state.phase != JobPhase::Unknown) {
            return true;
        }
    }
    return false;
}

const JobEntry* JobsCard::current() const
{
    const auto index = m_view->currentIndex();
    if (!index.isValid() || !m_model->entry(index.row()).record) {
        return nullptr;
    }
    return &m_model->entry(index.row());
}

void JobsCard::showCurrent()
{
    const auto* const job = current();
    const auto phase = job != nullptr ? job->record->state.phase : JobPhase::Unknown;
    m_follow->setEnabled(job != nullptr && !job->seen.empty());
    m_cancel->setEnabled(job != nullptr && !hasEnded(phase) && phase != JobPhase::Unknown);
    m_carryOn->setEnabled(job != nullptr && canCarryOn(phase));
}

/// As wide as what stands there; the run's name takes what is left.
void JobsCard::fitColumns()
{
    for (int column = JobTableModel::StateColumn; column < JobTableModel::Columns; ++column) {
        int width = m_view->horizontalHeader()->sectionSizeHint(column);
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const auto text = m_model->index(row, column).data().toString();
            width = std::max(width, m_view->fontMetrics().horizontalAdvance(text));
        }
        m_view->setColumnWidth(column, width + 3 * metrics::unit);
    }
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
