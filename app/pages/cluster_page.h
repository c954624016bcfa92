#pragma once

#include "app/pages/page.h"
#include "app/session/workbench.h"

#include "core/cluster/submission.h"

#include <QPointer>
#include <QTimer>

namespace weft {

class ClusterSession;
class Job;
class JobForm;
class JobsCard;
class ScriptCard;

/// Where the run that Configure shows becomes a job of Slurm: what it asks for, its script, and the
/// jobs that were submitted before.
class ClusterPage : public Page
{
    Q_OBJECT
public:
    explicit ClusterPage(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

    /// Writes the script, and beside it its configuration under a name of its own; they name each
    /// other. A configuration that is there without its script is left as it is, and said.
    void saveScript(const QString& file);

protected:
    void changeEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void connectParts();
    void connectSession();
    void proposeName();
    void takeEdit();
    void showJob();
    void refresh();
    void askWhereToSaveScript();
    void carryOn(const JobRecord& job);
    void takeListing(const JobListing& listing);
    void takeFailure(const QString& what, const Error& error);
    [[nodiscard]] ClusterJob job() const;
    [[nodiscard]] QString obstacle(const Result<std::string>& script) const;

    Workbench& m_workbench;
    ClusterSession* m_session = nullptr;
    JobForm* m_form = nullptr;
    ScriptCard* m_script = nullptr;
    JobsCard* m_jobs = nullptr;
    std::string m_id;              ///< Of the run that would be submitted.
    QString m_named;               ///< The name that it was made from.
    std::optional<Error> m_absent; ///< Why this machine's Slurm cannot be used.
    QTimer m_gap;                  ///< Until the jobs are looked at again.
    QPointer<weft::Job> m_proposal;
    QString m_problems; ///< Of the last listing, so that each is told once.
};

} // namespace weft
