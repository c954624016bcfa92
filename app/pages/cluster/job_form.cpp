#include "app/pages/cluster/job_form.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace weft {

namespace {

constexpr int mostOfEach = 4096;

/// Words with blanks between them.
std::vector<std::string> wordsOf(const QString& text)
{
    std::vector<std::string> words;
    for (const auto& word : text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        words.push_back(word.toStdString());
    }
    return words;
}

QString textFrom(const std::vector<std::string>& words)
{
    QStringList list;
    for (const auto& word : words) {
        list.append(QString::fromStdString(word));
    }
    return list.join(QLatin1Char(' '));
}

} // namespace

JobForm::JobForm(QWidget* parent)
    : Card(parent)
    , m_settings(loadClusterSettings())
{
    auto* const scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(makeFields());
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("clusterHint"));
    m_hint->setProperty("role", QStringLiteral("secondary"));
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    // A long word is cut, and moves no button; the button's tool tip has it.
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_submit = new QPushButton(this);
    m_submit->setObjectName(QStringLiteral("clusterSubmitButton"));
    m_submit->setProperty("primary", true);
    auto* const bottom = new QHBoxLayout;
    bottom->setSpacing(2 * metrics::unit);
    bottom->addWidget(m_hint, 1);
    bottom->addWidget(m_submit, 0, Qt::AlignBottom);
    body()->addWidget(scroll, 1);
    body()->addLayout(bottom);
    // The heading is as high as those beside it, which have buttons.
    auto* const strut = new QPushButton(this);
    strut->setProperty("flat", true);
    auto kept = strut->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    strut->setSizePolicy(kept);
    addHeaderWidget(strut);
    strut->hide();
    fill();

    for (auto* const field : m_fields) {
        connect(field, &QLineEdit::textChanged, this, &JobForm::take);
    }
    for (auto* const number : m_numbers) {
        connect(number, &QSpinBox::valueChanged, this, &JobForm::take);
    }
    connect(m_host, &QLineEdit::textChanged, this, &JobForm::take);
    connect(m_name, &QLineEdit::textChanged, this, &JobForm::edited);
    connect(m_name, &QLineEdit::textEdited, this,
            [this](const QString& text) { m_nameEdited = !text.trimmed().isEmpty(); });
    connect(m_submit, &QPushButton::clicked, this, &JobForm::submitRequested);
    retranslate();
    showHostFields();
}

QWidget* JobForm::makeNumbers()
{
    auto* const row = new QWidget(this);
    auto* const grid = new QGridLayout(row);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(metrics::unit);
    grid->setVerticalSpacing(2);
    const std::array<const char*, 3> names{"clusterNodes", "clusterTasks", "clusterCpus"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        m_numberLabels[i] = new QLabel(row);
        m_numberLabels[i]->setProperty("role", QStringLiteral("secondary"));
        m_numbers[i] = new QSpinBox(row);
        m_numbers[i]->setObjectName(QLatin1String(names.at(i)));
        m_numbers[i]->setRange(1, mostOfEach);
        m_numberLabels[i]->setBuddy(m_numbers[i]);
        grid->addWidget(m_numberLabels[i], 0, static_cast<int>(i));
        grid->addWidget(m_numbers[i], 1, static_cast<int>(i));
        grid->setColumnStretch(static_cast<int>(i), 1);
    }
    return row;
}

void JobForm::addRow(QGridLayout& grid, QLabel*& label, QWidget* field)
{
    label = new QLabel(field->parentWidget());
    label->setProperty("role", QStringLiteral("secondary"));
    label->setBuddy(field);
    const int row = grid.rowCount();
    grid.addWidget(label, row, 0);
    grid.addWidget(field, row, 1);
}

