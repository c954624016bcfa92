#pragma once

#include "app/pages/page.h"
#include "app/session/workbench.h"

#include "core/config/run_config.h"

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace weft {

class Card;
class ConfigForm;
class LaunchBar;
class NetworkView;
class RunOffers;
class SamplePreview;
class TeacherCheck;
class WeightsCard;

/// Where a run is put together: preset, form, the network's drawing, the images as the network sees
/// them, and Start. What it shows is the workbench's draft.
class ConfigurePage : public Page
{
    Q_OBJECT
public:
    explicit ConfigurePage(Workbench& workbench, QWidget* parent = nullptr);

    [[nodiscard]] QString heading() const override;
    [[nodiscard]] QString subheading() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    QWidget* makeCards();
    void applyPreset(const std::string& name);
    void takeData();
    void takeDraft();
    void takeEdit();
    void takeWeights(const QString& path);
    void refresh();
    void showPreset(const RunConfig& config);
    void showNetwork(const RunConfig& config);
    void showHint(const RunConfig& config);
    void showLaunch();
    void retranslate();
    [[nodiscard]] RunConfig presetForData(const std::string& name) const;
    [[nodiscard]] std::string suggestedPreset() const;
    [[nodiscard]] QString obstacle() const;
    [[nodiscard]] int classCount() const;

    Workbench& m_workbench;
    bool m_chosen = false;     ///< The person has chosen or changed something.
    bool m_publishing = false; ///< The draft's change is this page's own.

    Card* m_formCard = nullptr;
    QComboBox* m_preset = nullptr;
    QLabel* m_hint = nullptr; ///< That another preset would suit the images.
    ConfigForm* m_form = nullptr;
    Card* m_networkCard = nullptr;
    NetworkView* m_network = nullptr;
    WeightsCard* m_weights = nullptr;
    TeacherCheck* m_teacher = nullptr;
    RunOffers* m_runs = nullptr;
    SamplePreview* m_samples = nullptr;
    LaunchBar* m_launch = nullptr;
    QVBoxLayout* m_right = nullptr;
};

} // namespace weft
