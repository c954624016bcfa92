#pragma once

#include "app/session/workbench.h"

#include <QObject>
#include <QPointer>

class QMessageBox;
class QWidget;

namespace weft {

/// Asks once before a window closes on a training that runs, and lets it close when the worker has
/// written its checkpoint. The event loop runs all the while.
class CloseGuard : public QObject
{
    Q_OBJECT
public:
    CloseGuard(Workbench& workbench, QWidget* window);

    /// True: close now. False: the guard asks, or waits for the worker, and closes the window
    /// itself afterwards.
    [[nodiscard]] bool mayClose();

    /// Offers to carry on the run that was paused and kept, or cut off, when the window was last
    /// open.
    void offerResume();

signals:
    void finishing(); ///< The answer was given; the worker writes its checkpoint.

private:
    void ask();
    void stopAndClose(bool keep);
    void trainingFinished();

    Workbench& m_workbench;
    QWidget* m_window;
    QPointer<QMessageBox> m_question;
    bool m_finishing = false;
    bool m_keep = false;
};

} // namespace weft
