#pragma once

#include "app/pages/page.h"
#include "app/session/library_keeper.h"

#include "core/store/run_library.h"

#include <QPointer>
#include <QTimer>

#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace weft {

class Card;
class EmptyState;
class FollowFolderButton;
class Job;
class RunDetails;
class RunTableModel;
class RunTableView;
class Workbench;

/// The library: finds, names, notes, opens, follows, repeats, carries on and throws away runs.
class RunsPage : public Page
{
    Q_OBJECT
public:
    explicit RunsPage(Workbench& workbench, QWidget* parent = nullptr);
    ~RunsPage() override; ///< Saves the notes that are being written.

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    using Listing = Result<std::vector<LibraryEntry>>;

    QWidget* makeButtons();
    QWidget* makeContent();
    void connectParts();

    [[nodiscard]] std::filesystem::path library() const;
    void refresh(); ///< Lists the runs in the background, once the page is shown.
    void takeListing(Listing listing);
    void showEmptiness(); ///< Why there is no table.
    void currentChanged();
    [[nodiscard]] const LibraryEntry* current() const; ///< Null: none is selected.

    void open(const QString& path);
    [[nodiscard]] bool trainsElsewhere(const LibraryEntry& entry) const;
    void resumeCurrent();
    void duplicateCurrent();
    void trashCurrent();
    void saveLabel(int row);
    void runTrashed(const TrashedRun& run);
    void retranslate();

    Workbench& m_workbench;
    LibraryKeeper* m_keeper = nullptr;
    RunTableModel* m_runs = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    FollowFolderButton* m_elsewhere = nullptr; ///< Of an empty library.
    Card* m_card = nullptr;
    QLineEdit* m_filter = nullptr;
    RunTableView* m_table = nullptr;
    RunDetails* m_details = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_follow = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_duplicate = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_rename = nullptr;
    QPushButton* m_trash = nullptr;
    QPointer<Job> m_listing;
    QTimer m_again;               ///< Runs while another process trains one of them.
    std::optional<Error> m_error; ///< Why the library cannot be listed.
    QString m_wanted;             ///< The run to select once it is listed.
    bool m_stale = true;          ///< The library may have changed since it was listed.
    bool m_listed = false;        ///< It has been listed at least once.
};

} // namespace weft
