#pragma once

#include "widgets/util/card.h"

#include "core/cluster/job_record.h"

#include <vector>

class QPushButton;
class QStackedWidget;
class QTableView;

namespace weft {

class EmptyState;
class JobTableModel;

/// The jobs that were submitted, with what can be done about the one that is chosen.
class JobsCard : public Card
{
    Q_OBJECT
public:
    explicit JobsCard(QWidget* parent = nullptr);

    void setJobs(std::vector<JobEntry> jobs);
    void setRefreshing(bool refreshing);
    /// Whether Slurm has a job that has not ended, as far as is known.
    [[nodiscard]] bool anyOpen() const;

signals:
    void refreshRequested();
    void cancelRequested(const weft::JobRecord& job);
    void followRequested(const QString& run);
    void carryOnRequested(const weft::JobRecord& job);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void fitColumns();
    [[nodiscard]] const JobEntry* current() const;
    void showCurrent();
    void retranslate();

    JobTableModel* m_model = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    QTableView* m_view = nullptr;
    QPushButton* m_refresh = nullptr;
    QPushButton* m_follow = nullptr;
    QPushButton* m_carryOn = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace weft
