#include "app/pages/launch_bar.h"

#include "app/pages/process_paces.h"
#include "app/session/job.h"
#include "app/session/run_launch.h"

#include "widgets/util/flow_layout.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/config/config_json.h"
#include "core/features/feature_cache.h"
#include "core/store/run_library.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTextLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

/// A key figure under its caption, in the grid's next column.
void addFigure(QGridLayout& grid, QLabel* caption, QLabel* value)
{
    caption->setProperty("role", QStringLiteral("secondary"));
    value->setProperty("role", QStringLiteral("keyFigure"));
    const int column = grid.itemAtPosition(0, 0) == nullptr ? 0 : grid.columnCount();
    grid.addWidget(caption, 0, column, Qt::AlignTop | Qt::AlignLeft);
    grid.addWidget(value, 1, column, Qt::AlignTop | Qt::AlignLeft);
}

double ascentOf(const QLabel& label)
{
    QTextLayout layout(label.text(), label.font());
    layout.beginLayout();
    const double ascent = layout.createLine().ascent();
    layout.endLayout();
    return ascent;
}

/// Puts the texts on one line. A unit in Chinese comes from another font, whose letters are taller,
/// and layouts know no base line.
void alignBaselines(std::initializer_list<QLabel*> labels)
{
    double highest = 0;
    for (auto* label : labels) {
        label->ensurePolished();
        highest = std::max(highest, ascentOf(*label));
    }
    for (auto* label : labels) {
        label->setContentsMargins(0, static_cast<int>(std::lround(highest - ascentOf(*label))), 0,
                                  0);
    }
}

/// The run but for how it shares the cores out, which is measured for several ways at once.
std::string measuredOf(RunConfig config)
{
    config.train.processes = 1;
    config.train.threads = 0;
    return toJson(config);
}

} // namespace

LaunchBar::LaunchBar(Workbench& workbench, QWidget* parent)
    : Card(parent)
    , m_workbench(workbench)
    , m_timeCaption(new QLabel(this))
    , m_time(new QLabel(this))
    , m_memoryCaption(new QLabel(this))
    , m_memory(new QLabel(this))
    , m_diskCaption(new QLabel(this))
    , m_disk(new QLabel(this))
    , m_paces(new ProcessPaces(this))
    , m_measure(new QPushButton(this))
    , m_progress(new QProgressBar(this))
    , m_reason(new QLabel(this))
    , m_nameLabel(new QLabel(this))
    , m_name(new QLineEdit(this))
    , m_cluster(new QPushButton(this))
    , m_start(new QPushButton(this))
{
    build();
    connect(m_measure, &QPushButton::clicked, this, &LaunchBar::toggleMeasuring);
    connect(m_start, &QPushButton::clicked, this, &LaunchBar::start);
    connect(m_paces, &ProcessPaces::chosen, this, &LaunchBar::chooseWay);
    connect(m_cluster, &QPushButton::clicked, this, [this] { m_workbench.goTo(PageId::Cluster); });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_nameEdited = !text.trimmed().isEmpty();
        if (!m_nameEdited) {
            proposeName();
        }
    });
    connect(m_name, &QLineEdit::returnPressed, m_start, &QPushButton::click);
    auto& training = m_workbench.training();
    connect(&training, &TrainingSession::stateChanged, this, &LaunchBar::updateControls);
    connect(&training, &TrainingSession::finished, this, &LaunchBar::updateControls);
    connect(&m_workbench, &Workbench::busyChanged, this, &LaunchBar::updateControls);
    connect(&m_workbench, &Workbench::runsChanged, this, &LaunchBar::proposeName);
    connect(&m_workbench.settings(), &Settings::libraryFolderChanged, this,
            &LaunchBar::proposeName);
    retranslate();
}

