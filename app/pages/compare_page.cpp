#include "app/pages/compare_page.h"

#include "app/pages/compare/plan_card.h"
#include "app/pages/compare/result_card.h"
#include "app/session/comparison_session.h"
#include "app/session/job.h"
#include "app/session/run_launch.h"

#include "widgets/util/card.h"
#include "widgets/util/empty_state.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int planWidth = 304;

/// Seconds that the runs to come will take, as those before them did; -1 while none has finished.
double remainingSeconds(const Comparison& comparison)
{
    double seconds = 0;
    double finished = 0;
    double left = 0;
    for (const auto& run : comparison.runs()) {
        const bool done = run.state == ComparedState::Finished;
        seconds += done ? run.seconds : 0;
        finished += done ? 1 : 0;
        left += run.state == ComparedState::Open || run.state == ComparedState::Begun ? 1 : 0;
    }
    return finished > 0 ? seconds / finished * left : -1;
}

} // namespace

ComparePage::ComparePage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
    , m_session(new ComparisonSession(workbench, this))
{
    build();
    connect(m_plan, &PlanCard::startRequested, this, &ComparePage::start);
    connect(m_plan, &PlanCard::stopRequested, m_session, &ComparisonSession::stop);
    connect(m_session, &ComparisonSession::changed, this, &ComparePage::showSession);
    connect(m_session, &ComparisonSession::opened, this,
            [this] { m_plan->setPlan(m_session->comparison()->plan()); });
    connect(m_session, &ComparisonSession::refused, this, [this](const QString& reason) {
        m_workbench.post({MessageKind::Error, reason});
    });
    connect(m_session, &ComparisonSession::failed, this, [this](const QString& reason) {
        m_workbench.post({MessageKind::Error, tr("The comparison has stopped. %1").arg(reason)});
    });
    connect(m_watch, &QPushButton::clicked, this, [this] { m_workbench.goTo(PageId::Train); });
    connect(m_earlier, &QComboBox::activated, this,
            [this] { m_session->open(m_earlier->currentData().toString()); });
    connect(m_empty, &EmptyState::actionRequested, this,
            [this] { m_workbench.goTo(PageId::Configure); });
    retranslate();
    showSession();
}

void ComparePage::build()
{
    m_plan = new PlanCard(m_workbench, this);
    m_plan->setFixedWidth(planWidth);
    m_progress = new Card(this);
    m_what = new QLabel(m_progress);
    m_what->setObjectName(QStringLiteral("compareWhat"));
    m_bar = new QProgressBar(m_progress);
    m_bar->setObjectName(QStringLiteral("compareBar"));
    m_bar->setTextVisible(false);
    m_remaining = new QLabel(m_progress);
    m_remaining->setProperty("role", QStringLiteral("secondary"));
    m_watch = new QPushButton(m_progress);
    m_watch->setObjectName(QStringLiteral("compareWatchButton"));
    m_watch->setProperty("flat", true);
    m_progress->addHeaderWidget(m_watch);
    auto* const line = new QHBoxLayout;
    line->setSpacing(2 * metrics::unit);
    line->addWidget(m_bar, 1);
    line->addWidget(m_remaining);
    m_progress->body()->addWidget(m_what);
    m_progress->body()->addLayout(line);

    m_earlierLabel = new QLabel(this);
    m_earlierLabel->setProperty("role", QStringLiteral("secondary"));
    m_earlier = new QComboBox(this);
    m_earlier->setObjectName(QStringLiteral("compareEarlier"));
    m_earlier->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_earlierLabel->setBuddy(m_earlier);
    auto* const choice = new QHBoxLayout;
    choice->setSpacing(metrics::unit);
    choice->addStretch(1);
    choice->addWidget(m_earlierLabel);
    choice->addWidget(m_earlier);

    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(m_stack);
    m_result = new ResultCard(m_workbench, m_stack);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_result);

    auto* const right = new QVBoxLayout;
    right->setSpacing(metrics::cardGap);
    right->addLayout(choice);
    right->addWidget(m_progress);
    right->addWidget(m_stack, 1);
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap, metrics::cardGap, metrics::cardGap, metrics::cardGap);
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_plan);
    row->addLayout(right, 1);
}

