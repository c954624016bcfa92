#pragma once

#include "app/session/cluster_settings.h"

#include "widgets/util/card.h"

#include <array>

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QWidget;

namespace weft {

/// What a job asks Slurm for, where it is handed in, and Submit. What is typed is remembered.
class JobForm : public Card
{
    Q_OBJECT
public:
    explicit JobForm(QWidget* parent = nullptr);

    [[nodiscard]] const ClusterSettings& settings() const { return m_settings; }
    [[nodiscard]] QString runName() const;
    void proposeName(const QString& name); ///< Unless a person has written one.
    void forgetName();                     ///< The next proposal is taken again.

    /// Why nothing can be submitted; empty: it can. What is to be done about it may stand there
    /// too.
    void setObstacle(const QString& obstacle);
    void setSubmitting(bool submitting);
    /// What is wrong with a job, in the words of this form where it is one of its fields.
    [[nodiscard]] QString explain(const Error& error) const;

signals:
    void edited(); ///< settings() or runName() has changed.
    void submitRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    enum Field {
        Time,
        Partition,
        Account,
        Modules,
        Options,
        Program,
        Images,
        Folder,
        Library,
        LibraryHere,
        FieldCount
    };

    [[nodiscard]] QWidget* makeNumbers();
    [[nodiscard]] QWidget* makeFields();
    void addRow(QGridLayout& grid, QLabel*& label, QWidget* field);
    void fill();
    void take();
    void showHostFields();
    void updateControls();
    void retranslate();

    ClusterSettings m_settings;
    bool m_nameEdited = false;
    bool m_submitting = false;
    bool m_focusBack = false; ///< Submit had the focus before it was disabled.
    QString m_obstacle;

    QLabel* m_nameLabel = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_hostLabel = nullptr;
    QLineEdit* m_host = nullptr;
    std::array<QLabel*, 3> m_numberLabels{}; ///< Nodes, tasks, CPUs.
    std::array<QSpinBox*, 3> m_numbers{};
    std::array<QLabel*, FieldCount> m_labels{};
    std::array<QLineEdit*, FieldCount> m_fields{};
    QLabel* m_hostNote = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_submit = nullptr;
};

} // namespace weft
