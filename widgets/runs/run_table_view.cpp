#include "widgets/runs/run_table_view.h"

#include "widgets/runs/run_filter_model.h"
#include "widgets/runs/run_table_model.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>

namespace weft {

namespace {

constexpr int rowPixels = 4 * metrics::unit;

/// Runs that cannot be read are quieter than the others.
class RunDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (!index.data(RunTableModel::ReadableRole).toBool()) {
            const auto quiet = tokensOf(option->palette).secondary;
            option->palette.setColor(QPalette::Text, quiet);
            option->palette.setColor(QPalette::HighlightedText, quiet);
            option->font.setItalic(true);
        }
    }
};

} // namespace

RunTableView::RunTableView(RunTableModel* runs, QWidget* parent)
    : QTableView(parent)
    , m_runs(runs)
    , m_shown(new RunFilterModel(this))
{
    m_shown->setSourceModel(m_runs);
    setModel(m_shown);
    setItemDelegate(new RunDelegate(this));
    setFrameShape(NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(rowPixels);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    horizontalHeader()->setSectionResizeMode(RunTableModel::NameColumn, QHeaderView::Stretch);
    setSortingEnabled(true);
    sortByColumn(RunTableModel::DateColumn, Qt::DescendingOrder);
    fitColumns();

    connect(this, &QTableView::activated, this, [this](const QModelIndex& index) {
        emit runActivated(index.data(RunTableModel::PathRole).toString());
    });
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RunTableView::noteCurrent);
    connect(m_shown, &QAbstractItemModel::modelReset, this, &RunTableView::noteCurrent);
    connect(m_shown, &QAbstractItemModel::rowsRemoved, this, &RunTableView::noteCurrent);
}

void RunTableView::setFilter(const QString& words)
{
    m_shown->setFilter(words);
}

void RunTableView::editName()
{
    if (currentIndex().isValid()) {
        const auto name = currentIndex().siblingAtColumn(RunTableModel::NameColumn);
        if (name.flags() & Qt::ItemIsEditable) {
            edit(name);
        }
    }
}

QString RunTableView::currentRun() const
{
    return currentIndex().data(RunTableModel::PathRole).toString();
}

void RunTableView::selectRun(const QString& path)
{
    const auto index = m_shown->mapFromSource(m_runs->index(m_runs->rowOf(path), 0));
    if (index.isValid()) {
        setCurrentIndex(index);
    } else if (!currentIndex().isValid()) {
        setCurrentIndex(m_shown->index(0, 0));
    }
}

void RunTableView::noteCurrent()
{
    if (currentRun() != m_current) {
        m_current = currentRun();
        emit currentRunChanged();
    }
}

void RunTableView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_F2) {
        editName();
        return;
    }
    QTableView::keyPressEvent(event);
}

void RunTableView::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (m_shown != nullptr &&
        (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange ||
         event->type() == QEvent::LanguageChange)) {
        fitColumns();
    }
}

void RunTableView::fitColumns()
{
    // Wide enough for what usually stands there, in either language; a person may drag them.
    const auto width = [this](const QString& sample) {
        return fontMetrics().horizontalAdvance(sample) + 3 * metrics::unit;
    };
    const std::pair<int, QString> samples[] = {
        {RunTableModel::StateColumn, QStringLiteral("Interrupted")},
        {RunTableModel::DataColumn, QStringLiteral("Flower photographs")},
        {RunTableModel::NetworkColumn, QStringLiteral("ResNet-20 + BiLSTM + Attention")},
        {RunTableModel::ParametersColumn, QStringLiteral("11.23 M")},
        {RunTableModel::AccuracyColumn, QStringLiteral("100.0 %")},
        {RunTableModel::TimeColumn, QStringLiteral("59 min 59 s")},
        {RunTableModel::DateColumn, QStringLiteral("2024-12-31 23:59")}};
    for (const auto& [column, sample] : samples) {
        const int heading = horizontalHeader()->sectionSizeHint(column) + 2 * metrics::unit;
        setColumnWidth(column, qMax(width(sample), heading)); // Beside the heading, the arrow.
    }
}

} // namespace weft
