#include "app/window/status_line.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/config/config_keys.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <algorithm>

namespace weft {

namespace {

constexpr int lineHeight = 27;
constexpr int refreshMilliseconds = 1000;

QString nameOf(const RunConfig& config)
{
    return QString::fromStdString(configValue(config, "train.precision"));
}

} // namespace

StatusLine::StatusLine(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_environment(computeEnvironment())
    , m_threads(new QLabel(this))
    , m_precision(new QLabel(this))
    , m_memory(new QLabel(this))
    , m_library(new QLabel(this))
{
    setFixedHeight(lineHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap, 1, metrics::cardGap, 0);
    row->setSpacing(3 * metrics::unit);
    for (auto* label : {m_threads, m_precision, m_memory}) {
        row->addWidget(label);
    }
    row->addStretch(1);
    row->addWidget(m_library);
    for (auto* label : {m_threads, m_precision, m_memory, m_library}) {
        label->setProperty("role", QStringLiteral("secondary"));
    }
    m_threads->setObjectName(QStringLiteral("statusThreads"));
    m_precision->setObjectName(QStringLiteral("statusPrecision"));
    m_memory->setObjectName(QStringLiteral("statusMemory"));
    m_library->setObjectName(QStringLiteral("statusLibrary"));

    connect(&workbench, &Workbench::draftChanged, this, &StatusLine::showComputing);
    connect(&workbench.training(), &TrainingSession::stateChanged, this,
            &StatusLine::showComputing);
    connect(&m_timer, &QTimer::timeout, this, &StatusLine::showMemory);
    m_timer.start(refreshMilliseconds);
    retranslate();
}

void StatusLine::retranslate()
{
    m_library->setText(
        QStringLiteral("LibTorch %1").arg(QString::fromStdString(m_environment.libtorchVersion)));
    m_library->setToolTip(tr("oneDNN %1, OpenCV %2, BLAS: %3")
                              .arg(QString::fromStdString(m_environment.onednnVersion),
                                   QString::fromStdString(m_environment.opencvVersion),
                                   QString::fromStdString(m_environment.blas)));
    showComputing();
    showMemory();
}

void StatusLine::showComputing()
{
    const auto& training = m_workbench.training();
    const RunConfig config = training.active() ? training.config() : m_workbench.draft();
    const int threads = config.train.threads > 0 ? config.train.threads : m_environment.cores;
    m_threads->setText(tr("%n thread(s)", "", threads));
    m_threads->setToolTip(tr("%1 cores of %2. Memory: %3.")
                              .arg(m_environment.cores)
                              .arg(QString::fromStdString(m_environment.processor),
                                   QString::fromStdString(m_environment.allocator)));
    m_precision->setText(QStringLiteral("%1 · %2").arg(
        nameOf(config), QString::fromStdString(m_environment.device)));
    m_precision->setToolTip(training.active() ? tr("Precision and device of the training that runs")
                                              : tr("Precision and device of the next training"));
}

void StatusLine::showMemory()
{
    // The process's own peak begins anew with every run.
    m_peakMemory = std::max(m_peakMemory, peakMemoryBytes());
    m_memory->setText(
        tr("%1, peak %2").arg(Format::bytes(residentMemoryBytes()), Format::bytes(m_peakMemory)));
    m_memory->setToolTip(tr("Memory of this process, of %1 in this machine")
                             .arg(Format::bytes(m_environment.memoryBytes)));
}

void StatusLine::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    QWidget::changeEvent(event);
}

void StatusLine::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.line);
}

} // namespace weft
