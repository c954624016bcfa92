#pragma once

#include "widgets/util/card.h"

#include "core/cluster/job_record.h"

#include <filesystem>
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

    /// The job that is chosen stays so, wherever it stands then; of a first list it is the newest.
    void setJobs(std::vector<JobEntry> jobs);
    void setSubmitting(bool submitting); ///< One at a time: meanwhile nothing is carried on.

signals:
    void refreshRequested();
    void cancelRequested(const weft::JobRecord& job);
    void followRequested(const QString& run);
    void carryOnRequested(const weft::JobRecord& job);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void fitColumns();
    /// The one whose row is highlighted. Null: none, or it cannot be read.
    [[nodiscard]] const JobEntry* chosen() const;
    void choose(const std::filesystem::path& file);
    [[nodiscard]] bool canCarryOn(const JobEntry& job) const;
    void showChosen();
    void retranslate();

    JobTableModel* m_model = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    QTableView* m_view = nullptr;
    bool m_submitting = false;
    QPushButton* m_refresh = nullptr;
    QPushButton* m_follow = nullptr;
    QPushButton* m_carryOn = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace weft
