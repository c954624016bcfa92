#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace weft {

/// An empty place says what goes there and offers the button that brings it.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget* parent = nullptr);

    void setTexts(const QString& title, const QString& text);
    void setAction(const QString& text); ///< Empty: no button.
    [[nodiscard]] QPushButton* button() const { return m_button; }
    void addBelow(QWidget* widget); ///< Another way, under the button.

signals:
    void actionRequested();

private:
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QPushButton* m_button = nullptr;
    QVBoxLayout* m_column = nullptr;
};

} // namespace weft
