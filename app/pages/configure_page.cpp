#include "app/pages/configure_page.h"

#include "app/pages/launch_bar.h"
#include "app/pages/run_offers.h"
#include "app/pages/sample_preview.h"
#include "app/pages/teacher_check.h"
#include "app/pages/weights_card.h"

#include "widgets/forms/config_form.h"
#include "widgets/forms/config_texts.h"
#include "widgets/forms/network_view.h"
#include "widgets/util/card.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/config/config_json.h"
#include "core/config/presets.h"
#include "core/config/training_phase.h"
#include "core/model/network_description.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace weft {

namespace {

constexpr int formWidth = 420;
constexpr int smallSide = 64;          ///< Images up to here suit the small-image preset.
constexpr int classesWithoutData = 10; ///< Drawn before there are images.

} // namespace

ConfigurePage::ConfigurePage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
{
    build();
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        const auto name = m_preset->itemData(index).toString();
        if (!name.isEmpty()) {
            m_chosen = true;
            applyPreset(name.toStdString());
        }
    });
    connect(m_hint, &QLabel::linkActivated, this, [this] { applyPreset(suggestedPreset()); });
    connect(m_form, &ConfigForm::edited, this, &ConfigurePage::takeEdit);
    connect(m_weights, &WeightsCard::chosen, this, &ConfigurePage::takeWeights);
    connect(m_weights, &WeightsCard::detailsShown, this, [this](bool shown) {
        m_samples->setVisible(!shown);
        m_right->setStretchFactor(m_weights, shown ? 1 : 0);
    });
    connect(m_weights, &WeightsCard::examined, this, &ConfigurePage::showLaunch);
    connect(m_teacher, &TeacherCheck::checked, this, &ConfigurePage::showLaunch);
    connect(m_runs, &RunOffers::listed, m_form, &ConfigForm::setRuns);
    connect(&m_workbench, &Workbench::dataChanged, this, &ConfigurePage::takeData);
    connect(&m_workbench, &Workbench::draftChanged, this, &ConfigurePage::takeDraft);
    m_runs->refresh();
    retranslate();
    if (toJson(m_workbench.draft()) != toJson(RunConfig{})) {
        takeDraft();
    }
    takeData();
}

void ConfigurePage::build()
{
    m_preset = new QComboBox(this);
    m_preset->setObjectName(QStringLiteral("presetCombo"));
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const auto& name : presetNames()) {
        m_preset->addItem(QString(), QString::fromStdString(name));
    }
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("presetHint"));
    m_hint->setWordWrap(true);
    m_hint->hide();
    m_form = new ConfigForm(this);

    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inner = new QWidget(scroll);
    auto* innerColumn = new QVBoxLayout(inner);
    innerColumn->setContentsMargins(0, 0, metrics::unit, 0);
    innerColumn->addWidget(m_form);
    scroll->setWidget(inner);

    m_formCard = new Card(this);
    m_formCard->setFixedWidth(formWidth);
    m_formCard->addHeaderWidget(m_preset);
    m_formCard->body()->addWidget(m_hint);
    m_formCard->body()->addWidget(scroll, 1);

    m_network = new NetworkView(this);
    m_network->setObjectName(QStringLiteral("networkView"));
    m_networkCard = new Card(this);
    m_networkCard->body()->addWidget(m_network);
    m_weights = new WeightsCard(this);
    m_samples = new SamplePreview(this);
    m_teacher = new TeacherCheck(this);
    m_runs = new RunOffers(m_workbench, this);
    m_launch = new LaunchBar(m_workbench, this);

    auto* right = new QVBoxLayout;
    right->setSpacing(metrics::cardGap);
    right->addWidget(makeCards(), 1);
    auto* launchRow = new QHBoxLayout;
    launchRow->setContentsMargins(0, 0, metrics::cardGap, 0);
    launchRow->addWidget(m_launch);
    right->addLayout(launchRow);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap, metrics::cardGap, 0, metrics::cardGap);
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_formCard);
    row->addLayout(right, 1);
}

/// What is shown of the run above the bar that starts it, which a small window never cuts.
QWidget* ConfigurePage::makeCards()
{
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* cards = new QWidget(scroll);
    m_right = new QVBoxLayout(cards);
    m_right->setContentsMargins(0, 0, metrics::cardGap, 0);
    m_right->setSpacing(metrics::cardGap);
    m_right->addWidget(m_networkCard);
    m_right->addWidget(m_weights);
    m_right->addWidget(m_samples, 1);
    scroll->setWidget(cards);
    // The bar stands in the page's margin, so that the cards stay as wide as the one below.
    auto* bar = scroll->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int /*from*/, int to) {
        m_right->setContentsMargins(0, 0, metrics::cardGap - (to > 0 ? bar->sizeHint().width() : 0),
                                    0);
    });
    return scroll;
}

QString ConfigurePage::heading() const
{
    return tr("New run");
}

QString ConfigurePage::subheading() const
{
    const auto images = m_workbench.data();
    if (!images) {
        return tr("No images chosen");
    }
    return tr("%1 · %2 training, %3 validation images")
        .arg(QString::fromStdString(images->title),
             Format::count(static_cast<std::int64_t>(images->train->size())),
             Format::count(static_cast<std::int64_t>(images->validation->size())));
}

RunConfig ConfigurePage::presetForData(const std::string& name) const
{
    auto config = *presetConfig(name);
    if (const auto images = m_workbench.data()) {
        config.data.source = images->location;
        config.data.flip =
            config.data.flip && mirroringKeepsLabels(images->location, images->format);
        // The images are split already; another share would have them read anew.
        config.data.valFraction = images->options.valFraction;
    }
    return config;
}