QString ComparePage::heading() const
{
    return tr("Comparison");
}

QString ComparePage::subheading() const
{
    const auto* const comparison = m_session->comparison();
    return comparison ? QString::fromStdString(comparison->plan().title) : QString();
}

void ComparePage::start()
{
    if (const auto started = m_session->start(m_plan->plan()); !started) {
        m_workbench.post({MessageKind::Error, Format::error(started.error())});
    }
}

void ComparePage::listComparisons()
{
    if (m_listing) {
        m_listing->cancel();
    }
    m_listing = Job::run<QFileInfoList>(
        this,
        [library = QString::fromStdString(libraryOf(m_workbench.settings()).string())](
            const std::stop_token&, const ProgressCallback&) {
            return QDir(library).entryInfoList({QStringLiteral("*.comparison")},
                                               QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
        },
        [this](const QFileInfoList& folders) { takeComparisons(folders); });
}

void ComparePage::takeComparisons(const QFileInfoList& folders)
{
    m_earlier->clear();
    QStringList names;
    for (const auto& folder : folders) {
        names += folder.completeBaseName();
        m_earlier->addItem(names.last(), folder.filePath());
    }
    m_plan->setTakenFolders(names);
    m_earlier->setCurrentIndex(listedIndex());
    const bool any = m_earlier->count() > 0;
    m_earlier->setVisible(any);
    m_earlierLabel->setVisible(any);
    m_earlier->setEnabled(!m_session->active());
}

int ComparePage::listedIndex() const
{
    const auto* const comparison = m_session->comparison();
    return comparison ? m_earlier->findData(QString::fromStdString(comparison->folder().string()))
                      : -1;
}

void ComparePage::showSession()
{
    m_plan->setActive(m_session->active());
    m_earlier->setEnabled(!m_session->active());
    const auto* const comparison = m_session->comparison();
    m_stack->setCurrentWidget(comparison ? static_cast<QWidget*>(m_result) : m_empty);
    if (comparison) {
        m_result->setComparison(*comparison, m_session->table());
    }
    m_earlier->setCurrentIndex(listedIndex());
    if (comparison && m_earlier->currentIndex() < 0) {
        listComparisons(); // It has just begun.
    }
    showProgress();
    emit headingChanged();
}

void ComparePage::showProgress()
{
    const auto* const comparison = m_session->comparison();
    const auto state = m_session->state();
    const bool working =
        state == ComparisonSession::State::Training || state == ComparisonSession::State::Timing;
    m_progress->setVisible(working);
    if (!working) {
        return;
    }
    const auto runs = comparison->runs().size();
    m_bar->setRange(0, static_cast<int>(runs) + 1);
    m_bar->setValue(static_cast<int>(m_session->position()));
    m_watch->setVisible(state == ComparisonSession::State::Training);
    if (state == ComparisonSession::State::Timing) {
        m_what->setText(tr("Timing the networks in turns"));
        m_remaining->clear();
        return;
    }
    const auto& run = comparison->runs().at(m_session->position());
    m_what->setText(tr("Run %1 of %2: %3, seed %4")
                        .arg(m_session->position() + 1)
                        .arg(runs)
                        .arg(QString::fromStdString(comparison->plan().configs.at(run.config).name))
                        .arg(run.seed));
    const double seconds = remainingSeconds(*comparison);
    m_remaining->setText(seconds < 0 ? QString()
                                     : tr("about %1 left").arg(Format::duration(seconds)));
}

void ComparePage::showEvent(QShowEvent* event)
{
    listComparisons();
    Page::showEvent(event);
}

void ComparePage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        showProgress();
        emit headingChanged();
    }
    Page::changeEvent(event);
}

void ComparePage::retranslate()
{
    m_progress->setTitle(tr("Progress"));
    m_watch->setText(tr("Watch"));
    m_watch->setToolTip(tr("Shows the run that trains now"));
    m_earlierLabel->setText(tr("Comparisons"));
    m_empty->setTexts(tr("Nothing is compared yet"),
                      tr("Set up a network in Configure and add it here, then another. Weft trains "
                         "each with several seeds and says whether the difference is more than "
                         "chance."));
    m_empty->setAction(tr("Go to Configure"));
}

} // namespace weft
