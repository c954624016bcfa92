#include "app/pages/train/progress_header.h"

#include "app/pages/train/follow_texts.h"

#include "widgets/util/format.h"
#include "widgets/util/steady_label.h"
#include "widgets/util/theme.h"

#include <QAbstractAnimation>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <cmath>

namespace weft {

namespace {

constexpr int barSteps = 1000;
constexpr int figuresGap = 350; ///< Milliseconds. Below the training's own gap.

SteadyLabel* steadyLabel(const char* role, QWidget* parent,
                         SteadyLabel::Room room = SteadyLabel::Room::Widest)
{
    auto* label = new SteadyLabel(room, parent);
    label->label().setProperty("role", QLatin1String(role));
    return label;
}

} // namespace

ProgressHeader::ProgressHeader(QWidget* parent)
    : Card(parent)
    , m_state(steadyLabel("heading", this))
    , m_detail(steadyLabel("secondary", this, SteadyLabel::Room::Left))
    , m_remaining(steadyLabel("secondary", this))
    , m_trouble(new QLabel(this))
    , m_bar(new QProgressBar(this))
{
    m_remaining->label().setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_bar->setObjectName(QStringLiteral("trainProgress"));
    m_bar->setTextVisible(false);
    m_bar->setRange(0, barSteps);

    auto* words = new QHBoxLayout;
    words->setSpacing(metrics::cardGap);
    words->addWidget(m_state);
    words->addWidget(m_detail, 1);
    words->addWidget(m_remaining);
    auto* place = new QVBoxLayout;
    place->setSpacing(metrics::unit);
    place->addStretch(1);
    place->addLayout(words);
    place->addWidget(m_bar);
    place->addStretch(1);

    m_best = addFigure();
    m_speed = addFigure();
    m_memory = addFigure();
    auto* row = new QHBoxLayout;
    row->setSpacing(3 * metrics::unit);
    row->addLayout(place, 1);
    for (const auto& figure : {m_best, m_speed, m_memory}) {
        auto* cell = new QGridLayout;
        cell->setSpacing(0);
        cell->setHorizontalSpacing(4);
        cell->addWidget(figure.name, 0, 0, 1, 2);
        cell->addWidget(figure.value, 1, 0, Qt::AlignBaseline);
        cell->addWidget(figure.unit, 1, 1, Qt::AlignBaseline);
        cell->setColumnStretch(1, 1);
        row->addLayout(cell);
    }
    addButtons();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::unit);
    for (auto* button : {m_live, m_export, m_resume, m_pause, m_stop}) {
        buttons->addWidget(button);
    }
    row->addLayout(buttons);
    body()->addLayout(row);
    m_trouble->setObjectName(QStringLiteral("runTrouble"));
    m_trouble->setProperty("role", QStringLiteral("warning"));
    m_trouble->setTextFormat(Qt::PlainText);
    m_trouble->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_trouble->setWordWrap(true);
    m_trouble->hide();
    body()->addWidget(m_trouble);

    m_figuresTimer.setSingleShot(true);
    m_figuresTimer.setInterval(figuresGap);
    connect(&m_figuresTimer, &QTimer::timeout, this, [this] {
        if (m_figuresStale && isVisible()) {
            showAll();
        }
    });
    retranslate();
}

void ProgressHeader::showStory(const RunStory& story, Control control)
{
    const bool sameState = story.state() == m_shown.state && control == m_control;
    m_stopping = m_stopping && sameState;
    m_control = control;
    const auto last = story.steps().isEmpty() ? StepEvent() : story.steps().last();
    m_shown = {story.state(),           story.progress(),        story.problem(), story.best(),
               story.lastEpoch(),       story.plannedEpochs(),   story.share(),   story.seconds(),
               story.imagesPerSecond(), story.peakMemoryBytes(), last.lossScale,  last.skippedSteps,
               story.resumable(),       story.contact()};
    m_figuresStale = true;
    if (!sameState || control != Control::Live || (!m_figuresTimer.isActive() && isVisible())) {
        showAll();
    }
}

void ProgressHeader::showAll()
{
    m_figuresStale = false;
    m_figuresTimer.start();
    showWhere();
    showFigures();
    showButtons();
}

void ProgressHeader::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void ProgressHeader::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    if (m_figuresStale) {
        showAll();
    }
}

ProgressHeader::Figure ProgressHeader::addFigure()
{
    Figure figure{new QLabel(this), steadyLabel("keyFigure", this), steadyLabel("secondary", this)};
    figure.name->setProperty("role", QStringLiteral("secondary"));
    return figure;
}

