#pragma once

#include "widgets/forms/path_offer.h"

#include "core/config/run_config.h"
#include "core/config/validation.h"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QGridLayout;
class QLabel;
class QToolButton;

namespace weft {

class ConfigField;
class ScheduleCurve;

/// The configuration as a form, made from configKeys(): groups, units, limits, explanations, and
/// what is wrong under the field that is. data.source has no field: images are chosen elsewhere.
class ConfigForm : public QWidget
{
    Q_OBJECT
public:
    explicit ConfigForm(QWidget* parent = nullptr);

    /// Does not emit edited().
    void setConfig(const RunConfig& config);
    /// As edited. A field whose text is not a legal value keeps its former one here.
    [[nodiscard]] const RunConfig& config() const { return m_config; }

    /// The images come with their own split, so that the validation share has no effect.
    void setSplitGiven(bool given);

    /// What the fields that name a run offer, and the folder where the search for another begins.
    void setRuns(const QVector<PathOffer>& runs, const QString& folder);

    /// What keeps the run from starting, warnings left out; illegal texts are among them.
    [[nodiscard]] std::vector<ConfigIssue> errors() const;

signals:
    void edited(); ///< By the person, legal or not.

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Row
    {
        ConfigField* field = nullptr;
        QLabel* label = nullptr;
        QLabel* issue = nullptr;
        bool legal = true; ///< The field's text is a legal value.
        bool shown = true; ///< The key has a meaning beside the others.
    };

    void build();
    void addRow(QGridLayout* layout, const std::string& key);
    void takeEdit(Row& row);
    void showIssues();
    void showIssue(Row& row, const ConfigIssue* issue);
    void updateEnabled();
    void enable(const std::string& key, bool enabled);
    /// What is set and has no effect can be set back.
    void enableUnlessSet(const std::string& key, bool effective);
    void updateShown();
    void setShown(const std::string& key, bool shown);
    void addCurve(QGridLayout* layout);
    void showSplit();
    void showThreads();
    void retranslate();
    [[nodiscard]] std::vector<ConfigIssue> issues() const;

    RunConfig m_config;
    bool m_splitGiven = false;
    std::map<std::string, Row> m_rows;
    std::vector<std::pair<std::string, QLabel*>> m_groups;
    QToolButton* m_advancedButton = nullptr;
    QWidget* m_advanced = nullptr;
    ScheduleCurve* m_curve = nullptr;
};

} // namespace weft
