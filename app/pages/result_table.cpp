#include "app/pages/result_table.h"

#include "app/pages/result_model.h"

#include "widgets/images/picture_delegate.h"
#include "widgets/util/theme.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>

namespace weft {

namespace {

constexpr int pictureSide = 44;
constexpr int lineHeight = 50;

/// What waits or failed in a quieter or a warning colour.
class ResultDelegate : public PictureDelegate
{
public:
    using PictureDelegate::PictureDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        PictureDelegate::initStyleOption(option, index);
        const auto& tokens = tokensOf(option->palette);
        const auto state = static_cast<ResultState>(index.data(ResultModel::StateRole).toInt());
        if (state != ResultState::Done && index.column() == ResultModel::ClassColumn) {
            const auto& colour = state == ResultState::Failed ? tokens.warning : tokens.secondary;
            option->palette.setColor(QPalette::Text, colour);
            option->palette.setColor(QPalette::HighlightedText, colour);
        }
    }
};

} // namespace

ResultTable::ResultTable(ResultModel& results, QWidget* parent)
    : QTableView(parent)
    , m_results(results)
    , m_sorted(new QSortFilterProxyModel(this))
{
    m_sorted->setSourceModel(&results);
    m_sorted->setSortRole(ResultModel::SortRole);
    m_sorted->setSortLocaleAware(true);
    setModel(m_sorted);
    setItemDelegate(new ResultDelegate(ResultModel::PictureColumn, pictureSide, this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setSortingEnabled(true);
    sortByColumn(-1, Qt::AscendingOrder);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(lineHeight);
    auto* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(ResultModel::FileColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ResultModel::ClassColumn, QHeaderView::Stretch);
    header->resizeSection(ResultModel::PictureColumn, pictureSide + 2 * metrics::unit);
    header->setSectionResizeMode(ResultModel::PictureColumn, QHeaderView::Fixed);
    header->resizeSection(ResultModel::ProbabilityColumn, 104);
    header->resizeSection(ResultModel::SecondColumn, 144);
    header->resizeSection(ResultModel::TimeColumn, 64);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { emit rowChosen(currentRow()); });
}

int ResultTable::currentRow() const
{
    return m_sorted->mapToSource(currentIndex()).row();
}

void ResultTable::setCurrentRow(int row)
{
    setCurrentIndex(m_sorted->mapFromSource(m_results.index(row, ResultModel::FileColumn)));
}

} // namespace weft