void ProgressHeader::addButtons()
{
    m_pause = new QPushButton(this);
    m_stop = new QPushButton(this);
    m_resume = new QPushButton(this);
    m_live = new QPushButton(this);
    m_export = new QPushButton(this);
    m_export->setObjectName(QStringLiteral("exportRunButton"));
    m_pause->setObjectName(QStringLiteral("pauseButton"));
    m_stop->setObjectName(QStringLiteral("stopButton"));
    m_resume->setObjectName(QStringLiteral("resumeRunButton"));
    m_live->setObjectName(QStringLiteral("liveRunButton"));
    m_resume->setProperty("primary", true);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_shown.state == RunState::Paused) {
            emit unpauseRequested();
        } else {
            emit pauseRequested();
        }
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stopping = true;
        showWhere();
        showButtons();
        emit stopRequested();
    });
    connect(m_resume, &QPushButton::clicked, this, &ProgressHeader::resumeRequested);
    connect(m_live, &QPushButton::clicked, this, &ProgressHeader::liveRequested);
    connect(m_export, &QPushButton::clicked, this, &ProgressHeader::exportRequested);
}

void ProgressHeader::showButtons()
{
    const bool live = m_control == Control::Live;
    m_pause->setVisible(live);
    m_stop->setVisible(live);
    m_pause->setEnabled(!m_stopping &&
                        (m_shown.state == RunState::Running || m_shown.state == RunState::Paused));
    m_stop->setEnabled(!m_stopping);
    m_pause->setText(m_shown.state == RunState::Paused ? tr("Resume") : tr("Pause"));
    m_resume->setVisible(m_control == Control::Idle && m_shown.resumable);
    m_live->setVisible(m_control == Control::OtherRun);
    // There is no checkpoint before the first epoch's end.
    m_export->setVisible(!live && m_shown.best);
}

void ProgressHeader::showFigures()
{
    const auto& best = m_shown.best;
    m_best.value->setText(best ? Format::percent(best->valTop1) : QStringLiteral("–"));
    m_best.unit->setText(best ? tr("epoch %1").arg(best->epoch) : QString());
    const double speed = m_shown.imagesPerSecond;
    m_speed.value->setText(speed > 0 ? Format::count(std::llround(speed)) : QStringLiteral("–"));
    m_speed.unit->setText(speed > 0 ? tr("images/s") : QString());
    const auto peak = Format::bytes(m_shown.peakMemoryBytes).split(QLatin1Char(' '));
    const bool measured = m_shown.peakMemoryBytes > 0 && peak.size() == 2;
    m_memory.value->setText(measured ? peak.first() : QStringLiteral("–"));
    m_memory.unit->setText(measured ? peak.last() : QString());
}

QString ProgressHeader::epochText() const
{
    const auto& progress = m_shown.progress;
    return progress ? tr("Epoch %1 of %2").arg(progress->epoch).arg(progress->epochs) : QString();
}

/// Nothing in other precisions than fp16.
QString ProgressHeader::scaleText() const
{
    const double scale = m_shown.lossScale;
    if (scale <= 0) {
        return {};
    }
    const auto number =
        scale >= 1 ? Format::count(std::llround(scale)) : QString::number(scale, 'g', 3);
    return tr("loss scale %1, %n step(s) skipped", "", static_cast<int>(m_shown.skippedSteps))
        .arg(number);
}

QString ProgressHeader::stepText() const
{
    const auto& progress = m_shown.progress;
    if (!progress) {
        return {};
    }
    if (progress->answersTotal > 0) {
        return tr("asking the teacher, image %1 of %2")
            .arg(Format::count(static_cast<qint64>(progress->answersDone)),
                 Format::count(static_cast<qint64>(progress->answersTotal)));
    }
    if (progress->stepsPerEpoch <= 0) {
        return {}; // Of a run that is followed, before its first step.
    }
    const auto step = progress->validating ? tr("validating")
                                           : tr("step %1 of %2")
                                                 .arg(Format::count(progress->stepInEpoch),
                                                      Format::count(progress->stepsPerEpoch));
    switch (progress->features) {
    case FeatureUse::Computing:
        return tr("%1 · computing features", "step").arg(step);
    case FeatureUse::Cached:
        return tr("%1 · features from cache, %2", "step, size")
            .arg(step, Format::bytes(progress->featureBytes));
    case FeatureUse::None:
        break;
    }
    return step;
}

