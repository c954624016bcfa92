#include "widgets/forms/config_form.h"

#include "widgets/forms/config_field.h"
#include "widgets/forms/config_texts.h"
#include "widgets/forms/path_field.h"
#include "widgets/forms/schedule_curve.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace weft {

namespace {

constexpr int editorWidth = 200;

/// Keys that most people leave as the preset has them.
bool isAdvanced(const std::string& key)
{
    static const auto advanced = std::to_array<std::string>({"model.attention_hidden",
                                                             "model.attention_heads",
                                                             "model.attention_temperature",
                                                             "model.gap_hidden",
                                                             "model.fusion_stages",
                                                             "model.fusion_channels",
                                                             "model.dropout",
                                                             "data.workers",
                                                             "train.momentum",
                                                             "train.nesterov",
                                                             "train.cosine_t_max",
                                                             "train.cosine_eta_min",
                                                             "train.device",
                                                             "train.lr_scaling",
                                                             "train.sync_norms",
                                                             "train.label_smoothing",
                                                             "train.checkpoint_minutes",
                                                             "train.watched",
                                                             "train.accumulate",
                                                             "train.ema_decay",
                                                             "train.backbone_rate",
                                                             "train.freeze_norms"});
    return std::ranges::find(advanced, key) != advanced.end();
}

QGridLayout* makeGrid()
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(2 * metrics::unit);
    grid->setVerticalSpacing(metrics::unit / 2);
    grid->setColumnStretch(0, 1);
    return grid;
}

/// Sets a property that the style sheet looks at.
void setStyleProperty(QWidget* widget, const char* name, const QVariant& value)
{
    if (widget->property(name) != value) {
        widget->setProperty(name, value);
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
}

} // namespace

ConfigForm::ConfigForm(QWidget* parent)
    : QWidget(parent)
{
    build();
    setConfig({});
    retranslate();
}

