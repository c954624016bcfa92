#pragma once

#include <QLabel>
#include <QWidget>

namespace weft {

/// A line of text that changes again and again, such as a figure of what runs: its place is as wide
/// as the widest text so far, and so what is around it neither moves nor is laid out anew with each
/// text, which would take longer than drawing it. An empty text gives the room back.
class SteadyLabel : public QWidget
{
    Q_OBJECT
public:
    /// Where the room comes from.
    enum class Room {
        Widest, ///< What the widest text so far needs.
        Left,   ///< What the others leave; the end of a text that is too long is left off.
    };

    explicit SteadyLabel(Room room, QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QLabel& label() { return *m_label; } ///< For its style; its text is set above.

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void measure();

    Room m_room;
    QLabel* m_label; ///< In no layout: what it wants goes no further.
    QSize m_wanted;
};

} // namespace weft