void ProgressHeader::showWhere()
{
    const auto& progress = m_shown.progress;
    const QString doneEpochs =
        tr("%1 of %2 epochs done").arg(m_shown.lastEpoch).arg(m_shown.plannedEpochs);
    const QString step = stepText();
    QString state;
    QString detail;
    switch (m_shown.state) {
    case RunState::Preparing:
        state = tr("Preparing");
        detail = tr("opening the data, building the network");
        break;
    case RunState::Running:
        state = progress ? epochText() : tr("Running");
        detail = step;
        break;
    case RunState::Paused:
        state = tr("Paused");
        detail = step.isEmpty() ? doneEpochs : tr("%1, %2", "epoch, step").arg(epochText(), step);
        break;
    case RunState::Stopped:
        state = tr("Stopped");
        detail = doneEpochs;
        break;
    case RunState::Finished:
        state = tr("Finished");
        detail =
            tr("%1, %2", "epochs done, time").arg(doneEpochs, Format::duration(m_shown.seconds));
        // Nothing but the patience ends a run before its last epoch.
        if (m_shown.best && m_shown.lastEpoch < m_shown.plannedEpochs) {
            detail = tr("ended early, no better accuracy since epoch %1; %2", "epoch, what is done")
                         .arg(m_shown.best->epoch)
                         .arg(detail);
        }
        break;
    case RunState::Failed:
        state = tr("Failed");
        detail = doneEpochs;
        break;
    case RunState::Interrupted:
        state = tr("Interrupted");
        detail = tr("interrupted while it ran; %1").arg(doneEpochs);
        break;
    }
    if (const auto scale = scaleText(); !scale.isEmpty() && m_shown.state != RunState::Failed) {
        detail = tr("%1 · %2", "where it stands, loss scale").arg(detail, scale);
    }
    const bool followed = m_shown.contact.has_value();
    const auto concern =
        followed ? FollowTexts::concern(*m_shown.contact, m_shown.state) : QString();
    const auto remark =
        followed && concern.isEmpty() ? FollowTexts::remark(m_shown.state) : QString();
    if (!remark.isEmpty()) {
        detail = detail.isEmpty()
                     ? remark
                     : tr("%1 · %2", "where it stands, who trains it").arg(detail, remark);
    }
    if (m_stopping) {
        detail = tr("stopping after this batch…");
    }
    m_state->setText(state);
    m_detail->setText(detail);
    m_detail->setToolTip(detail);
    showTrouble(!concern.isEmpty()                  ? concern
                : m_shown.state == RunState::Failed ? m_shown.problem
                                                    : QString());
    // What is silent does not count down.
    const bool heard = m_control == Control::Live || (followed && concern.isEmpty());
    const bool counting =
        heard && m_shown.state == RunState::Running && progress && progress->remainingSeconds >= 0;
    m_remaining->setText(counting ? tr("%1 left").arg(Format::duration(progress->remainingSeconds))
                                  : QString());
    const bool busy = heard && m_shown.state == RunState::Preparing;
    m_bar->setRange(0, busy ? 0 : barSteps);
    if (!busy) {
        m_bar->setValue(static_cast<int>(std::lround(m_shown.share * barSteps)));
        // The style moves a busy bar on until it has drawn it with some progress, and a long run's
        // first thousandth may take minutes.
        for (auto* movement : m_bar->findChildren<QAbstractAnimation*>()) {
            movement->stop();
        }
    }
}

void ProgressHeader::showTrouble(const QString& text)
{
    if (text != m_trouble->text()) {
        m_trouble->setText(text);
        m_trouble->setVisible(!text.isEmpty());
    }
}

void ProgressHeader::retranslate()
{
    m_best.name->setText(tr("best validation"));
    m_speed.name->setText(tr("speed"));
    m_memory.name->setText(tr("peak memory"));
    const QString memory = tr("The most memory that Weft held while this run trained");
    for (auto* part :
         std::initializer_list<QWidget*>{m_memory.name, m_memory.value, m_memory.unit}) {
        part->setToolTip(memory);
    }
    m_stop->setText(tr("Stop"));
    m_resume->setText(tr("Resume"));
    m_live->setText(tr("Show the running training"));
    m_export->setText(tr("Export…"));
    m_export->setToolTip(tr("Hands the network over as a file, or prunes it"));
    showWhere();
    showFigures();
    showButtons();
}

} // namespace weft
