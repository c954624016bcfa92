#pragma once

#include <QObject>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace weft {

/// How long what happens has to wait for the window: a thread posts an event to it every few
/// milliseconds, as a mouse would, and each notes how late it was taken. Posts on whether the
/// former ones were taken or not, so that a long wait counts as often as it would hit a person.
///
/// Lives in the window's thread.
class LoopProbe : public QObject
{
    Q_OBJECT
public:
    explicit LoopProbe(QObject* parent = nullptr);
    ~LoopProbe() override;

    /// Milliseconds of each event so far.
    [[nodiscard]] const std::vector<double>& waits() const { return m_waits; }

protected:
    void customEvent(QEvent* event) override;

private:
    std::vector<double> m_waits;
    std::jthread m_poster;
};

} // namespace weft
