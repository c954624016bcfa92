#pragma once

#include "app/pages/page.h"
#include "app/session/workbench.h"

#include <QFileInfo>
#include <QPointer>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace weft {

class Card;
class ComparisonSession;
class EmptyState;
class Job;
class PlanCard;
class ResultCard;

/// Where configurations are compared: what is to be compared at the left, how far it has come and
/// what has come of it at the right.
class ComparePage : public Page
{
    Q_OBJECT
public:
    explicit ComparePage(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void start();
    void listComparisons(); ///< In the background.
    void takeComparisons(const QFileInfoList& folders);
    /// Of the comparison that is shown; -1: it is not in the list.
    [[nodiscard]] int listedIndex() const;
    void showSession();
    void showProgress();
    void retranslate();

    Workbench& m_workbench;
    QPointer<Job> m_listing;
    ComparisonSession* m_session = nullptr;
    PlanCard* m_plan = nullptr;
    Card* m_progress = nullptr;
    QLabel* m_what = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_remaining = nullptr;
    QPushButton* m_watch = nullptr; ///< To the Train page.
    QComboBox* m_earlier = nullptr;
    QLabel* m_earlierLabel = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    ResultCard* m_result = nullptr;
};

} // namespace weft
