#pragma once

#include <QObject>

class QWidget;

namespace weft {

/// Notes how old the process was when a window's first frame was done. Lives in the window's
/// thread.
class FirstFrame : public QObject
{
    Q_OBJECT
public:
    /// window has not been shown yet and outlives this.
    explicit FirstFrame(QWidget* window);

    [[nodiscard]] bool seen() const { return m_seen; }
    /// See processAgeMs(); 0 before the frame.
    [[nodiscard]] double ageMs() const { return m_ageMs; }

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    void customEvent(QEvent* event) override;

private:
    double m_ageMs = 0;
    bool m_painted = false;
    bool m_seen = false;
};

} // namespace weft
