#pragma once

#include "widgets/util/card.h"

#include "core/store/run_library.h"

#include <QString>
#include <QTimer>

#include <optional>
#include <utility>
#include <vector>

class QLabel;
class QPlainTextEdit;

namespace weft {

/// One run's facts and a person's notes on it. Notes are handed over a moment after the last key,
/// and when another run is shown.
class RunDetails : public Card
{
    Q_OBJECT
public:
    explicit RunDetails(QWidget* parent = nullptr);

    /// nullptr: none. A run that is shown already keeps the notes that are being written. parent:
    /// name of the run that it was pruned from; empty: there is none, or it is not known.
    void showRun(const LibraryEntry* entry, const QString& parent = {});
    void handOverNotes(); ///< At once, where there are new ones.

signals:
    void notesEdited(const QString& path, const QString& notes);

protected:
    void changeEvent(QEvent* event) override;

private:
    void setFacts(const std::vector<std::pair<QString, QString>>& facts); ///< Label, value.
    void showFacts();
    void retranslate();

    std::optional<LibraryEntry> m_entry;
    QString m_parent;
    QLabel* m_reason = nullptr;
    QWidget* m_facts = nullptr;
    QLabel* m_notesHeading = nullptr;
    QPlainTextEdit* m_notes = nullptr;
    QTimer m_typing;
};

} // namespace weft
