#pragma once

#include "app/pages/page.h"
#include "app/session/inspected_run.h"
#include "app/session/predictor_service.h"

#include <QPointer>

#include <memory>
#include <optional>
#include <utility>

class QStackedWidget;

namespace weft {

class EmptyState;
class InspectBoard;
class Job;
class LoadingState;
class Workbench;

/// Looks into the run that is open: its validation images, what the network said of them, and where
/// it looked. Reads the run and loads its network only once the page is shown.
class InspectPage : public Page
{
    Q_OBJECT
public:
    explicit InspectPage(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

    /// Writes the picture with its heat map as a PNG, in the background; the message bar tells.
    void savePicture(const QString& file);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void connectAll();
    void runGrew(bool open); ///< A run has an epoch more; open: the one that is shown.
    void refresh();          ///< Now or, where the page is hidden, once it is shown.
    void reload();
    void takeRun(Result<InspectedRun> result);
    void showState();
    void applyPendingCell();
    void askForPicture();
    void report(bool failed, const QString& text);
    void retranslate();
    [[nodiscard]] bool ready() const; ///< There is something to look at.

    Workbench& m_workbench;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    LoadingState* m_waiting = nullptr;
    InspectBoard* m_board = nullptr;

    QPointer<Job> m_loading;
    bool m_stale = true; ///< The run has to be read when the page is shown next.
    std::shared_ptr<const InspectedRun> m_run;
    std::optional<Error> m_error;                 ///< Why the run cannot be read.
    std::optional<std::pair<int, int>> m_pending; ///< A cell asked for before the run was read.
    std::optional<OpenedPredictor> m_network;
};

} // namespace weft