void ConfigForm::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::unit);
    m_advanced = new QWidget(this);
    auto* const advancedGrid = makeGrid();
    advancedGrid->setContentsMargins(0, 0, 0, 0);
    m_advanced->setLayout(advancedGrid);

    QGridLayout* grid = nullptr;
    for (const auto& key : configKeys()) {
        if (key.name == "data.source") {
            continue;
        }
        const auto group = key.name.substr(0, key.name.find('.'));
        if (m_groups.empty() || m_groups.back().first != group) {
            auto* const heading = new QLabel(this);
            heading->setProperty("role", QStringLiteral("heading"));
            m_groups.emplace_back(group, heading);
            column->addWidget(heading);
            grid = makeGrid();
            column->addLayout(grid);
            column->addSpacing(metrics::unit);
        }
        addRow(isAdvanced(key.name) ? advancedGrid : grid, key.name);
        if (key.name == "train.step_factor") { // The last of the schedule's.
            addCurve(grid);
        }
    }

    m_advancedButton = new QToolButton(this);
    m_advancedButton->setObjectName(QStringLiteral("advancedButton"));
    m_advancedButton->setAutoRaise(true);
    m_advancedButton->setCheckable(true);
    m_advancedButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_advancedButton->setArrowType(Qt::RightArrow);
    connect(m_advancedButton, &QToolButton::toggled, this, [this](bool open) {
        m_advanced->setVisible(open);
        m_advancedButton->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    m_advanced->hide();
    column->addWidget(m_advancedButton, 0, Qt::AlignLeft);
    column->addWidget(m_advanced);
    column->addStretch(1);
}

void ConfigForm::addRow(QGridLayout* layout, const std::string& key)
{
    auto* const home = layout->parentWidget() != nullptr ? layout->parentWidget() : this;
    Row row;
    row.field = ConfigField::make(*findConfigKey(key), home);
    row.label = new QLabel(home);
    row.label->setBuddy(row.field->editor());
    row.issue = new QLabel(home);
    row.issue->setObjectName(row.field->editor()->objectName() + QStringLiteral("_issue"));
    row.issue->setWordWrap(true);
    row.issue->hide();
    row.field->editor()->setFixedWidth(editorWidth);

    const int line = layout->rowCount();
    layout->addWidget(row.label, line, 0);
    layout->addWidget(row.field->editor(), line, 1);
    layout->addWidget(row.issue, line + 1, 0, 1, 2);
    connect(row.field, &ConfigField::edited, this, [this, key] { takeEdit(m_rows.at(key)); });
    m_rows.emplace(key, row);
}

void ConfigForm::addCurve(QGridLayout* layout)
{
    m_curve = new ScheduleCurve(this);
    m_curve->setObjectName(QStringLiteral("scheduleCurve"));
    layout->addWidget(m_curve, layout->rowCount(), 0, 1, 2);
}

void ConfigForm::setConfig(const RunConfig& config)
{
    m_config = config;
    for (auto& [key, row] : m_rows) {
        row.field->setText(configValue(m_config, key));
        row.legal = true;
    }
    showSplit();
    updateEnabled();
    showIssues();
}

void ConfigForm::setSplitGiven(bool given)
{
    m_splitGiven = given;
    showSplit();
    updateEnabled();
}

void ConfigForm::setRuns(const QVector<PathOffer>& runs, const QString& folder)
{
    for (auto& [key, row] : m_rows) {
        if (auto* const path = qobject_cast<PathField*>(row.field)) {
            path->setOffers(runs, folder);
        }
    }
}

std::vector<ConfigIssue> ConfigForm::errors() const
{
    auto list = issues();
    std::erase_if(list, [](const ConfigIssue& issue) { return issue.warning; });
    return list;
}

void ConfigForm::takeEdit(Row& row)
{
    const auto& key = row.field->key().name;
    row.legal = setConfigValue(m_config, key, row.field->text()).ok();
    if (key == "model.backbone") { // What pruning has left is of the former one.
        m_config.model.widths.clear();
        m_rows.at("model.widths").field->setText({});
    }
    updateEnabled();
    showIssues();
    emit edited();
}

std::vector<ConfigIssue> ConfigForm::issues() const
{
    auto list = validate(m_config);
    for (const auto& [key, row] : m_rows) {
        if (!row.legal) {
            list.push_back({.code = ConfigIssueCode::OutOfRange,
                            .key = key,
                            .minimum = row.field->key().minimum,
                            .maximum = row.field->key().maximum,
                            .message = key});
        }
    }
    return list;
}

void ConfigForm::showIssues()
{
    const auto list = issues();
    for (auto& [key, row] : m_rows) {
        const auto found = std::ranges::find(list, key, &ConfigIssue::key);
        showIssue(row, found == list.end() ? nullptr : &*found);
    }
}

void ConfigForm::showIssue(Row& row, const ConfigIssue* issue)
{
    row.issue->setVisible(issue != nullptr && row.shown);
    setStyleProperty(row.field->editor(), "invalid", issue != nullptr && !issue->warning);
    if (issue != nullptr) {
        row.issue->setText(ConfigTexts::issue(*issue));
        setStyleProperty(row.issue, "role",
                         issue->warning ? QStringLiteral("warning") : QStringLiteral("error"));
    }
}

void ConfigForm::updateEnabled()
{
    const bool recurrent = m_config.model.head != Head::Gap;
    for (const char* key : {"model.grid", "model.layers", "model.hidden"}) {
        enable(key, recurrent);
    }
    enableUnlessSet("model.order", recurrent);
    enableUnlessSet("model.gap_hidden", !recurrent);
    const bool attention = m_config.model.head == Head::Attention;
    for (const char* key :
         {"model.attention_hidden", "model.attention_heads", "model.attention_temperature"}) {
        enableUnlessSet(key, attention);
    }
    const bool fused = m_config.model.fusion != Fusion::None;
    enableUnlessSet("model.fusion_stages", fused);
    enableUnlessSet("model.fusion_channels", fused);
    const bool sgd = m_config.train.optimizer == OptimizerKind::Sgd;
    enable("train.momentum", sgd);
    enable("train.nesterov", sgd);
    const bool cosine = m_config.train.schedule == ScheduleKind::Cosine;
    enable("train.cosine_t_max", cosine);
    enable("train.cosine_eta_min", cosine || m_config.train.schedule == ScheduleKind::Restarts);
    enable("data.val_fraction", !m_splitGiven);
    enable("data.flip", m_config.data.augment);
    const bool frozen = m_config.train.freeze == Freeze::Backbone;
    enableUnlessSet("data.cached_views", frozen && m_config.data.augment);
    enableUnlessSet("data.randaugment_ops", m_config.data.augment);
    enable("data.randaugment_magnitude", m_config.data.augment);
    enableUnlessSet("data.erasing", m_config.data.augment);
    const bool taught = !m_config.train.teacher.empty();
    enableUnlessSet("train.distillation", taught);
    enableUnlessSet("train.temperature", taught && m_config.train.distillation > 0);
    updateShown();
    showThreads();
    m_curve->setConfig(m_config.train);
}

/// Of what belongs to another option that is not chosen, nothing is shown.
void ConfigForm::updateShown()
{
    const auto& train = m_config.train;
    setShown("train.step_epochs", train.schedule == ScheduleKind::Step);
    setShown("train.step_factor", train.schedule == ScheduleKind::Step);
    setShown("train.restart_epochs", train.schedule == ScheduleKind::Restarts);
    setShown("train.restart_growth", train.schedule == ScheduleKind::Restarts);
    // What is set and has no effect can be set back.
    setShown("train.unfreeze_epoch", train.freeze == Freeze::Backbone || train.unfreezeEpoch > 0);
    setShown("model.widths", !m_config.model.widths.empty());
    setShown("data.randaugment_magnitude", m_config.data.randAugmentOps > 0);
}

void ConfigForm::setShown(const std::string& key, bool shown)
{
    auto& row = m_rows.at(key);
    row.shown = shown;
    row.field->editor()->setVisible(shown);
    row.label->setVisible(shown);
}

void ConfigForm::enable(const std::string& key, bool enabled)
{
    auto& row = m_rows.at(key);
    row.field->editor()->setEnabled(enabled);
    row.label->setEnabled(enabled);
}

void ConfigForm::enableUnlessSet(const std::string& key, bool effective)
{
    enable(key, effective || configValue(m_config, key) != configValue(RunConfig{}, key));
}

void ConfigForm::showSplit()
{
    const std::string key = "data.val_fraction";
    auto& row = m_rows.at(key);
    if (m_splitGiven) {
        row.field->setText(tr("given by the images").toStdString());
        row.legal = true;
    } else if (row.legal) {
        row.field->setText(configValue(m_config, key));
    }
}

/// Several processes divide the cores among them.
void ConfigForm::showThreads()
{
    const std::string key = "train.threads";
    m_rows.at(key).field->setZeroText(m_config.train.processes > 1 ? tr("the cores shared out")
                                                                   : ConfigTexts::zeroText(key));
}

void ConfigForm::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    QWidget::changeEvent(event);
}

void ConfigForm::retranslate()
{
    for (const auto& [name, label] : m_groups) {
        label->setText(ConfigTexts::group(name));
    }
    for (auto& [key, row] : m_rows) {
        row.label->setText(ConfigTexts::label(key));
        row.field->retranslate();
        row.label->setToolTip(row.field->editor()->toolTip());
    }
    m_advancedButton->setText(tr("Advanced"));
    showSplit();
    showThreads();
    showIssues();
}

} // namespace weft
