#include "app/pages/export/proof_card.h"

#include "widgets/runs/export_model.h"
#include "widgets/util/roomy_delegate.h"
#include "widgets/util/theme.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace weft {

namespace {

constexpr int columnRoom = 18; ///< Around a column's texts.

/// The verdict of a refused file in the colour of a warning.
class ProofDelegate : public RoomyDelegate
{
public:
    using RoomyDelegate::RoomyDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        RoomyDelegate::initStyleOption(option, index);
        option->state.setFlag(QStyle::State_HasFocus, false);
        if (index.column() == ExportModel::VerdictColumn &&
            index.data(ExportModel::RefusedRole).toBool()) {
            const auto& colour = tokensOf(option->palette).warning;
            option->palette.setColor(QPalette::Text, colour);
            option->palette.setColor(QPalette::HighlightedText, colour);
        }
    }
};

} // namespace

ProofCard::ProofCard(QWidget* parent)
    : Card(parent)
    , m_model(new ExportModel(this))
{
    build();
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ProofCard::showCurrent);
    connect(m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                fitColumns();
                if (first.row() <= currentRow() && currentRow() <= last.row()) {
                    showCurrent();
                }
            });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_view->setFixedHeight(m_view->horizontalHeader()->sizeHint().height() +
                               m_view->verticalHeader()->length() + 2 * m_view->frameWidth());
        fitColumns();
        showCurrent();
    });
    connect(m_show, &QPushButton::clicked, this, &ProofCard::openFolder);
    connect(m_copy, &QPushButton::clicked, this, &ProofCard::copyPath);
    retranslate();
}

void ProofCard::build()
{
    const auto flat = [this](const char* name) {
        auto* const button = new QPushButton(this);
        button->setObjectName(QLatin1String(name));
        button->setProperty("flat", true);
        addHeaderWidget(button);
        return button;
    };
    m_show = flat("exportShowButton");
    m_copy = flat("exportCopyButton");
    m_view = new QTableView(this);
    m_view->setObjectName(QStringLiteral("exportTable"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new ProofDelegate(this));
    m_view->setProperty("compact", true);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(27);
    auto* const header = m_view->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setMinimumSectionSize(40);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(ExportModel::NameColumn, QHeaderView::Stretch);
    m_details = new QLabel(this);
    m_details->setObjectName(QStringLiteral("exportDetails"));
    m_details->setTextFormat(Qt::PlainText);
    m_details->setWordWrap(true);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    body()->addWidget(m_view);
    body()->addWidget(m_details);
}

int ProofCard::currentRow() const
{
    return m_view->currentIndex().row();
}

void ProofCard::choose(int row)
{
    m_view->setCurrentIndex(m_model->index(row, ExportModel::NameColumn));
}

void ProofCard::fitColumns()
{
    // A header measures its own texts without the style sheet's padding.
    const auto measure = m_view->horizontalHeader()->fontMetrics();
    for (int column = ExportModel::NameColumn + 1; column < ExportModel::ColumnCount; ++column) {
        const auto heading = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole);
        int width = measure.horizontalAdvance(heading.toString());
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const auto text = m_model->index(row, column).data().toString();
            width = std::max(width, m_view->fontMetrics().horizontalAdvance(text));
        }
        m_view->horizontalHeader()->resizeSection(column, width + columnRoom);
    }
}

void ProofCard::showCurrent()
{
    const int row = currentRow();
    const auto* const file = row < 0 ? nullptr : m_model->file(row);
    const bool refused = file && file->refused;
    const bool there = file && !file->files.empty();
    m_show->setEnabled(there);
    m_copy->setEnabled(there);
    m_details->setText(row < 0 ? QString() : m_model->details(row));
    m_details->setProperty("role", refused ? "warning" : "secondary");
    m_details->style()->polish(m_details);
    emit chosen(row);
}

void ProofCard::openFolder()
{
    const auto path = m_view->currentIndex().data(ExportModel::PathRole).toString();
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

void ProofCard::copyPath()
{
    const auto path = m_view->currentIndex().data(ExportModel::PathRole).toString();
    QGuiApplication::clipboard()->setText(
        QDir::toNativeSeparators(QFileInfo(path).absoluteFilePath()));
}

void ProofCard::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void ProofCard::retranslate()
{
    setTitle(tr("Proof"));
    m_show->setText(tr("Show in folder"));
    m_copy->setText(tr("Copy path"));
    m_view->setAccessibleName(tr("Exported files"));
    m_model->retranslate();
    fitColumns();
    showCurrent();
}

} // namespace weft