QWidget* JobForm::makeFields()
{
    auto* const fields = new QWidget(this);
    const auto edit = [fields](const char* name) {
        auto* const made = new QLineEdit(fields);
        made->setObjectName(QLatin1String(name));
        made->setMaxLength(1000);
        return made;
    };
    const std::array<const char*, FieldCount> names{
        "clusterTime",    "clusterPartition",  "clusterAccount", "clusterModules",
        "clusterOptions", "clusterProgram",    "clusterImages",  "clusterFolder",
        "clusterLibrary", "clusterLibraryHere"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        m_fields[i] = edit(names.at(i));
    }
    m_name = edit("clusterName");
    m_name->setMaxLength(100);
    m_host = edit("clusterHost");
    m_hostNote = new QLabel(fields);
    m_hostNote->setProperty("role", QStringLiteral("heading"));

    auto* const grid = new QGridLayout;
    grid->setHorizontalSpacing(metrics::unit);
    grid->setVerticalSpacing(metrics::unit);
    grid->setColumnStretch(1, 1);
    addRow(*grid, m_nameLabel, m_name);
    addRow(*grid, m_hostLabel, m_host);
    grid->addWidget(makeNumbers(), grid->rowCount(), 0, 1, 2);
    for (int i = Time; i < Program; ++i) {
        addRow(*grid, m_labels.at(i), m_fields.at(i));
    }
    grid->setRowMinimumHeight(grid->rowCount(), metrics::unit / 2);
    grid->addWidget(m_hostNote, grid->rowCount(), 0, 1, 2);
    for (int i = Program; i < FieldCount; ++i) {
        addRow(*grid, m_labels.at(i), m_fields.at(i));
    }
    auto* const column = new QVBoxLayout(fields);
    column->setContentsMargins({});
    column->addLayout(grid);
    column->addStretch(1);
    return fields;
}

void JobForm::fill()
{
    const auto& wanted = m_settings.resources;
    m_numbers[0]->setValue(wanted.nodes);
    m_numbers[1]->setValue(wanted.tasksPerNode);
    m_numbers[2]->setValue(wanted.cpusPerTask);
    m_host->setText(m_settings.host);
    m_fields[Time]->setText(QString::fromStdString(wanted.time));
    m_fields[Partition]->setText(QString::fromStdString(wanted.partition));
    m_fields[Account]->setText(QString::fromStdString(wanted.account));
    m_fields[Modules]->setText(textFrom(wanted.modules));
    m_fields[Options]->setText(textFrom(wanted.options));
    m_fields[Program]->setText(m_settings.program);
    m_fields[Images]->setText(m_settings.images);
    m_fields[Folder]->setText(m_settings.folder);
    m_fields[Library]->setText(m_settings.library);
    m_fields[LibraryHere]->setText(m_settings.libraryHere);
}

void JobForm::take()
{
    const auto text = [this](Field field) { return m_fields.at(field)->text().trimmed(); };
    auto& wanted = m_settings.resources;
    wanted.nodes = m_numbers[0]->value();
    wanted.tasksPerNode = m_numbers[1]->value();
    wanted.cpusPerTask = m_numbers[2]->value();
    wanted.time = text(Time).toStdString();
    wanted.partition = text(Partition).toStdString();
    wanted.account = text(Account).toStdString();
    wanted.modules = wordsOf(text(Modules));
    wanted.options = wordsOf(text(Options));
    m_settings.host = m_host->text().trimmed();
    m_settings.program = text(Program);
    m_settings.images = text(Images);
    m_settings.folder = text(Folder);
    m_settings.library = text(Library);
    m_settings.libraryHere = text(LibraryHere);
    saveClusterSettings(m_settings);
    showHostFields();
    emit edited();
}

void JobForm::showHostFields()
{
    const bool far = !m_settings.host.isEmpty();
    m_hostNote->setVisible(far);
    for (int i = Program; i < FieldCount; ++i) {
        m_labels.at(i)->setVisible(far);
        m_fields.at(i)->setVisible(far);
    }
}

QString JobForm::runName() const
{
    return m_name->text().trimmed();
}

void JobForm::proposeName(const QString& name)
{
    if (!m_nameEdited) {
        m_name->setText(name);
    }
}

void JobForm::forgetName()
{
    m_nameEdited = false;
}

void JobForm::setObstacle(const QString& obstacle)
{
    m_obstacle = obstacle;
    updateControls();
}

void JobForm::setSubmitting(bool submitting)
{
    if (submitting == m_submitting) {
        return;
    }
    if (submitting) {
        // A button that is disabled hands its focus on, to the script.
        m_focusBack = window()->focusWidget() == m_submit;
        if (m_focusBack) {
            m_submit->clearFocus();
        }
    }
    m_submitting = submitting;
    updateControls();
    if (!submitting && std::exchange(m_focusBack, false) && window()->focusWidget() == nullptr) {
        m_submit->setFocus();
    }
}

