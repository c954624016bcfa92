#pragma once

#include "core/deploy/export_run.h"

#include <QVector>
#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace weft {

class PlaceWatch;
class FormatRow;
class Workbench;

/// What is to be exported: the forms, where to, under which name, and what a proof may show. Says
/// beforehand why it cannot begin.
class ExportForm : public QWidget
{
    Q_OBJECT
public:
    explicit ExportForm(Workbench& workbench, QWidget* parent = nullptr);

    /// Proposes the run's name until a person has written one for this run. obstacle: why this run
    /// cannot be exported; empty: it can.
    void setRun(const QString& name, const QString& obstacle);
    void setActive(bool active); ///< While an export is under way nothing can be changed.
    void look();                 ///< Files may have come or gone.

    /// Without the run and its checkpoint.
    [[nodiscard]] ExportRequest request() const;

signals:
    void exportRequested();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    [[nodiscard]] QWidget* makePlaceFields();
    void askForFolder();
    void updateControls();
    void showFiles();
    void retranslate();
    [[nodiscard]] QString stem() const;
    [[nodiscard]] double tolerance() const;     ///< 0 where none can be read.
    [[nodiscard]] QStringList existing() const; ///< Of the files that are ticked.
    /// Why Export cannot begin; empty: it can.
    [[nodiscard]] QString obstacle() const;

    Workbench& m_workbench;
    PlaceWatch* m_places = nullptr;
    QString m_runObstacle;
    QString m_runName;
    bool m_nameEdited = false;
    bool m_active = false;

    QVector<FormatRow*> m_rows;
    QWidget* m_choices = nullptr; ///< All but the button.
    QCheckBox* m_preprocessing = nullptr;
    QLabel* m_folderLabel = nullptr;
    QLineEdit* m_folder = nullptr;
    QPushButton* m_browse = nullptr;
    QLabel* m_nameLabel = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_toleranceLabel = nullptr;
    QLineEdit* m_tolerance = nullptr;
    QLabel* m_lossLabel = nullptr;
    QDoubleSpinBox* m_loss = nullptr;
    QCheckBox* m_replace = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_export = nullptr;
};

} // namespace weft
