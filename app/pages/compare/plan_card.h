#pragma once

#include "widgets/util/card.h"

#include "core/compare/comparison_plan.h"

#include <QStringList>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace weft {

class Workbench;

/// What is to be compared: a title, configurations, which are taken from the draft, and the number
/// of seeds; Start and Stop.
class PlanCard : public Card
{
    Q_OBJECT
public:
    explicit PlanCard(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] ComparisonPlan plan() const;
    void setPlan(const ComparisonPlan& plan);
    /// Of the library's comparisons, without their ending.
    void setTakenFolders(const QStringList& names);
    /// While a comparison is active nothing can be changed, and Start is Stop.
    void setActive(bool active);

signals:
    void startRequested(const weft::ComparisonPlan& plan);
    void stopRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void addDraft();
    /// Core's ready-made comparison of the draft, under names in the window's language.
    void addReadyMade();
    void removeCurrent();
    void rename(int row);
    void showConfigs();
    void updateControls();
    void updateReadyMade();
    void retranslate();
    /// Why Start cannot begin; empty: it can.
    [[nodiscard]] QString obstacle() const;
    [[nodiscard]] std::vector<std::uint64_t> chosenSeeds() const;
    [[nodiscard]] std::string freeName(const std::string& name) const;
    [[nodiscard]] QString freeTitle(const QString& title) const;
    /// Whether the plan is the opened one still: another title makes another comparison.
    [[nodiscard]] bool isOpenedPlan() const;
    [[nodiscard]] bool imagesAreThePlans() const;

    Workbench& m_workbench;
    std::vector<ComparedConfig> m_configs;
    std::vector<std::uint64_t> m_openedSeeds; ///< Of an opened plan; used while their number is.
    QString m_openedTitle;
    std::string m_openedSource; ///< Its images; empty: no plan was opened.
    QStringList m_takenFolders;
    bool m_active = false;

    QLabel* m_titleLabel = nullptr;
    QLineEdit* m_title = nullptr;
    QLabel* m_listLabel = nullptr;
    QListWidget* m_list = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_ready = nullptr;
    QPushButton* m_remove = nullptr;
    QLabel* m_seedsLabel = nullptr;
    QSpinBox* m_seeds = nullptr;
    QLabel* m_runs = nullptr; ///< How many there will be, or why they cannot begin.
    QPushButton* m_start = nullptr;
};

} // namespace weft