std::string ConfigurePage::suggestedPreset() const
{
    const auto images = m_workbench.data();
    const bool small =
        images && std::max(images->sizes.medianWidth, images->sizes.medianHeight) <= smallSide;
    return small ? "quick" : "article-attention";
}

void ConfigurePage::applyPreset(const std::string& name)
{
    m_form->setConfig(presetForData(name));
    refresh();
}

void ConfigurePage::takeData()
{
    const auto images = m_workbench.data();
    m_form->setSplitGiven(images && images->split == SplitKind::Given);
    m_samples->setSource(images);
    if (!m_chosen) {
        applyPreset(suggestedPreset());
    } else {
        auto config = m_form->config();
        config.data.source = images ? images->location : std::string();
        if (images && !mirroringKeepsLabels(images->location, images->format)) {
            config.data.flip = false;
        }
        m_form->setConfig(config);
        refresh();
    }
    emit headingChanged();
}

void ConfigurePage::takeDraft()
{
    if (m_publishing) {
        return;
    }
    m_chosen = true;
    auto config = m_workbench.draft();
    const auto images = m_workbench.data();
    config.data.source = images ? images->location : std::string();
    m_form->setConfig(config);
    refresh();
}

void ConfigurePage::takeEdit()
{
    m_chosen = true;
    refresh();
}

void ConfigurePage::takeWeights(const QString& path)
{
    auto config = m_form->config();
    config.model.weights = path.toStdString();
    m_form->setConfig(config);
    takeEdit();
}

void ConfigurePage::refresh()
{
    const auto& config = m_form->config();
    m_publishing = true;
    m_workbench.setDraft(config);
    m_publishing = false;
    showPreset(config);
    showNetwork(config);
    showHint(config);
    m_weights->setConfig(config, classCount());
    m_samples->setConfig(config);
    const auto images = m_workbench.data();
    m_teacher->setRun(config, images ? images->classNames : std::vector<std::string>());
    showLaunch();
}

void ConfigurePage::showLaunch()
{
    const auto preset = m_preset->currentData().toString();
    m_launch->setRun(m_form->config(), preset.isEmpty() ? QStringLiteral("custom") : preset,
                     obstacle());
}

QString ConfigurePage::obstacle() const
{
    const auto errors = m_form->errors();
    if (errors.empty()) {
        const auto weights = m_weights->problem();
        return weights.isEmpty() ? m_teacher->problem() : weights;
    }
    const auto& first = errors.front();
    const auto text = ConfigTexts::issue(first);
    return first.code == ConfigIssueCode::NoSource
               ? text
               : tr("%1: %2").arg(ConfigTexts::label(first.key), text);
}

int ConfigurePage::classCount() const
{
    const auto images = m_workbench.data();
    return images ? static_cast<int>(images->classNames.size()) : classesWithoutData;
}

/// The preset that the configuration is, or an entry of its own for what is none.
void ConfigurePage::showPreset(const RunConfig& config)
{
    const auto text = toJson(config);
    const auto& names = presetNames();
    const auto found = std::ranges::find_if(
        names, [&](const auto& name) { return toJson(presetForData(name)) == text; });
    const auto known = static_cast<int>(names.size());
    const bool custom = found == names.end();
    if (custom && m_preset->count() == known) {
        m_preset->addItem(tr("Custom"));
    } else if (!custom && m_preset->count() > known) {
        m_preset->removeItem(known);
    }
    m_preset->setCurrentIndex(custom ? known : static_cast<int>(found - names.begin()));
}

void ConfigurePage::showNetwork(const RunConfig& config)
{
    const auto errors = m_form->errors();
    const auto tooSmall =
        std::ranges::find(errors, ConfigIssueCode::ImageTooSmall, &ConfigIssue::code);
    const auto network = describeNetwork(config.model, config.data.size, classCount());
    if (tooSmall != errors.end() || !network) {
        m_network->setProblem(tooSmall != errors.end() ? ConfigTexts::issue(*tooSmall)
                                                       : Format::error(network.error()));
        m_networkCard->setNote({});
        return;
    }
    m_network->setNetwork(*network, config.train);
    const auto trained = trainableParameters(
        *network, backboneStaysFrozen(config.train) ? Freeze::Backbone : Freeze::None);
    const auto parameters = Format::magnitude(network->parameters);
    const auto work = Format::magnitude(network->flops / 2);
    m_networkCard->setNote(
        trained == network->parameters
            ? tr("%1 parameters · %2 multiply-adds an image").arg(parameters, work)
            : tr("%1 parameters, %2 of them trained · %3 multiply-adds an image")
                  .arg(parameters, Format::magnitude(trained), work));
}

void ConfigurePage::showHint(const RunConfig& config)
{
    const auto images = m_workbench.data();
    const bool smallImages = suggestedPreset() == "quick";
    const bool smallNetwork = config.data.size <= smallSide;
    m_hint->setVisible(images && smallImages && !smallNetwork);
    if (images) {
        m_hint->setText(tr("These images have about %1 × %2 px only. <a href=\"quick\">Use the "
                           "preset for small images</a>")
                            .arg(images->sizes.medianWidth)
                            .arg(images->sizes.medianHeight));
    }
}

void ConfigurePage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        refresh();
        emit headingChanged();
    }
    Page::changeEvent(event);
}

void ConfigurePage::retranslate()
{
    m_formCard->setTitle(tr("Preset"));
    m_networkCard->setTitle(tr("Network"));
    for (int i = 0; i < m_preset->count(); ++i) {
        const auto name = m_preset->itemData(i).toString();
        m_preset->setItemText(i, name.isEmpty() ? tr("Custom")
                                                : ConfigTexts::preset(name.toStdString()));
    }
    m_preset->setToolTip(tr("A recipe to start from; everything can be changed below"));
}

} // namespace weft
