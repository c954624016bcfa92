#include "app/pages/compare/plan_card.h"

#include "app/session/workbench.h"

#include "widgets/runs/network_title.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/store/run_names.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <utility>

namespace weft {

namespace {

constexpr int mostSeeds = 20;
constexpr int usualSeeds = 3;

/// What core calls the configurations of its ready-made comparison, in English.
[[maybe_unused]] constexpr std::array readyMadeNames{
    QT_TRANSLATE_NOOP("weft::PlanCard", "CNN"),
    QT_TRANSLATE_NOOP("weft::PlanCard", "CNN, same size"),
    QT_TRANSLATE_NOOP("weft::PlanCard", "CNN + BiLSTM"),
};

/// A path that a narrow label can break.
QString breakable(QString path)
{
    return path.replace(QLatin1Char('/'), QStringLiteral("/\u200b"));
}

/// "0, 1, 2"; of many only the first ones.
QString seedsText(const std::vector<std::uint64_t>& seeds)
{
    constexpr std::size_t most = 5;
    QStringList texts;
    for (const auto seed : std::span(seeds).first(std::min(most, seeds.size()))) {
        texts += QString::number(seed);
    }
    return texts.join(QStringLiteral(", ")) +
           (seeds.size() > most ? QStringLiteral(", …") : QString());
}

} // namespace

PlanCard::PlanCard(Workbench& workbench, QWidget* parent)
    : Card(parent)
    , m_workbench(workbench)
{
    build();
    connect(m_add, &QPushButton::clicked, this, &PlanCard::addDraft);
    connect(m_ready, &QPushButton::clicked, this, &PlanCard::addReadyMade);
    connect(m_remove, &QPushButton::clicked, this, &PlanCard::removeCurrent);
    connect(m_list, &QListWidget::itemChanged, this,
            [this](QListWidgetItem* item) { rename(m_list->row(item)); });
    connect(m_list, &QListWidget::currentRowChanged, this, &PlanCard::updateControls);
    connect(m_title, &QLineEdit::textChanged, this, &PlanCard::updateControls);
    connect(m_seeds, &QSpinBox::valueChanged, this, &PlanCard::updateControls);
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (m_active) {
            emit stopRequested();
        } else {
            emit startRequested(plan());
        }
    });
    connect(&m_workbench, &Workbench::dataChanged, this, &PlanCard::updateControls);
    connect(&m_workbench, &Workbench::draftChanged, this, &PlanCard::updateReadyMade);
    auto& training = m_workbench.training();
    connect(&training, &TrainingSession::stateChanged, this, &PlanCard::updateControls);
    connect(&training, &TrainingSession::finished, this, &PlanCard::updateControls);
    connect(&m_workbench, &Workbench::busyChanged, this, &PlanCard::updateControls);
    retranslate();
}

