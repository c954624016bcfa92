#include "app/pages/export/prune_form.h"

#include "app/session/job.h"
#include "app/session/run_launch.h"
#include "app/session/workbench.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

namespace weft {

namespace {

enum Goal { ChannelsGoal, FlopsGoal };

constexpr int leastPercent = 5;
constexpr int mostPercent = 95;
constexpr int usualPercent = 50;
constexpr int usualEpochs = 3;
constexpr int mostEpochs = 1000;

} // namespace

PruneForm::PruneForm(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    build();
    connect(m_slider, &QSlider::valueChanged, m_percent, &QSpinBox::setValue);
    connect(m_percent, &QSpinBox::valueChanged, this, [this](int percent) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(percent);
        plan();
    });
    connect(m_goal, &QComboBox::currentIndexChanged, this, &PruneForm::plan);
    connect(m_rank, &QComboBox::currentIndexChanged, this, &PruneForm::plan);
    connect(m_rate, &QLineEdit::textChanged, this, &PruneForm::updateControls);
    connect(m_start, &QPushButton::clicked, this, &PruneForm::start);
    auto& training = m_workbench.training();
    connect(&training, &TrainingSession::stateChanged, this, &PruneForm::updateControls);
    connect(&training, &TrainingSession::finished, this, &PruneForm::updateControls);
    connect(&m_workbench, &Workbench::busyChanged, this, &PruneForm::updateControls);
    retranslate();
}

void PruneForm::build()
{
    const auto label = [this] {
        auto* const made = new QLabel(this);
        made->setProperty("role", "secondary");
        return made;
    };
    m_intro = label();
    m_intro->setWordWrap(true);
    m_goalLabel = label();
    m_goal = new QComboBox(this);
    m_goal->setObjectName(QStringLiteral("pruneGoal"));
    m_goal->addItems({QString(), QString()});
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setObjectName(QStringLiteral("pruneSlider"));
    m_slider->setRange(leastPercent, mostPercent);
    m_slider->setPageStep(10);
    m_slider->setValue(usualPercent);
    m_percent = new QSpinBox(this);
    m_percent->setObjectName(QStringLiteral("prunePercent"));
    m_percent->setRange(leastPercent, mostPercent);
    m_percent->setSingleStep(5);
    m_percent->setValue(usualPercent);
    m_rankLabel = label();
    m_rank = new QComboBox(this);
    m_rank->setObjectName(QStringLiteral("pruneRank"));
    m_rank->addItems({QString(), QString()});
    m_epochsLabel = label();
    m_epochs = new QSpinBox(this);
    m_epochs->setObjectName(QStringLiteral("pruneEpochs"));
    m_epochs->setRange(0, mostEpochs);
    m_epochs->setValue(usualEpochs);
    m_rateLabel = label();
    m_rate = new QLineEdit(this);
    m_rate->setObjectName(QStringLiteral("pruneRate"));
    m_nameLabel = label();
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("pruneName"));
    m_name->setMaxLength(100);
    m_hint = label();
    m_hint->setObjectName(QStringLiteral("pruneHint"));
    m_hint->setWordWrap(true);
    m_hint->setTextFormat(Qt::PlainText);
    m_start = new QPushButton(this);
    m_start->setObjectName(QStringLiteral("pruneStartButton"));
    m_start->setProperty("primary", true);

    auto* const amount = new QHBoxLayout;
    amount->setSpacing(2 * metrics::unit);
    amount->addWidget(m_slider, 1);
    amount->addWidget(m_percent);
    auto* const grid = new QGridLayout;
    grid->setHorizontalSpacing(2 * metrics::unit);
    grid->setVerticalSpacing(metrics::unit + 4);
    grid->addWidget(m_goalLabel, 0, 0);
    grid->addWidget(m_goal, 0, 1);
    grid->addLayout(amount, 1, 1);
    int row = 2;
    for (const auto& [name, field] :
         std::initializer_list<std::pair<QLabel*, QWidget*>>{{m_rankLabel, m_rank},
                                                             {m_epochsLabel, m_epochs},
                                                             {m_rateLabel, m_rate},
                                                             {m_nameLabel, m_name}}) {
        name->setBuddy(field);
        grid->addWidget(name, row, 0);
        grid->addWidget(field, row++, 1);
    }
    m_goalLabel->setBuddy(m_goal);
    grid->setColumnStretch(1, 1);
    auto* const bottom = new QHBoxLayout;
    bottom->setSpacing(2 * metrics::unit);
    bottom->addWidget(m_hint, 1);
    bottom->addWidget(m_start, 0, Qt::AlignBottom);
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(2 * metrics::unit);
    column->addWidget(m_intro);
    column->addLayout(grid);
    column->addStretch(1);
    column->addLayout(bottom);
}

