#pragma once

#include "widgets/util/card.h"

#include <QStringList>

class QLabel;
class QListWidget;
class QPushButton;

namespace weft {

/// The ways to a data source: a folder, a file, a built-in set, or one of the recent ones.
class SourceChooser : public Card
{
    Q_OBJECT
public:
    explicit SourceChooser(QWidget* parent = nullptr);

    void setRecent(const QStringList& sources);

signals:
    void folderRequested();
    void fileRequested();
    void sourceChosen(const QString& location);

protected:
    void changeEvent(QEvent* event) override;

private:
    void addBuiltIn(QPushButton* button, QLabel* about, const QString& location);
    void fillRecent();
    void retranslate();

    QPushButton* m_openFolder;
    QPushButton* m_openFile;
    QLabel* m_hint;
    QLabel* m_builtInHeading;
    QPushButton* m_digits;
    QLabel* m_aboutDigits;
    QPushButton* m_pairs;
    QLabel* m_aboutPairs;
    QLabel* m_recentHeading;
    QListWidget* m_recent;
    QStringList m_sources;
};

} // namespace weft