void LaunchBar::build()
{
    m_time->setObjectName(QStringLiteral("epochTime"));
    m_memory->setObjectName(QStringLiteral("epochMemory"));
    m_disk->setObjectName(QStringLiteral("featureDisk"));
    m_measure->setObjectName(QStringLiteral("measureButton"));
    m_progress->setObjectName(QStringLiteral("measureProgress"));
    m_progress->setFixedWidth(96);
    m_progress->setTextVisible(false);
    m_progress->hide();
    m_reason->setObjectName(QStringLiteral("startReason"));
    m_reason->setProperty("role", QStringLiteral("secondary"));
    m_nameLabel->setProperty("role", QStringLiteral("secondary"));
    m_nameLabel->setBuddy(m_name);
    m_name->setObjectName(QStringLiteral("runNameEdit"));
    m_name->setMinimumWidth(120);
    m_name->setMaximumWidth(240);
    m_name->setMaxLength(100);
    m_start->setObjectName(QStringLiteral("startButton"));
    m_start->setProperty("primary", true);

    addHeaderWidget(m_reason);
    addHeaderWidget(m_progress);
    m_cluster->setObjectName(QStringLiteral("clusterButton"));
    m_cluster->setProperty("flat", true);
    addHeaderWidget(m_cluster);
    auto* figures = new QWidget(this);
    auto* grid = new QGridLayout(figures);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * metrics::unit);
    grid->setVerticalSpacing(0);
    addFigure(*grid, m_timeCaption, m_time);
    addFigure(*grid, m_memoryCaption, m_memory);
    addFigure(*grid, m_diskCaption, m_disk);
    auto* naming = new QWidget(this);
    naming->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(naming);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * metrics::unit);
    row->addStretch(1);
    row->addWidget(m_nameLabel);
    row->addWidget(m_name, 2);
    row->addWidget(m_start);
    auto* flow = new FlowLayout(2 * metrics::unit);
    flow->addWidget(figures);
    flow->addWidget(m_measure);
    flow->addWidget(naming);
    body()->addLayout(flow);
    body()->addWidget(m_paces);
}

void LaunchBar::setRun(const RunConfig& config, const QString& preset, const QString& obstacle)
{
    if (measuredOf(config) != measuredOf(m_config)) {
        m_reports.clear(); // They were measured for another run.
    }
    m_config = config;
    m_preset = preset;
    m_obstacle = obstacle;
    const auto images = m_workbench.data();
    const auto stem = QString::fromStdString(
        runNameStem(preset.toStdString(), images ? images->title : std::string()));
    if (stem != m_stem) {
        m_stem = stem;
        proposeName();
    }
    showFigures();
    updateControls();
}

void LaunchBar::proposeName()
{
    if (m_nameEdited) {
        return;
    }
    if (m_proposal) {
        m_proposal->cancel();
    }
    m_proposal = Job::run<std::string>(
        this,
        [library = libraryOf(m_workbench.settings()), stem = m_stem.toStdString()](
            std::stop_token, const ProgressCallback&) { return proposeRunName(library, stem); },
        [this](const std::string& name) {
            if (!m_nameEdited) {
                m_name->setText(QString::fromStdString(name));
            }
        });
}

void LaunchBar::start()
{
    const auto images = m_workbench.data();
    if (!m_start->isEnabled() || !images) {
        return;
    }
    m_workbench.training().start({.config = m_config,
                                  .library = libraryOf(m_workbench.settings()),
                                  .name = m_name->text().trimmed().toStdString(),
                                  .data = openedFor(m_config, *images)});
    m_nameEdited = false;
    updateControls();
    m_workbench.goTo(PageId::Train);
}

void LaunchBar::toggleMeasuring()
{
    if (m_probe) {
        m_probe->stop();
        m_stopping = true;
        updateControls();
        return;
    }
    const auto images = m_workbench.data();
    if (!images) {
        return;
    }
    m_reports.clear();
    showFigures();
    m_probe = Job::run<Reports>(
        this,
        [config = m_config, images, ranks = m_workbench.training().ranks()](
            std::stop_token stop, const ProgressCallback& report) {
            return probeProcesses(config, *images, ranks, stop, report);
        },
        [this](const Reports& reports) { takeReports(reports); });
    m_progress->setRange(0, 0);
    connect(m_probe, &Job::progressed, this, [this](qint64 completed, qint64 total) {
        m_progress->setRange(0, static_cast<int>(total));
        m_progress->setValue(static_cast<int>(completed));
    });
    connect(m_probe, &Job::finished, this, [this] {
        m_probe.clear();
        m_stopping = false;
        updateControls();
    });
    updateControls();
}

