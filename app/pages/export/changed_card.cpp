#include "app/pages/export/changed_card.h"

#include "app/session/thumbnail_loader.h"

#include "widgets/images/changed_image_model.h"
#include "widgets/images/picture_delegate.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace weft {

namespace {

constexpr int pictureSide = 40;
constexpr int lineHeight = 46;

} // namespace

ChangedCard::ChangedCard(QWidget* parent)
    : Card(parent)
    , m_model(new ChangedImageModel(this))
    , m_loader(new ThumbnailLoader(this))
    , m_view(new QTableView(this))
    , m_nothing(new QLabel(this))
{
    m_view->setObjectName(QStringLiteral("exportChangedTable"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(
        new PictureDelegate(ChangedImageModel::PictureColumn, pictureSide, this));
    m_view->setProperty("compact", true);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setSelectionMode(QAbstractItemView::NoSelection);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(lineHeight);
    auto* const header = m_view->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setSectionResizeMode(QHeaderView::Stretch);
    header->setSectionResizeMode(ChangedImageModel::PictureColumn, QHeaderView::Fixed);
    header->resizeSection(ChangedImageModel::PictureColumn, pictureSide + metrics::unit);
    m_nothing->setObjectName(QStringLiteral("exportNothingChanged"));
    m_nothing->setProperty("role", "secondary");
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    body()->addWidget(m_view, 1);
    body()->addWidget(m_nothing, 1);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this,
            &ChangedCard::requestPictures);
    connect(m_view->verticalScrollBar(), &QScrollBar::rangeChanged, this,
            &ChangedCard::requestPictures);
    connect(m_loader, &ThumbnailLoader::loaded, m_model, &ChangedImageModel::setPicture);
    retranslate();
}

void ChangedCard::setImages(DatasetPtr images, const QStringList& classNames)
{
    m_classNames = classNames;
    m_loader->setDataset(std::move(images), static_cast<int>(pictureSide * devicePixelRatioF()));
    requestPictures();
}

void ChangedCard::showFile(const ExportedFile* file)
{
    m_proved = file && file->proof;
    m_model->setImages(m_proved ? file->proof->changed : std::vector<ChangedImage>(), m_classNames);
    showNote();
    requestPictures();
}

void ChangedCard::requestPictures()
{
    const int rows = m_model->rowCount();
    if (rows == 0) {
        return;
    }
    const int first = std::max(0, m_view->verticalScrollBar()->value() / lineHeight);
    const int last = std::min(rows - 1, first + m_view->viewport()->height() / lineHeight + 1);
    QVector<qint64> wanted;
    for (int row = first; row <= last; ++row) {
        wanted.append(static_cast<qint64>(m_model->image(row).index));
    }
    m_loader->request(wanted);
}

void ChangedCard::showNote()
{
    const int rows = m_model->rowCount();
    m_view->setVisible(rows > 0);
    m_nothing->setVisible(rows == 0);
    m_nothing->setText(m_proved ? tr("Every image keeps its class.") : QString());
    setNote(m_proved && rows > 0 ? Format::count(rows) : QString());
}

void ChangedCard::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void ChangedCard::retranslate()
{
    setTitle(tr("Images that change their class"));
    m_view->setAccessibleName(tr("Images that change their class"));
    m_model->retranslate();
    showNote();
}

} // namespace weft