QString JobForm::explain(const Error& error) const
{
    if (error.subject == "--time") {
        return tr("%1: “%2” is no time limit. Write hours, minutes and seconds, such as 02:30:00, "
                  "or days-hours, such as 1-12.")
            .arg(m_labels[Time]->text(), m_fields[Time]->text().trimmed());
    }
    const std::array<std::pair<const char*, const QLabel*>, 12> fields{{
        {"--name", m_nameLabel},
        {"--host", m_hostLabel},
        {"--nodes", m_numberLabels[0]},
        {"--tasks", m_numberLabels[1]},
        {"--cpus", m_numberLabels[2]},
        {"--partition", m_labels[Partition]},
        {"--account", m_labels[Account]},
        {"--module", m_labels[Modules]},
        {"--sbatch", m_labels[Options]},
        {"--weft-cli", m_labels[Program]},
        {"--folder", m_labels[Folder]},
        {"--host-runs", m_labels[Library]},
    }};
    const auto* const found =
        std::ranges::find(fields, error.subject, &std::pair<const char*, const QLabel*>::first);
    return found == fields.end()
               ? Format::error(error)
               : tr("%1: %2.", "a field, what is wrong with it")
                     .arg(found->second->text(), QString::fromStdString(error.reason));
}

void JobForm::updateControls()
{
    m_hint->setText(m_submitting ? tr("Submitting…") : m_obstacle);
    m_submit->setEnabled(!m_submitting && m_obstacle.isEmpty());
    m_submit->setToolTip(m_submitting ? QString() : m_obstacle);
}

void JobForm::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void JobForm::retranslate()
{
    setTitle(tr("Job"));
    m_hostNote->setText(tr("On the host"));
    m_nameLabel->setText(tr("Name"));
    m_hostLabel->setText(tr("Host"));
    m_host->setPlaceholderText(tr("this machine"));
    m_host->setToolTip(tr("Where sbatch is called, as ssh takes it: a name or user@name. ssh must "
                          "need no password. Empty: on this machine."));
    m_numberLabels[0]->setText(tr("Nodes"));
    m_numberLabels[1]->setText(tr("Tasks a node"));
    m_numberLabels[2]->setText(tr("CPUs a task"));
    m_numbers[1]->setToolTip(tr("Each task is a rank of the training"));
    m_numbers[2]->setToolTip(tr("Also a task's threads, where Configure leaves them automatic"));
    struct Texts
    {
        Field field;
        QString label;
        QString placeholder;
        QString help;
    };
    const auto usual = tr("the cluster's default");
    const std::array<Texts, FieldCount> all{{
        {Time, tr("Time limit"), QStringLiteral("01:00:00"),
         tr("Hours, minutes and seconds, or days-hours such as 1-12. Shortly before it is over the "
            "run stops with a checkpoint.")},
        {Partition, tr("Partition"), usual, {}},
        {Account, tr("Account"), tr("yours"), tr("Whom the time is charged to")},
        {Modules, tr("Modules"), tr("none"), tr("Loaded in this order, with blanks between them")},
        {Options, tr("Further options"), tr("none"),
         tr("Options of sbatch with blanks between them, such as --mem=16G --gres=gpu:1")},
        {Program, tr("weft-cli"), tr("the one in PATH"), tr("The program's path there")},
        {Images, tr("Images"), tr("under the same path"),
         tr("The folder of the images there. Built-in sets need none.")},
        {Folder, tr("Jobs' folder"), QStringLiteral("~/weft/jobs"),
         tr("Scripts, and what jobs print")},
        {Library, tr("Runs' folder"), QStringLiteral("~/weft/runs"), tr("The runs' directories")},
        {LibraryHere, tr("Seen here as"), tr("under the same path"),
         tr("The runs' folder as this machine sees it, by NFS or sshfs, so that runs can be "
            "followed")},
    }};
    for (const auto& [field, label, placeholder, help] : all) {
        m_labels.at(field)->setText(label);
        m_fields.at(field)->setPlaceholderText(placeholder);
        m_fields.at(field)->setToolTip(help);
    }
    m_submit->setText(tr("Submit"));
    showHostFields();
    updateControls();
}

} // namespace weft
