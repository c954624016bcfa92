#pragma once

#include "app/session/predictor_service.h"

#include "widgets/util/card.h"

#include "core/train/evaluator.h"

#include <QPointer>
#include <QString>
#include <QStringList>
#include <QVector>

#include <filesystem>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace weft {

class Job;
class Workbench;

/// Which run's network is taken, and which of its checkpoints; or an exported file's.
class NetworkChooser : public Card
{
    Q_OBJECT
public:
    explicit NetworkChooser(Workbench& workbench, QWidget* parent = nullptr);

    /// Reads the library in the background; then chosen() follows, where anything can be chosen, or
    /// nothingToChoose(). Keeps the choice; the first time it is the run that is open. again:
    /// chosen() follows even where the choice is the one told last.
    void refresh(bool again = false);
    /// Takes this run, which may lie outside the library, or this exported file, and keeps it among
    /// the choices. Refreshes.
    void choose(const QString& path);
    void offerFiles(); ///< A button to look for an exported file with.
    void offerInt8();  ///< A tick to have a run's network compute in int8.

    [[nodiscard]] QString run() const; ///< Run directory or exported file; empty: none.
    [[nodiscard]] bool isFile() const; ///< An exported file; it has no checkpoints.
    [[nodiscard]] QString runName() const;
    [[nodiscard]] NetworkChoice choice() const; ///< Never int8 where that is not offered.
    /// "best checkpoint" or "best checkpoint, int8", translated.
    [[nodiscard]] QString checkpointText() const;

    void showNetwork(const OpenedPredictor& network); ///< Its epoch and accuracy.
    void showProblem(const QString& text);

signals:
    void chosen(const QString& run, const weft::NetworkChoice& choice); ///< Only when it changed.
    void nothingToChoose();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Choice
    {
        QString name;
        QString path;
        bool file = false;
    };
    using Choices = Result<QVector<Choice>>;

    /// Blocks. others: what was chosen outside the library.
    [[nodiscard]] static Choices readChoices(const std::filesystem::path& library,
                                             const QStringList& others);
    void takeChoices(const Choices& choices);
    void askForFile();
    void announce();
    void retranslate();

    Workbench& m_workbench;
    QComboBox* m_run = nullptr;
    QComboBox* m_checkpoint = nullptr;
    QLabel* m_facts = nullptr;
    QPushButton* m_open = nullptr; ///< Null unless files are offered.
    QCheckBox* m_int8 = nullptr;   ///< Null unless int8 is offered.
    QPointer<Job> m_reading;
    QStringList m_others; ///< Chosen outside the library.
    QString m_wanted;     ///< To be chosen once the choices are read.
    QString m_announced;  ///< Run and choice that chosen() told last.
    std::optional<OpenedPredictor> m_network;
};

} // namespace weft
