#include "widgets/confusion/class_scores_view.h"

#include "widgets/util/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QSortFilterProxyModel>

#include <algorithm>
#include <utility>

namespace weft {

namespace {

constexpr int lineHeight = metrics::textPixels + 6;
constexpr int cellPadding = 9; ///< The style sheet's, and the item's own margin.
constexpr int leastClassWidth = 64;

} // namespace

ClassScoresView::ClassScoresView(QWidget* parent)
    : QTableView(parent)
    , m_scores(new ClassScoresModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
{
    m_sorted->setSourceModel(m_scores);
    m_sorted->setSortRole(ClassScoresModel::SortRole);
    m_sorted->setSortLocaleAware(true);
    setModel(m_sorted);
    setFrameShape(NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(lineHeight);
    verticalHeader()->setDefaultSectionSize(lineHeight);
    setProperty("compact", true);
    QFont small = font();
    small.setPixelSize(metrics::textPixels - 1);
    setFont(small);
    horizontalHeader()->setFont(small);
    auto* heads = horizontalHeader();
    heads->setHighlightSections(false);
    heads->setMinimumSectionSize(32);
    heads->setSectionResizeMode(QHeaderView::Interactive);
    heads->setSectionResizeMode(ClassScoresModel::ClassColumn, QHeaderView::Stretch);
    setSortingEnabled(true);
    // The data set's own order, until the person asks for another.
    sortByColumn(-1, Qt::AscendingOrder);
    fitColumns();
}

void ClassScoresView::setScores(std::vector<ClassScores> scores, const QStringList& names)
{
    m_scores->setScores(std::move(scores), names);
}

QSize ClassScoresView::sizeHint() const
{
    return {280, 260};
}

void ClassScoresView::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        m_scores->retranslate();
        fitColumns();
    } else if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        fitColumns();
    }
}

void ClassScoresView::fitColumns()
{
    if (!m_sorted) {
        return;
    }
    setColumnHidden(ClassScoresModel::SupportColumn, false);
    m_numbersWidth = 0;
    const QFontMetrics text(horizontalHeader()->font());
    const int number = text.horizontalAdvance(QStringLiteral("100 %"));
    for (int column = ClassScoresModel::PrecisionColumn; column < ClassScoresModel::Columns;
         ++column) {
        const auto head = m_sorted->headerData(column, Qt::Horizontal).toString();
        setColumnWidth(column, std::max(text.horizontalAdvance(head), number) + 2 * cellPadding);
        m_numbersWidth += columnWidth(column);
    }
    showWhatFits();
}

void ClassScoresView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    showWhatFits();
}

void ClassScoresView::showWhatFits()
{
    setColumnHidden(ClassScoresModel::SupportColumn, width() < m_numbersWidth + leastClassWidth);
}

} // namespace weft
