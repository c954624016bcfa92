#pragma once

#include "app/session/predictor_service.h"

#include "widgets/util/card.h"

#include "core/train/evaluator.h"

#include <QPointer>
#include <QString>

class QComboBox;
class QLabel;

namespace weft {

class Job;
class Workbench;

/// Which run's network classifies, and which of its checkpoints.
class NetworkChooser : public Card
{
    Q_OBJECT
public:
    explicit NetworkChooser(Workbench& workbench, QWidget* parent = nullptr);

    /// Reads the library in the background; then chosen() follows, where anything can be chosen, or
    /// nothingToChoose(). Keeps the choice; the first time it is the run that is open. again:
    /// chosen() follows even where the choice is the one told last.
    void refresh(bool again = false);

    [[nodiscard]] QString run() const; ///< Run directory; empty: none.
    [[nodiscard]] QString runName() const;
    [[nodiscard]] CheckpointKind checkpoint() const;
    [[nodiscard]] QString checkpointText() const; ///< "best checkpoint", translated.

    void showNetwork(const OpenedPredictor& network); ///< Its epoch and accuracy.
    void showProblem(const QString& text);

signals:
    void chosen(const QString& run, weft::CheckpointKind checkpoint); ///< Only when it changed.
    void nothingToChoose();

protected:
    void changeEvent(QEvent* event) override;

private:
    void announce();
    void retranslate();

    Workbench& m_workbench;
    QComboBox* m_run = nullptr;
    QComboBox* m_checkpoint = nullptr;
    QLabel* m_facts = nullptr;
    QPointer<Job> m_reading;
    QString m_announced; ///< Run and checkpoint that chosen() told last.
    std::optional<OpenedPredictor> m_network;
};

} // namespace weft
