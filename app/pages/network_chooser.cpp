#include "app/pages/network_chooser.h"

#include "app/session/job.h"
#include "app/session/workbench.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/store/run_library.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <filesystem>
#include <utility>
#include <vector>

namespace weft {

namespace {

QString pathOf(const LibraryEntry& entry)
{
    return QString::fromStdString(entry.path.string());
}

} // namespace

NetworkChooser::NetworkChooser(Workbench& workbench, QWidget* parent)
    : Card(parent)
    , m_workbench(workbench)
    , m_run(new QComboBox(this))
    , m_checkpoint(new QComboBox(this))
    , m_facts(new QLabel(this))
{
    m_run->setObjectName(QStringLiteral("runCombo"));
    m_run->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_run->setMinimumContentsLength(12);
    m_checkpoint->setObjectName(QStringLiteral("checkpointCombo"));
    m_checkpoint->addItems({QString(), QString()});
    m_facts->setObjectName(QStringLiteral("networkFacts"));
    m_facts->setProperty("role", "secondary");
    m_facts->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::unit);
    row->addWidget(m_run, 3);
    row->addWidget(m_checkpoint, 2);
    body()->addLayout(row);
    body()->addWidget(m_facts);
    connect(m_run, &QComboBox::currentIndexChanged, this, &NetworkChooser::announce);
    connect(m_checkpoint, &QComboBox::currentIndexChanged, this, &NetworkChooser::announce);
    retranslate();
}

void NetworkChooser::refresh(bool again)
{
    if (again) {
        m_announced.clear();
    }
    if (m_reading) {
        m_reading->cancel();
    }
    const QString folder = m_workbench.settings().libraryFolder();
    m_reading = Job::run<Result<std::vector<LibraryEntry>>>(
        this,
        [folder](const std::stop_token&, const ProgressCallback&) {
            return listRuns(folder.isEmpty() ? defaultLibrary()
                                             : std::filesystem::path(folder.toStdString()));
        },
        [this](const Result<std::vector<LibraryEntry>>& entries) {
            m_reading.clear();
            if (!entries.ok()) {
                showProblem(Format::error(entries.error()));
                return;
            }
            const QString before = run().isEmpty() ? m_workbench.openRun() : run();
            {
                const QSignalBlocker quiet(m_run);
                m_run->clear();
                for (const auto& entry : *entries) {
                    // Checkpoints are written from the first epoch on.
                    if (entry.record && entry.status.epochsDone > 0) {
                        m_run->addItem(QString::fromStdString(entry.label.name), pathOf(entry));
                    }
                }
                m_run->setCurrentIndex(std::max(0, m_run->findData(before)));
            }
            announce();
        });
}

void NetworkChooser::announce()
{
    if (run().isEmpty()) {
        m_announced.clear();
        m_network.reset();
        retranslate();
        emit nothingToChoose();
        return;
    }
    const QString choice =
        run() + QLatin1Char('\n') + QString::number(m_checkpoint->currentIndex());
    if (choice != m_announced) {
        m_announced = choice;
        m_network.reset();
        retranslate();
        emit chosen(run(), checkpoint());
    }
}

QString NetworkChooser::run() const
{
    return m_run->currentData().toString();
}

QString NetworkChooser::runName() const
{
    return m_run->currentText();
}

CheckpointKind NetworkChooser::checkpoint() const
{
    return m_checkpoint->currentIndex() == 1 ? CheckpointKind::Last : CheckpointKind::Best;
}

QString NetworkChooser::checkpointText() const
{
    return m_checkpoint->currentText();
}

void NetworkChooser::showNetwork(const OpenedPredictor& network)
{
    m_network = network;
    retranslate();
}

void NetworkChooser::showProblem(const QString& text)
{
    m_network.reset();
    m_facts->setText(text);
}

void NetworkChooser::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void NetworkChooser::retranslate()
{
    setTitle(tr("Network"));
    m_run->setAccessibleName(tr("Run"));
    m_checkpoint->setAccessibleName(tr("Checkpoint"));
    m_checkpoint->setItemText(0, tr("best checkpoint"));
    m_checkpoint->setItemText(1, tr("last checkpoint"));
    m_run->setEnabled(m_run->count() > 0);
    m_checkpoint->setEnabled(m_run->count() > 0);
    if (run().isEmpty()) {
        m_facts->setText(tr("No run has a trained network yet."));
    } else if (!m_network) {
        m_facts->setText(tr("Loading the network…"));
    } else if (m_network->accuracy) {
        m_facts->setText(tr("epoch %1 · %2 on the validation images")
                             .arg(m_network->epoch)
                             .arg(Format::percent(*m_network->accuracy)));
    } else {
        m_facts->setText(tr("epoch %1").arg(m_network->epoch));
    }
}

} // namespace weft
