#include "app/pages/network_chooser.h"

#include "app/session/job.h"
#include "app/session/run_launch.h"
#include "app/session/workbench.h"

#include "widgets/runs/run_table_model.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/store/run_library.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace weft {

namespace {

constexpr int fileRole = Qt::UserRole + 1;

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
    m_reading = Job::run<Choices>(
        this,
        [library = libraryOf(m_workbench.settings()), others = m_others](const std::stop_token&,
                                                                         const ProgressCallback&) {
            return readChoices(library, others);
        },
        [this](const Choices& choices) {
            m_reading.clear();
            takeChoices(choices);
        });
}

NetworkChooser::Choices NetworkChooser::readChoices(const std::filesystem::path& library,
                                                    const QStringList& others)
{
    const auto entries = listRuns(library);
    if (!entries) {
        return entries.error();
    }
    QVector<Choice> choices;
    for (const auto& entry : *entries) {
        // Best ones are written from the first epoch on, or when a network is pruned.
        if (entry.record && entry.status.hasBest()) {
            choices.append({QString::fromStdString(entry.label.name), pathOf(entry)});
        }
    }
    for (const auto& path : others) {
        const auto known = [&path](const Choice& choice) { return choice.path == path; };
        if (std::none_of(choices.cbegin(), choices.cend(), known)) {
            const auto run = RunDirectory::open(path.toStdString());
            choices.append(
                {run ? QString::fromStdString(run->label().name) : QFileInfo(path).fileName(), path,
                 isExportedNetwork(path.toStdString())});
        }
    }
    return choices;
}

void NetworkChooser::takeChoices(const Choices& choices)
{
    if (!choices) {
        showProblem(Format::error(choices.error()));
        return;
    }
    const QString before = !m_wanted.isEmpty() ? m_wanted
                           : run().isEmpty()   ? m_workbench.openRun()
                                               : run();
    m_wanted.clear();
    {
        const QSignalBlocker quiet(m_run);
        m_run->clear();
        for (const auto& choice : *choices) {
            m_run->addItem(choice.name, choice.path);
            m_run->setItemData(m_run->count() - 1, choice.file, fileRole);
        }
        m_run->setCurrentIndex(std::max(0, m_run->findData(before)));
    }
    announce();
}

void NetworkChooser::choose(const QString& path)
{
    m_wanted = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    if (!m_others.contains(m_wanted)) {
        m_others.append(m_wanted);
    }
    refresh(true);
}

void NetworkChooser::offerFiles()
{
    m_open = new QPushButton(this);
    m_open->setObjectName(QStringLiteral("openNetworkButton"));
    m_open->setProperty("flat", true);
    addHeaderWidget(m_open);
    connect(m_open, &QPushButton::clicked, this, &NetworkChooser::askForFile);
    retranslate();
}

void NetworkChooser::offerInt8()
{
    m_int8 = new QCheckBox(this);
    m_int8->setObjectName(QStringLiteral("int8Check"));
    addHeaderWidget(m_int8);
    connect(m_int8, &QCheckBox::toggled, this, &NetworkChooser::announce);
    retranslate();
}

void NetworkChooser::askForFile()
{
    auto& settings = m_workbench.settings();
    const auto file =
        QFileDialog::getOpenFileName(this, tr("Open an exported network"), settings.exportFolder(),
                                     tr("ONNX files (*.onnx);;All files (*)"));
    if (!file.isEmpty()) {
        choose(file);
    }
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
    const auto wanted = choice();
    const auto told = run() + QLatin1Char('\n') +
                      QString::number(static_cast<int>(wanted.checkpoint)) +
                      (wanted.int8 ? QStringLiteral(" int8") : QString());
    if (told != m_announced) {
        m_announced = told;
        m_network.reset();
        retranslate();
        emit chosen(run(), wanted);
    }
}

QString NetworkChooser::run() const
{
    return m_run->currentData().toString();
}

bool NetworkChooser::isFile() const
{
    return m_run->currentData(fileRole).toBool();
}

QString NetworkChooser::runName() const
{
    return m_run->currentText();
}

NetworkChoice NetworkChooser::choice() const
{
    return {m_checkpoint->currentIndex() == 1 ? CheckpointKind::Last : CheckpointKind::Best,
            m_int8 && m_int8->isChecked() && !isFile()};
}

QString NetworkChooser::checkpointText() const
{
    return choice().int8 ? tr("%1, int8", "best checkpoint").arg(m_checkpoint->currentText())
                         : m_checkpoint->currentText();
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
    m_checkpoint->setVisible(!isFile());
    if (m_int8) {
        m_int8->setText(tr("int8"));
        m_int8->setToolTip(tr("Compute the BiLSTM and the linear layers in 8 bits: quicker where "
                              "the processor can, and a little less accurate"));
        m_int8->setVisible(!isFile());
        m_int8->setEnabled(m_run->count() > 0);
    }
    if (m_open) {
        m_open->setText(tr("Open a file…"));
        m_open->setToolTip(tr("Classify with a network that was exported as ONNX"));
    }
    if (run().isEmpty()) {
        m_facts->setText(tr("No run has a trained network yet."));
    } else if (!m_network) {
        m_facts->setText(tr("Loading the network…"));
    } else if (m_network->accuracy) {
        const auto facts = choice().int8 ? tr("epoch %1 · %2 on the validation images, before int8")
                                         : tr("epoch %1 · %2 on the validation images");
        m_facts->setText(facts.arg(m_network->epoch).arg(Format::percent(*m_network->accuracy)));
    } else if (isFile()) {
        m_facts->setText(tr("exported file · epoch %1 of its run").arg(m_network->epoch));
    } else {
        m_facts->setText(tr("epoch %1").arg(m_network->epoch));
    }
}

} // namespace weft
