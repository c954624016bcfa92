#pragma once

#include <QFrame>

class QLabel;
class QHBoxLayout;
class QVBoxLayout;

namespace weft {

/// A quiet surface with a heading at the left, small controls at the right, and a body.
class Card : public QFrame
{
    Q_OBJECT
public:
    explicit Card(QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// Secondary text at the right of the heading.
    void setNote(const QString& note);
    /// Puts a small control at the right of the heading; the card owns it.
    void addHeaderWidget(QWidget* widget);
    /// Where the content goes.
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }

private:
    QLabel* m_title = nullptr;
    QLabel* m_note = nullptr;
    QHBoxLayout* m_header = nullptr;
    QVBoxLayout* m_body = nullptr;
};

} // namespace weft
