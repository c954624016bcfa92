#include "app/pages/cluster/script_card.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace weft {

ScriptCard::ScriptCard(QWidget* parent)
    : Card(parent)
    , m_text(new QPlainTextEdit(this))
    , m_copy(new QPushButton(this))
    , m_save(new QPushButton(this))
{
    m_text->setObjectName(QStringLiteral("clusterScript"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    for (auto* const button : {m_copy, m_save}) {
        button->setProperty("flat", true);
        addHeaderWidget(button);
    }
    m_copy->setObjectName(QStringLiteral("clusterCopyButton"));
    m_save->setObjectName(QStringLiteral("clusterSaveButton"));
    body()->addWidget(m_text, 1);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_script); });
    connect(m_save, &QPushButton::clicked, this, &ScriptCard::saveRequested);
    retranslate();
}

void ScriptCard::setScript(const QString& script)
{
    m_copy->setEnabled(!script.isEmpty());
    m_save->setEnabled(!script.isEmpty());
    m_script = script;
    if (script == m_text->toPlainText()) {
        return;
    }
    // A person who types in the form reads on where they were.
    const int down = m_text->verticalScrollBar()->value();
    const int across = m_text->horizontalScrollBar()->value();
    auto font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(m_text->font().pixelSize() > 0 ? m_text->font().pixelSize()
                                                     : font.pixelSize());
    m_text->document()->setDefaultFont(font);
    m_text->setPlainText(script);
    m_text->verticalScrollBar()->setValue(down);
    m_text->horizontalScrollBar()->setValue(across);
}

void ScriptCard::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void ScriptCard::retranslate()
{
    setTitle(tr("Script"));
    m_text->setAccessibleName(tr("Batch script"));
    m_copy->setText(tr("Copy"));
    m_save->setText(tr("Save…"));
    m_save->setToolTip(
        tr("Writes the script and its configuration, to be given to sbatch in their folder"));
    m_text->setPlaceholderText(tr("No script yet: what the form says comes first."));
}

} // namespace weft
