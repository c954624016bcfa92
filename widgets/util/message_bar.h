#pragma once

#include "widgets/util/message.h"

#include <QFrame>
#include <QTimer>

#include <deque>

class QLabel;
class QPushButton;
class QToolButton;

namespace weft {

/// Says what happened at the top of the page, without stopping anyone. The newest message shows;
/// closing it brings the one before back. A message that is there already is not shown twice.
/// Infos leave by themselves; warnings and errors stay until they are closed.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);

    void post(const Message& message);
    void dismiss(); ///< Closes the message that shows.
    /// Takes a message away that is no longer true; nothing where it is not there.
    void withdraw(const QString& text);
    void clear();

    [[nodiscard]] int count() const { return static_cast<int>(m_messages.size()); }
    [[nodiscard]] QString text() const; ///< Of the message that shows; empty: none.

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showNewest();
    void retranslate();
    void recolour();
    void act();

    std::deque<Message> m_messages;
    QLabel* m_icon;
    QLabel* m_text;
    QLabel* m_more;
    QPushButton* m_action;
    QToolButton* m_close;
    QTimer m_timer;
};

} // namespace weft
