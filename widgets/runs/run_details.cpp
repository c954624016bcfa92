#include "widgets/runs/run_details.h"

#include "widgets/runs/process_text.h"
#include "widgets/runs/run_state_text.h"
#include "widgets/runs/run_table_model.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int typingPause = 600; // Milliseconds.
constexpr int notesHeight = 96;

QLabel* makeText(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("role", role);
    label->setWordWrap(true);
    return label;
}

} // namespace

RunDetails::RunDetails(QWidget* parent)
    : Card(parent)
    , m_reason(makeText({}, "error", this))
    , m_facts(new QWidget(this))
    , m_notesHeading(makeText({}, "secondary", this))
    , m_notes(new QPlainTextEdit(this))
{
    m_notesHeading->setWordWrap(false);
    m_notes->setObjectName(QStringLiteral("runNotes"));
    m_notes->setTabChangesFocus(true);
    m_notes->setMinimumHeight(notesHeight);

    auto* told = new QVBoxLayout;
    told->setSpacing(metrics::unit);
    told->addWidget(m_reason);
    told->addWidget(m_facts);
    told->addStretch();
    auto* written = new QVBoxLayout;
    written->setSpacing(metrics::unit);
    written->addWidget(m_notesHeading);
    written->addWidget(m_notes, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(3 * metrics::unit);
    row->addLayout(told, 3);
    row->addLayout(written, 2);
    body()->addLayout(row);

    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(m_notes, &QPlainTextEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(&m_typing, &QTimer::timeout, this, &RunDetails::handOverNotes);
    retranslate();
    showRun(nullptr);
}

void RunDetails::showRun(const LibraryEntry* entry, const QString& parent)
{
    const bool same = entry != nullptr && m_entry && m_entry->path == entry->path;
    if (!same) {
        handOverNotes();
    }
    m_entry = entry != nullptr ? std::optional(*entry) : std::nullopt;
    m_parent = parent;
    m_notes->setEnabled(m_entry && m_entry->record);
    const auto notes = m_entry ? QString::fromStdString(m_entry->label.notes) : QString();
    // A listing that began before the last notes were saved must not take them from under the hand.
    const bool writing = same && (m_typing.isActive() || m_notes->hasFocus());
    if (!writing && notes != m_notes->toPlainText()) {
        const QSignalBlocker quiet(m_notes);
        m_notes->setPlainText(notes);
    }
    showFacts();
}

void RunDetails::handOverNotes()
{
    m_typing.stop();
    if (m_entry && m_entry->record && m_notes->document()->isModified()) {
        m_notes->document()->setModified(false);
        const auto notes = m_notes->toPlainText();
        m_entry->label.notes = notes.toStdString();
        emit notesEdited(pathOf(*m_entry), notes);
    }
}

void RunDetails::setFacts(const std::vector<std::pair<QString, QString>>& facts)
{
    // A new layout each time: a grid keeps the rows of widgets that are gone.
    qDeleteAll(m_facts->findChildren<QLabel*>(Qt::FindDirectChildrenOnly));
    delete m_facts->layout();
    auto* grid = new QGridLayout(m_facts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * metrics::unit);
    grid->setVerticalSpacing(metrics::unit);
    const int rows = (static_cast<int>(facts.size()) + 1) / 2;
    for (int index = 0; index < static_cast<int>(facts.size()); ++index) {
        const auto& [label, value] = facts[static_cast<std::size_t>(index)];
        const int column = 2 * (index / rows);
        auto* text = makeText(value, "fact", m_facts);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(makeText(label, "secondary", m_facts), index % rows, column, Qt::AlignTop);
        grid->addWidget(text, index % rows, column + 1, Qt::AlignTop);
        grid->setColumnStretch(column + 1, 1);
    }
}

void RunDetails::showFacts()
{
    setTitle(m_entry ? QString::fromStdString(m_entry->label.name) : tr("No run selected"));
    const bool readable = m_entry && m_entry->record;
    const auto reason = !m_entry   ? QString()
                        : readable ? QString::fromStdString(m_entry->status.problem)
                                   : whyUnreadable(*m_entry);
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
    if (!readable) {
        setFacts({});
        return;
    }
    const auto& record = *m_entry->record;
    const auto& status = m_entry->status;
    const auto images = [](std::size_t number) {
        return Format::count(static_cast<std::int64_t>(number));
    };
    std::vector<std::pair<QString, QString>> facts{
        {tr("State"), RunStateText::of(status.state)},
        {tr("Epochs"), tr("%1 of %2").arg(status.epochsDone).arg(record.config.train.epochs)},
        {tr("Classes"), images(record.classNames.size())},
        {tr("Images"), tr("%1 to train, %2 to validate")
                           .arg(images(record.trainImages), images(record.validationImages))},
        {tr("Parameters"), Format::count(record.parameters)},
        {tr("Seed"), QString::number(record.config.train.seed)},
        record.config.train.processes > 1
            ? std::pair(tr("Processes"),
                        ProcessText::of(record.config.train.processes, record.environment.threads))
            : std::pair(tr("Threads"), QString::number(record.environment.threads)),
        {tr("Folder"), QString::fromStdString(m_entry->path.filename().string())}};
    if (status.hasBest()) {
        const auto accuracy = Format::percent(status.bestAccuracy, 2);
        facts.insert(
            facts.begin() + 2,
            {tr("Best accuracy"), status.bestEpoch > 0
                                      ? tr("%1 in epoch %2").arg(accuracy).arg(status.bestEpoch)
                                      : tr("%1 before the first epoch").arg(accuracy)});
    }
    if (const auto& parent = record.parent) {
        facts.insert(
            facts.end() - 1,
            {{tr("Pruned from"),
              m_parent.isEmpty() ? QString::fromStdString(parent->id) : m_parent},
             {tr("Before pruning"),
              tr("%1, %2 parameters")
                  .arg(Format::percent(parent->accuracy, 2), Format::count(parent->parameters))},
             {tr("After pruning"),
              tr("%1, before fine-tuning").arg(Format::percent(parent->prunedAccuracy, 2))}});
        if (parent->prunedTime.oneMs > 0) {
            facts.insert(facts.end() - 1, {tr("Time of a picture"),
                                           tr("%1, of the parent %2")
                                               .arg(Format::milliseconds(parent->prunedTime.oneMs),
                                                    Format::milliseconds(parent->time.oneMs))});
        }
    }
    if (status.peakMemoryBytes > 0) {
        facts.insert(facts.end() - 1, {tr("Peak memory"), Format::bytes(status.peakMemoryBytes)});
    }
    setFacts(facts);
}

void RunDetails::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        showFacts();
    }
}

void RunDetails::retranslate()
{
    m_notesHeading->setText(tr("Notes"));
    m_notes->setPlaceholderText(tr("What was tried, and what came of it"));
}

} // namespace weft
