#pragma once

#include "app/session/workbench.h"

#include "widgets/util/card.h"

#include "core/train/probe.h"

#include <QPointer>

#include <memory>
#include <vector>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace weft {

class Job;
class ProcessPaces;

/// The bar under the form: what the run will cost, measured on request; its name; Start.
class LaunchBar : public Card
{
    Q_OBJECT
public:
    explicit LaunchBar(Workbench& workbench, QWidget* parent = nullptr);

    /// The run that Start would begin. obstacle says why it cannot, and is empty where it can.
    void setRun(const RunConfig& config, const QString& preset, const QString& obstacle);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void start();
    void toggleMeasuring();
    using Reports = Result<std::vector<ProbeReport>>;
    void takeReports(const Reports& reports);
    [[nodiscard]] const ProbeReport* report() const; ///< Of the run as it is; or null.
    void chooseWay(int processes, int threads);
    void proposeName();
    void updateControls();
    void showFigures();
    void retranslate();

    Workbench& m_workbench;
    RunConfig m_config;
    QString m_preset;
    QString m_obstacle;
    std::vector<ProbeReport> m_reports; ///< For ways of sharing the cores out.
    bool m_stopping = false;            ///< The probe was cancelled and computes its last step.
    bool m_nameEdited = false;
    QString m_stem; ///< Of the proposed name.

    QLabel* m_timeCaption = nullptr;
    QLabel* m_time = nullptr;
    QLabel* m_memoryCaption = nullptr;
    QLabel* m_memory = nullptr;
    QLabel* m_diskCaption = nullptr;
    QLabel* m_disk = nullptr; ///< Hidden where the run keeps no features.
    ProcessPaces* m_paces = nullptr;
    QPushButton* m_measure = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_reason = nullptr;
    QLabel* m_nameLabel = nullptr;
    QLineEdit* m_name = nullptr;
    QPushButton* m_cluster = nullptr;
    QPushButton* m_start = nullptr;
    QPointer<Job> m_probe;
    QPointer<Job> m_proposal;
};

} // namespace weft