void PlanCard::build()
{
    m_titleLabel = new QLabel(this);
    m_title = new QLineEdit(this);
    m_title->setObjectName(QStringLiteral("compareTitle"));
    m_title->setMaxLength(100);
    m_titleLabel->setBuddy(m_title);
    m_listLabel = new QLabel(this);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("compareList"));
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setSpacing(metrics::unit / 2);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_listLabel->setBuddy(m_list);
    const auto button = [this](const char* name) {
        auto* const made = new QPushButton(this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_add = button("compareAddButton");
    m_ready = button("compareReadyButton");
    m_remove = button("compareRemoveButton");
    m_start = button("compareStartButton");
    m_start->setProperty("primary", true);
    m_seedsLabel = new QLabel(this);
    m_seeds = new QSpinBox(this);
    m_seeds->setObjectName(QStringLiteral("compareSeeds"));
    m_seeds->setRange(1, mostSeeds);
    m_seeds->setValue(usualSeeds);
    m_seedsLabel->setBuddy(m_seeds);
    m_runs = new QLabel(this);
    m_runs->setObjectName(QStringLiteral("compareRuns"));
    m_runs->setProperty("role", QStringLiteral("secondary"));
    m_runs->setWordWrap(true);

    auto* const grid = new QGridLayout;
    grid->setHorizontalSpacing(2 * metrics::unit);
    grid->setVerticalSpacing(metrics::unit);
    grid->addWidget(m_titleLabel, 0, 0);
    grid->addWidget(m_title, 0, 1);
    grid->addWidget(m_seedsLabel, 1, 0);
    grid->addWidget(m_seeds, 1, 1, Qt::AlignLeft);
    grid->setColumnStretch(1, 1);
    auto* const changes = new QHBoxLayout;
    changes->setSpacing(metrics::unit);
    changes->addWidget(m_add);
    changes->addWidget(m_remove);
    changes->addStretch(1);
    body()->addLayout(grid);
    body()->addSpacing(metrics::unit);
    body()->addWidget(m_listLabel);
    body()->addWidget(m_list, 1);
    body()->addLayout(changes);
    body()->addWidget(m_ready, 0, Qt::AlignLeft);
    body()->addSpacing(metrics::unit);
    body()->addWidget(m_runs);
    body()->addWidget(m_start, 0, Qt::AlignRight);
}

ComparisonPlan PlanCard::plan() const
{
    ComparisonPlan plan{m_title->text().trimmed().toStdString(), m_configs, chosenSeeds()};
    const auto images = m_workbench.data();
    const auto source = isOpenedPlan() ? m_openedSource : images ? images->location : std::string();
    for (auto& compared : plan.configs) {
        compared.config.data.source = source;
    }
    return plan;
}

bool PlanCard::isOpenedPlan() const
{
    return !m_openedSource.empty() && m_title->text().trimmed() == m_openedTitle;
}

bool PlanCard::imagesAreThePlans() const
{
    const auto images = m_workbench.data();
    return images && absoluteSource(images->location, ".") == absoluteSource(m_openedSource, ".");
}

std::vector<std::uint64_t> PlanCard::chosenSeeds() const
{
    const auto count = static_cast<std::size_t>(m_seeds->value());
    if (m_openedSeeds.size() == count) {
        return m_openedSeeds;
    }
    std::vector<std::uint64_t> seeds(count);
    std::iota(seeds.begin(), seeds.end(), std::uint64_t{0});
    return seeds;
}

void PlanCard::setPlan(const ComparisonPlan& plan)
{
    m_configs = plan.configs;
    m_openedSeeds = plan.seeds;
    m_openedTitle = QString::fromStdString(plan.title);
    m_openedSource = m_configs.empty() ? std::string() : m_configs.front().config.data.source;
    m_title->setText(m_openedTitle);
    const auto count = static_cast<int>(plan.seeds.size());
    m_seeds->setMaximum(std::max(mostSeeds, count));
    m_seeds->setValue(count);
    showConfigs();
}

void PlanCard::setActive(bool active)
{
    m_active = active;
    updateControls();
}

std::string PlanCard::freeName(const std::string& name) const
{
    const auto taken = [this](const std::string& wanted) {
        return std::ranges::find(m_configs, wanted, &ComparedConfig::name) != m_configs.end();
    };
    auto free = name;
    for (int number = 2; taken(free); ++number) {
        free = name + " (" + std::to_string(number) + ")";
    }
    return free;
}

void PlanCard::addDraft()
{
    const auto& draft = m_workbench.draft();
    m_configs.push_back({freeName(networkTitle(draft).toStdString()), draft, {}});
    showConfigs();
    m_list->setCurrentRow(m_list->count() - 1);
}

void PlanCard::addReadyMade()
{
    auto plan = cnnAgainstBiLstm(m_workbench.draft(), {});
    m_configs = std::move(plan.configs);
    m_openedSeeds.clear();
    m_openedSource.clear();
    for (auto& [name, config, matches] : m_configs) {
        name = tr(name.c_str()).toStdString();
        matches = matches.empty() ? matches : tr(matches.c_str()).toStdString();
    }
    m_title->setText(freeTitle(tr(plan.title.c_str())));
    showConfigs();
}

/// A comparison that stands there has a plan of its own, which a title begins once.
QString PlanCard::freeTitle(const QString& title) const
{
    auto free = title;
    for (int number = 2;
         m_takenFolders.contains(QString::fromStdString(folderNameFor(free.toStdString())));
         ++number) {
        free = QStringLiteral("%1 (%2)").arg(title).arg(number);
    }
    return free;
}

void PlanCard::setTakenFolders(const QStringList& names)
{
    m_takenFolders = names;
}

void PlanCard::removeCurrent()
{
    const int row = m_list->currentRow();
    if (row >= 0) {
        m_configs.erase(m_configs.begin() + row);
        showConfigs();
        m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    }
}

void PlanCard::rename(int row)
{
    auto& compared = m_configs.at(static_cast<std::size_t>(row));
    const auto former = compared.name;
    const auto wanted = m_list->item(row)->text().trimmed().toStdString();
    if (wanted != former && !wanted.empty()) {
        const auto name = freeName(wanted);
        for (auto& each : m_configs) {
            each.matches = each.matches == former ? name : each.matches;
        }
        compared.name = name;
    }
    const QSignalBlocker blocker(m_list);
    m_list->item(row)->setText(QString::fromStdString(compared.name));
}

void PlanCard::showConfigs()
{
    const QSignalBlocker blocker(m_list);
    const int row = m_list->currentRow();
    m_list->clear();
    for (const auto& compared : m_configs) {
        auto* const item = new QListWidgetItem(QString::fromStdString(compared.name), m_list);
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        item->setToolTip(networkTitle(compared.config));
    }
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    updateControls();
}

QString PlanCard::obstacle() const
{
    if (!isOpenedPlan() && !m_workbench.data()) {
        return tr("Choose images in Data first.");
    }
    if (isOpenedPlan() && !imagesAreThePlans()) {
        return tr("This comparison is of the images %1. Open them in Data first, or give it "
                  "another title to compare with those that are open.")
            .arg(breakable(QString::fromStdString(m_openedSource)));
    }
    if (m_configs.size() < 2) {
        return tr("Add two configurations or more. Each is what Configure shows when you add it; "
                  "the others are compared with the first.");
    }
    if (m_title->text().trimmed().isEmpty()) {
        return tr("Give the comparison a title.");
    }
    if (const auto checked = checkPlan(plan()); !checked) {
        return Format::error(checked.error());
    }
    return m_active ? QString() : m_workbench.obstacleTo(HeavyWork::Comparing);
}

void PlanCard::updateControls()
{
    const auto reason = obstacle();
    for (QWidget* const widget : std::initializer_list<QWidget*>{m_title, m_list, m_add, m_seeds}) {
        widget->setEnabled(!m_active);
    }
    updateReadyMade();
    m_remove->setEnabled(!m_active && m_list->currentRow() >= 0);
    m_start->setEnabled(m_active || reason.isEmpty());
    m_start->setText(m_active ? tr("Stop") : tr("Start"));
    m_start->setToolTip(m_active ? tr("The run that trains keeps a checkpoint; Start goes on")
                                 : QString());
    m_runs->setText(reason.isEmpty()
                        ? tr("%1 runs: each configuration with the seeds %2, one after another. "
                             "A comparison that has begun goes on.")
                              .arg(static_cast<int>(m_configs.size()) * m_seeds->value())
                              .arg(seedsText(chosenSeeds()))
                        : reason);
}

void PlanCard::updateReadyMade()
{
    const bool without = m_workbench.draft().model.head == Head::Gap;
    m_ready->setEnabled(!m_active && !without);
    m_ready->setToolTip(without ? tr("The draft has no BiLSTM to compare: choose another head than "
                                     "global average pooling in Configure")
                                : tr("The draft's network without its BiLSTM, the same with as "
                                     "many parameters, and the draft's own"));
}

void PlanCard::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void PlanCard::retranslate()
{
    setTitle(tr("What is compared"));
    m_titleLabel->setText(tr("Title"));
    m_listLabel->setText(tr("Configurations"));
    m_seedsLabel->setText(tr("Seeds"));
    m_seeds->setToolTip(tr("How often each configuration is trained, every time with other random "
                           "numbers. A verdict needs two or more; three or five say more."));
    m_add->setText(tr("Add the draft"));
    m_add->setToolTip(tr("Adds the configuration that Configure shows"));
    m_remove->setText(tr("Remove"));
    m_ready->setText(tr("CNN against CNN + BiLSTM"));
    updateControls();
}

} // namespace weft