void LaunchBar::takeReports(const Reports& reports)
{
    if (reports) {
        m_reports = *reports;
        showFigures();
    } else if (reports.error().code != ErrorCode::Cancelled) {
        m_workbench.post(
            {MessageKind::Error,
             tr("The run could not be measured. %1").arg(Format::error(reports.error())),
             {},
             {}});
    }
}

const ProbeReport* LaunchBar::report() const
{
    const auto& train = m_config.train;
    const auto found = std::ranges::find_if(m_reports, [&](const ProbeReport& measured) {
        return measured.processes == train.processes &&
               (train.threads == 0 ? measured.wholeMachine : measured.threads == train.threads);
    });
    return found == m_reports.end() ? nullptr : &*found;
}

void LaunchBar::chooseWay(int processes, int threads)
{
    auto draft = m_workbench.draft();
    draft.train.processes = processes;
    // Zero is its part of whatever machine it runs on.
    const auto way = std::ranges::find_if(m_reports, [&](const ProbeReport& measured) {
        return measured.processes == processes && measured.threads == threads;
    });
    draft.train.threads = way != m_reports.end() && way->wholeMachine ? 0 : threads;
    m_workbench.setDraft(draft);
}

void LaunchBar::updateControls()
{
    const bool measuring = m_probe != nullptr;
    m_workbench.setBusy(HeavyWork::Measuring, measuring);
    const auto busy = m_workbench.obstacleTo(HeavyWork::Training);
    const auto reason = busy.isEmpty() || measuring ? m_obstacle : busy;
    const auto besides = m_workbench.obstacleTo(HeavyWork::Measuring);
    m_measure->setEnabled(measuring ? !m_stopping : reason.isEmpty() && besides.isEmpty());
    m_measure->setToolTip(
        besides.isEmpty() ? tr("Train a few steps on these images and reckon from them") : besides);
    m_measure->setText(measuring ? tr("Cancel") : tr("Measure"));
    m_progress->setVisible(measuring);
    m_start->setEnabled(reason.isEmpty() && !measuring);
    m_reason->setText(m_stopping  ? tr("stopping…")
                      : measuring ? tr("Training a few steps…")
                                  : reason);
    m_start->setToolTip(reason);
}

void LaunchBar::showFigures()
{
    const auto unknown = QStringLiteral("–");
    const auto* const measured = report();
    m_time->setText(measured ? Format::duration(measured->secondsPerEpoch) : unknown);
    m_memory->setText(measured ? Format::bytes(measured->peakBytes) : unknown);
    m_paces->show(m_reports, measured);
    const auto images = m_workbench.data();
    const bool kept = images && keepsFeatures(m_config);
    m_diskCaption->setVisible(kept);
    m_disk->setVisible(kept);
    if (kept) {
        m_disk->setText(Format::bytes(
            featureBytes(m_config, images->train->size(), images->validation->size())));
    }
    alignBaselines({m_time, m_memory, m_disk});
}

void LaunchBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void LaunchBar::retranslate()
{
    setTitle(tr("Run"));
    m_timeCaption->setText(tr("an epoch takes about"));
    m_memoryCaption->setText(tr("memory"));
    m_diskCaption->setText(tr("features on disk"));
    m_disk->setToolTip(
        tr("The frozen backbone's features, computed in the first epochs and kept "
           "for later ones and for other runs; see Clear feature cache in the menu"));
    m_nameLabel->setText(tr("Name"));
    m_cluster->setText(tr("Submit to Slurm…"));
    m_cluster->setToolTip(tr("Trains this run on a cluster"));
    m_start->setText(tr("Start"));
    showFigures();
    updateControls();
}

} // namespace weft
