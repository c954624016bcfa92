#pragma once

#include "app/session/workbench.h"

#include <QStringList>
#include <QWidget>

#include <array>

class QStackedWidget;

namespace weft {

class CloseGuard;
class MainMenu;
class MessageBar;
class NavigationRail;
class Page;
class StatusLine;
class TopBar;

/// The window. Only wires: the rail to the pages, the workbench to the message bar, what is dropped
/// or opened to the page it is meant for.
class MainWindow : public QWidget
{
    Q_OBJECT
public:
    explicit MainWindow(Workbench& workbench, QWidget* parent = nullptr);
    ~MainWindow() override;

    void showPage(PageId page);
    [[nodiscard]] PageId currentPage() const;

    /// Opens what was dropped or named on the command line: a run directory, a source to train on,
    /// images to classify, or an exported network to classify with.
    void openPaths(const QStringList& paths);

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void layOut();
    void connectShell();
    void addShortcuts();
    void retranslate();
    void showHeading();

    Workbench& m_workbench;
    MainMenu* m_menu;
    TopBar* m_topBar;
    NavigationRail* m_rail;
    MessageBar* m_messages;
    QStackedWidget* m_stack;
    StatusLine* m_status;
    CloseGuard* m_guard;
    std::array<Page*, 9> m_pages{};
};

} // namespace weft
