#include "app/pages/train/confusion_card.h"

#include "app/pages/train/epoch_stepper.h"

#include "widgets/confusion/class_scores_view.h"
#include "widgets/confusion/confusion_model.h"
#include "widgets/confusion/confusion_view.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace weft {

ConfusionCard::ConfusionCard(QWidget* parent)
    : Card(parent)
    , m_stepper(new EpochStepper(this))
    , m_counts(new QToolButton(this))
    , m_model(new ConfusionModel(this))
    , m_matrix(new ConfusionView(this))
    , m_scores(new ClassScoresView(this))
    , m_nothing(new QLabel(this))
    , m_content(new QWidget(this))
{
    m_matrix->setObjectName(QStringLiteral("confusionView"));
    m_scores->setObjectName(QStringLiteral("scoresTable"));
    m_counts->setObjectName(QStringLiteral("confusionModeButton"));
    m_counts->setCheckable(true);
    m_counts->setAutoRaise(true);
    m_nothing->setProperty("role", QStringLiteral("secondary"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_matrix->setModel(m_model);

    auto* row = new QHBoxLayout(m_content);
    row->setContentsMargins({});
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_matrix, 13);
    row->addWidget(m_scores, 12);
    addHeaderWidget(m_stepper);
    addHeaderWidget(m_counts);
    body()->addWidget(m_content, 1);
    body()->addWidget(m_nothing, 1);

    connect(m_counts, &QToolButton::toggled, this, &ConfusionCard::applyMode);
    connect(m_matrix, &ConfusionView::cellClicked, this, &ConfusionCard::cellClicked);
    showEpoch(nullptr, {});
    retranslate();
}

void ConfusionCard::showEpoch(const EpochPtr& epoch, const QStringList& classNames)
{
    if (epoch && epoch == m_epoch && classNames == m_names) {
        return; // Shown already; a large matrix takes a while.
    }
    m_epoch = epoch;
    m_names = classNames;
    m_content->setVisible(epoch != nullptr);
    m_nothing->setVisible(epoch == nullptr);
    if (epoch) {
        m_model->setMatrix(epoch->confusion, classNames);
        m_scores->setScores(epoch->confusion.perClass(), classNames);
    }
}

void ConfusionCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void ConfusionCard::applyMode()
{
    const bool counts = m_counts->isChecked();
    m_model->setMode(counts ? ConfusionModel::Mode::Counts : ConfusionModel::Mode::Rates);
    setTitle(counts ? tr("Confusion, images") : tr("Confusion, % of true class"));
}

void ConfusionCard::retranslate()
{
    m_counts->setText(tr("Counts"));
    m_counts->setToolTip(tr("Numbers of images in place of shares of the true class"));
    m_nothing->setText(tr("The matrix appears after the first validation."));
    applyMode();
}

} // namespace weft
