#pragma once

#include "app/session/checkpoint_facts.h"

#include "core/compress/prune_run.h"
#include "core/compress/pruning.h"

#include <QPointer>
#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QSpinBox;

namespace weft {

class Job;
class Workbench;

/// How a network is to be pruned and fine-tuned. Tells at every change what would remain; Start
/// begins the fine-tuning as a training of its own.
class PruneForm : public QWidget
{
    Q_OBJECT
public:
    explicit PruneForm(Workbench& workbench, QWidget* parent = nullptr);

    /// facts: of the checkpoint; empty where obstacle says why there are none.
    void setRun(const QString& run, CheckpointKind checkpoint,
                const std::optional<CheckpointFacts>& facts, const QString& obstacle);

signals:
    /// What would remain; where there is no plan, why.
    void planned(const std::optional<weft::PrunePlan>& plan, const QString& reason);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void read(); ///< The network's channels, once the form is looked at.
    void takeNetwork(const Result<PrunableNetwork>& network);
    void plan();
    void start();
    void updateControls();
    void retranslate();
    [[nodiscard]] PruneOptions options() const;
    [[nodiscard]] PruneRequest request() const;
    /// Why Start cannot begin; empty: it can.
    [[nodiscard]] QString obstacle() const;

    Workbench& m_workbench;
    QString m_run;
    CheckpointKind m_checkpoint = CheckpointKind::Best;
    std::optional<CheckpointFacts> m_facts;
    QString m_runObstacle;
    std::optional<PrunableNetwork> m_network; ///< Empty until it is read.
    std::optional<PrunePlan> m_plan;
    QString m_problem; ///< Why there is no plan; empty: there is one, or the network is read.
    QPointer<Job> m_reading;

    QLabel* m_intro = nullptr;
    QLabel* m_goalLabel = nullptr;
    QComboBox* m_goal = nullptr; ///< Share of the channels that goes, or FLOPs that remain.
    QSlider* m_slider = nullptr;
    QSpinBox* m_percent = nullptr;
    QLabel* m_rankLabel = nullptr;
    QComboBox* m_rank = nullptr;
    QLabel* m_epochsLabel = nullptr;
    QSpinBox* m_epochs = nullptr;
    QLabel* m_rateLabel = nullptr;
    QLineEdit* m_rate = nullptr;
    QLabel* m_nameLabel = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace weft