void PruneForm::setRun(const QString& run, CheckpointKind checkpoint,
                       const std::optional<CheckpointFacts>& facts, const QString& obstacle)
{
    m_run = run;
    m_checkpoint = checkpoint;
    m_facts = facts;
    m_runObstacle = obstacle;
    m_network.reset();
    m_problem.clear();
    if (m_reading) {
        m_reading->cancel();
        m_reading.clear();
    }
    if (facts) {
        m_rate->setText(QString::number(facts->record.config.train.lr / 10, 'g', 4));
    }
    if (isVisible()) {
        read();
    }
    plan();
}

void PruneForm::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    read();
    plan();
}

void PruneForm::read()
{
    if (!m_facts || m_network || m_reading) {
        return;
    }
    m_reading = Job::run<Result<PrunableNetwork>>(
        this,
        [run = m_run.toStdString(), checkpoint = m_checkpoint](const std::stop_token&,
                                                               const ProgressCallback&) {
            return PrunableNetwork::open(run, checkpoint);
        },
        [this](const Result<PrunableNetwork>& network) {
            m_reading.clear();
            takeNetwork(network);
        });
}

void PruneForm::takeNetwork(const Result<PrunableNetwork>& network)
{
    if (network) {
        m_network = *network;
    } else {
        m_problem = Format::error(network.error());
    }
    plan();
}

PruneOptions PruneForm::options() const
{
    PruneOptions options;
    options.rank = m_rank->currentIndex() == 1 ? PruneRank::L1 : PruneRank::BatchNorm;
    const double share = m_percent->value() / 100.0;
    if (m_goal->currentIndex() == FlopsGoal) {
        options.flops = share;
    } else {
        options.ratio = share;
    }
    return options;
}

void PruneForm::plan()
{
    m_plan.reset();
    if (m_network) {
        const auto result = m_network->plan(options());
        if (result) {
            m_plan = *result;
        }
        m_problem = result ? QString() : Format::error(result.error());
    }
    const auto reason = !m_runObstacle.isEmpty() ? m_runObstacle
                        : m_problem.isEmpty()    ? tr("Reading the network…")
                                                 : m_problem;
    emit planned(m_plan, m_plan ? QString() : reason);
    updateControls();
}

QString PruneForm::obstacle() const
{
    if (!m_runObstacle.isEmpty()) {
        return m_runObstacle;
    }
    if (!m_plan) {
        return m_problem.isEmpty() ? tr("Reading the network…") : m_problem;
    }
    for (const auto work : {HeavyWork::Training, HeavyWork::Measuring}) { // It times first.
        if (const auto busy = m_workbench.obstacleTo(work); !busy.isEmpty()) {
            return busy;
        }
    }
    bool number = false;
    const double rate = m_rate->text().trimmed().toDouble(&number);
    return number && rate > 0 ? QString() : tr("The learning rate has to be a number above 0");
}

PruneRequest PruneForm::request() const
{
    PruneRequest request;
    request.run = m_run.toStdString();
    request.checkpoint = m_checkpoint;
    request.options = options();
    request.epochs = m_epochs->value();
    request.lr = m_rate->text().trimmed().toDouble();
    request.library = libraryOf(m_workbench.settings());
    request.name = m_name->text().trimmed().toStdString();
    const auto images = m_workbench.data();
    if (images && images->fingerprint == m_facts->record.dataFingerprint) {
        request.data = openedFor(m_facts->record.config, *images);
    }
    return request;
}

void PruneForm::start()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    m_workbench.training().prune(request());
    m_name->clear();
    m_workbench.goTo(PageId::Train);
}

void PruneForm::updateControls()
{
    const auto reason = obstacle();
    m_hint->setText(reason);
    m_start->setEnabled(reason.isEmpty());
    m_start->setToolTip(reason);
}

void PruneForm::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void PruneForm::retranslate()
{
    m_intro->setText(tr("Takes the channels out that matter least, and trains what remains."));
    m_goalLabel->setText(tr("Remove"));
    m_goal->setItemText(ChannelsGoal, tr("this share of each block's channels"));
    m_goal->setItemText(FlopsGoal, tr("until this share of the FLOPs is left"));
    m_percent->setSuffix(tr(" %"));
    m_percent->setAccessibleName(tr("Share"));
    m_slider->setAccessibleName(tr("Share"));
    m_rankLabel->setText(tr("Ranked by"));
    m_rank->setItemText(0, tr("scale of the batch norm"));
    m_rank->setItemText(1, tr("L1 norm of the filters"));
    m_rank->setToolTip(tr("Channels with the least go first: the absolute scale of their batch "
                          "norm (Liu et al. 2017), or the sum of their filter's absolute weights "
                          "(Li et al. 2016)"));
    m_epochsLabel->setText(tr("Fine-tuning"));
    m_epochs->setSuffix(tr(" epochs"));
    m_epochs->setToolTip(tr("0: the pruned network is measured and kept as it is"));
    m_rateLabel->setText(tr("Learning rate"));
    m_rate->setToolTip(tr("That fine-tuning begins with; a tenth of the run's own is proposed"));
    m_nameLabel->setText(tr("Name"));
    m_name->setPlaceholderText(tr("made from the run's name"));
    m_start->setText(tr("Prune and fine-tune"));
    plan();
}

} // namespace weft
