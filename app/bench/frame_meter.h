#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <functional>
#include <stop_token>
#include <vector>

class QWidget;

namespace weft {

/// Counts a window's frames and times single ones. Lives in the window's thread.
class FrameMeter : public QObject
{
    Q_OBJECT
public:
    /// window is a top-level widget that outlives the meter.
    explicit FrameMeter(QWidget* window);

    /// Frames since the meter was made: the window was painted and handed to the screen.
    [[nodiscard]] int frames() const { return m_frames; }

    /// Does act(0), act(1) and so on for so many seconds, at least 30 times, and waits for the
    /// frame after each; milliseconds from each act to its frame's end. An act after which nothing
    /// is painted for a second counts as a second. Ends early once stop is requested.
    [[nodiscard]] std::vector<double> time(const std::function<void(int)>& act, double seconds,
                                           const std::stop_token& stop);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int m_frames = 0;
};

} // namespace weft
