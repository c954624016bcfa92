#pragma once

#include "widgets/util/card.h"

class QPlainTextEdit;
class QPushButton;

namespace weft {

/// The batch script as it would be submitted now, to read, copy and save.
class ScriptCard : public Card
{
    Q_OBJECT
public:
    explicit ScriptCard(QWidget* parent = nullptr);

    /// Empty: there is none yet, and the form says why.
    void setScript(const QString& script);

signals:
    void saveRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QPlainTextEdit* m_text = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_save = nullptr;
    QString m_script;
};

} // namespace weft
